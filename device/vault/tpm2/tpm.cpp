// SPDX-License-Identifier: Apache-2.0
#include "device/vault/tpm2/tpm.hpp"

#include <algorithm>
#include <cstdio>

#include "device/boards/tpm_link.hpp"
#include "device/vault/tpm2/handle.hpp"
#include "device/vault/tpm2/shapes.hpp"
#include "lib/base/log.hpp"
#include "lib/codec/writer.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::vault::tpm2 {
namespace {

constexpr ESYS_TR kNone = ESYS_TR_NONE;
constexpr ESYS_TR kPassword = ESYS_TR_PASSWORD;  // the empty one
constexpr std::uint32_t kLoadedSessions = 0x02000000;  // TPM_HR_HMAC_SESSION: the first of the loaded sessions of either kind
constexpr std::uint32_t kFlushContext = 0x165;         // TPM_CC_FlushContext

TPMT_SYM_DEF session_cipher() {
  TPMT_SYM_DEF cipher{};
  cipher.algorithm = TPM2_ALG_AES;
  cipher.keyBits.aes = 128;
  cipher.mode.aes = TPM2_ALG_CFB;
  return cipher;
}

}  // namespace

// Which call failed goes to the caller, which code the TPM gave goes to the log: a maker asks for both.
Error Tpm::failed(TSS2_RC code, const char* what) const {
  char number[16];
  std::snprintf(number, sizeof(number), "0x%08x", static_cast<unsigned>(code));
  log::warn(std::string(what) + ": the TPM says " + number);
  const bool gone = (code & TSS2_RC_LAYER_MASK) != 0;  // said by a layer above the TPM: it did not answer
  return Error{gone ? Err::unavailable : Err::io, what};
}

Result<std::unique_ptr<Tpm>> Tpm::connect(UniqueFd tpm, unsigned pcr) {
  TRY(const Esys esys, Esys::load_library());
  std::unique_ptr<Tpm> connected(new Tpm(esys, std::move(tpm), pcr));
  TRY_(connected->start());
  return connected;
}

Tpm::~Tpm() {
  if (context_ == nullptr) return;
  if (cached_ != kNone) esys_.flush_context(context_, cached_);
  if (primary_ != kNone) esys_.flush_context(context_, primary_);
  esys_.finalize(&context_);
}

Status Tpm::start() {
  if (const TSS2_RC rc = esys_.initialize(&context_, transport_.context(), nullptr); rc != 0) {
    return failed(rc, "cannot begin to talk to the TPM");
  }
  flush_leftovers(TPM2_TRANSIENT_FIRST);
  flush_leftovers(kLoadedSessions);
  return make_primary();
}

// Without a resource manager what a killed vault had loaded stays loaded, and three such objects fill the TPM.
void Tpm::flush_leftovers(std::uint32_t first) {
  TPMI_YES_NO more = 0;
  TPMS_CAPABILITY_DATA* raw = nullptr;
  if (esys_.get_capability(context_, kNone, kNone, kNone, TPM2_CAP_HANDLES, first, TPM2_MAX_CAP_HANDLES, &more, &raw) != 0) return;
  const Given<TPMS_CAPABILITY_DATA> found(raw);
  for (UINT32 i = 0; i < found->data.handles.count; ++i) {
    const Buffer command = Writer().u16(TPM2_ST_NO_SESSIONS).u32(14).u32(kFlushContext).u32(found->data.handles.handle[i]).take();
    if (board::send_command(transport_.fd(), command)) (void)board::receive_response(transport_.fd());
  }
}

Status Tpm::make_primary() {
  const TPM2B_SENSITIVE_CREATE nothing{};
  const TPM2B_PUBLIC shape = storage_shape();
  const TPM2B_DATA outside{};
  const TPML_PCR_SELECTION no_register{};
  const TSS2_RC rc = esys_.create_primary(context_, ESYS_TR_RH_OWNER, kPassword, kNone, kNone, &nothing, &shape, &outside,
                                          &no_register, &primary_, nullptr, nullptr, nullptr, nullptr);
  return rc == 0 ? Status(kOk) : failed(rc, "the TPM does not make its storage key");
}

Result<Tpm::Handle> Tpm::start_session(TPM2_SE type, TPMA_SESSION encrypts) {
  ESYS_TR session = kNone;
  const TPMT_SYM_DEF cipher = session_cipher();
  // Salted with the storage key: who listens between us and the TPM learns neither parameters nor their keys.
  const TSS2_RC rc = esys_.start_auth_session(context_, primary_, kNone, kNone, kNone, kNone, nullptr, type, &cipher,
                                              TPM2_ALG_SHA256, &session);
  if (rc != 0) return failed(rc, "the TPM does not start a session");
  Handle owned(esys_, context_, session, Handle::Kind::loaded);
  esys_.set_session_attributes(context_, session, static_cast<TPMA_SESSION>(encrypts | TPMA_SESSION_CONTINUESESSION), 0xff);
  return owned;
}

Result<StoredObject> Tpm::create(TPM2B_SENSITIVE_CREATE& secret, const TPM2B_PUBLIC& shape) {
  TRY(const Handle session, start_session(TPM2_SE_HMAC, TPMA_SESSION_DECRYPT));
  const TPM2B_DATA outside{};
  const TPML_PCR_SELECTION no_register{};
  TPM2B_PRIVATE* raw_private = nullptr;
  TPM2B_PUBLIC* raw_public = nullptr;
  const TSS2_RC rc = esys_.create(context_, primary_, session.get(), kNone, kNone, &secret, &shape, &outside, &no_register,
                                  &raw_private, &raw_public, nullptr, nullptr, nullptr);
  if (rc != 0) return failed(rc, "the TPM does not make an object");
  const Given<TPM2B_PRIVATE> wrapped(raw_private);
  const Given<TPM2B_PUBLIC> open(raw_public);
  StoredObject object;
  object.public_area.resize(sizeof(TPM2B_PUBLIC));
  object.private_area.resize(sizeof(TPM2B_PRIVATE));
  std::size_t public_size = 0;
  std::size_t private_size = 0;
  if (esys_.marshal_public(open.get(), object.public_area.data(), object.public_area.size(), &public_size) != 0 ||
      esys_.marshal_private(wrapped.get(), object.private_area.data(), object.private_area.size(), &private_size) != 0) {
    return Error{Err::broken, "an object of the TPM cannot be written down"};
  }
  object.public_area.resize(public_size);
  object.private_area.resize(private_size);
  return object;
}

Result<Tpm::Handle> Tpm::load(const StoredObject& object) {
  TPM2B_PUBLIC open{};
  TPM2B_PRIVATE wrapped{};
  std::size_t at = 0;
  if (esys_.unmarshal_public(object.public_area.data(), object.public_area.size(), &at, &open) != 0) {
    return Error{Err::broken, "a stored TPM object has no public half"};
  }
  at = 0;
  if (esys_.unmarshal_private(object.private_area.data(), object.private_area.size(), &at, &wrapped) != 0) {
    return Error{Err::broken, "a stored TPM object has no private half"};
  }
  ESYS_TR handle = kNone;
  const TSS2_RC rc = esys_.load(context_, primary_, kPassword, kNone, kNone, &wrapped, &open, &handle);
  if (rc == 0) return Handle(esys_, context_, handle, Handle::Kind::loaded);
  const Error why = failed(rc, "a stored object was changed, or is of another TPM");
  return Error{why.code == Err::unavailable ? Err::unavailable : Err::unauthentic, why.what};
}

//= EN303645 5.4-4
Result<StoredObject> Tpm::make_signing_key() {
  TPM2B_SENSITIVE_CREATE nothing{};
  return create(nothing, signing_shape());
}

Result<crypto::PublicKey> Tpm::public_key_of(const StoredObject& key) const {
  TPM2B_PUBLIC open{};
  std::size_t at = 0;
  if (esys_.unmarshal_public(key.public_area.data(), key.public_area.size(), &at, &open) != 0) {
    return Error{Err::broken, "a stored TPM key has no public half"};
  }
  const TPM2B_PUBLIC ours = signing_shape();
  if (open.publicArea.type != TPM2_ALG_ECC || open.publicArea.objectAttributes != ours.publicArea.objectAttributes) {
    return Error{Err::refused, "a key of this device was not made inside its TPM"};
  }
  const TPMS_ECC_POINT& point = open.publicArea.unique.ecc;
  return crypto::p256_public_key(to_width({point.x.buffer, point.x.size}), to_width({point.y.buffer, point.y.size}));
}

Result<Buffer> Tpm::sign(const StoredObject& key, const crypto::Digest256& digest) {
  if (cached_ == kNone || !equal(cached_public_, key.public_area)) {
    if (cached_ != kNone) esys_.flush_context(context_, std::exchange(cached_, kNone));
    TRY(Handle loaded, load(key));
    cached_ = loaded.release();
    cached_public_ = key.public_area;
  }
  TPM2B_DIGEST wire{};
  wire.size = sizeof(digest);
  std::copy(digest.begin(), digest.end(), wire.buffer);
  TPMT_SIG_SCHEME scheme{};
  scheme.scheme = TPM2_ALG_ECDSA;
  scheme.details.ecdsa.hashAlg = TPM2_ALG_SHA256;
  const TPMT_TK_HASHCHECK not_hashed_here{TPM2_ST_HASHCHECK, TPM2_RH_NULL, {}};
  TPMT_SIGNATURE* raw = nullptr;
  const TSS2_RC rc = esys_.sign(context_, cached_, kPassword, kNone, kNone, &wire, &scheme, &not_hashed_here, &raw);
  if (rc != 0) return failed(rc, "the TPM does not sign");
  const Given<TPMT_SIGNATURE> signature(raw);
  const TPMS_SIGNATURE_ECC& ecdsa = signature->signature.ecdsa;
  return crypto::ecdsa_der(to_width({ecdsa.signatureR.buffer, ecdsa.signatureR.size}),
                           to_width({ecdsa.signatureS.buffer, ecdsa.signatureS.size}));
}

}  // namespace cardea::vault::tpm2
