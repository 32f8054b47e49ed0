// SPDX-License-Identifier: Apache-2.0
// Tpm's sealing and counters: what opens under which boot and which count.
//
// The policy is PolicyPCR, PolicyOR over the boots that are allowed, PolicyNV (counter == value). An update is prepared by
// sealing the one root secret again with the coming boot's state in the list. PolicyAuthorize would leave the object as it is,
// but then some key must sign the coming states: on the device it could be used by whatever takes the device over, and at the
// maker it would let the maker open what a person sealed. The list needs no further key, and there is one object to renew.
#include <algorithm>

#include "device/vault/tpm2/handle.hpp"
#include "device/vault/tpm2/shapes.hpp"
#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::vault::tpm2 {
namespace {

constexpr ESYS_TR kNone = ESYS_TR_NONE;
constexpr ESYS_TR kPassword = ESYS_TR_PASSWORD;
constexpr std::size_t kUnderlyingMask = 0xfff;  // the TPM's own part of a response code

bool is_value_error(TSS2_RC rc) {  // format one: the number of the parameter is in it too
  return (rc & TSS2_RC_LAYER_MASK) == 0 && (rc & TPM2_RC_FMT1) != 0 && (rc & 0xbf) == (TPM2_RC_VALUE & 0xbf);
}

// The digest of a policy that is PolicyPCR alone, for a register that would hold `state` (TPM 2.0 part 3, 23.7).
TPM2B_DIGEST after_policy_pcr(unsigned pcr, const crypto::Digest256& state) {
  const TPML_PCR_SELECTION selection = one_register(pcr);
  const auto& chosen = selection.pcrSelections[0];
  const Buffer hashed = Writer()
                            .raw(crypto::Digest256{})
                            .u32(TPM2_CC_PolicyPCR)
                            .u32(1)
                            .u16(chosen.hash)
                            .u8(chosen.sizeofSelect)
                            .raw(Bytes(chosen.pcrSelect, chosen.sizeofSelect))
                            .raw(crypto::sha256(state))
                            .take();
  const crypto::Digest256 digest = crypto::sha256(hashed);
  TPM2B_DIGEST out{};
  out.size = sizeof(digest);
  std::copy(digest.begin(), digest.end(), out.buffer);
  return out;
}

// PolicyOR wants two branches at least: one alone is given twice.
TPML_DIGEST branches(unsigned pcr, const std::vector<crypto::Digest256>& states) {
  TPML_DIGEST list{};
  for (const crypto::Digest256& state : states) list.digests[list.count++] = after_policy_pcr(pcr, state);
  if (list.count == 1) list.digests[list.count++] = list.digests[0];
  return list;
}

TPM2B_OPERAND operand(std::uint64_t value) {
  const Buffer wire = Writer().u64(value).take();
  TPM2B_OPERAND out{};
  out.size = static_cast<UINT16>(wire.size());
  std::copy(wire.begin(), wire.end(), out.buffer);
  return out;
}

}  // namespace

Status Tpm::apply(const Policy& policy, ESYS_TR session) {
  if (!policy.states.empty()) {
    const TPM2B_DIGEST present{};
    const TPML_PCR_SELECTION selection = one_register(pcr_);
    TSS2_RC rc = esys_.policy_pcr(context_, session, kNone, kNone, kNone, &present, &selection);
    if (rc != 0) return failed(rc, "the TPM does not look at its boot state");
    const TPML_DIGEST list = branches(pcr_, policy.states);
    rc = esys_.policy_or(context_, session, kNone, kNone, kNone, &list);
    if (is_value_error(rc)) return Error{Err::refused, "what is sealed does not open after this boot"};
    if (rc != 0) return failed(rc, "the TPM does not compare its boot state");
  }
  TRY(const Handle counter, counter_named(policy.counter_index));
  const TPM2B_OPERAND value = operand(policy.counter);
  const TSS2_RC rc =
      esys_.policy_nv(context_, counter.get(), counter.get(), session, kPassword, kNone, kNone, &value, 0, TPM2_EO_EQ);
  if ((rc & kUnderlyingMask) == TPM2_RC_POLICY) return Error{Err::rollback, "what is sealed belongs to another counter value"};
  return rc == 0 ? Status(kOk) : failed(rc, "the TPM does not compare its counter");
}

Result<TPM2B_DIGEST> Tpm::digest_of(const Policy& policy) {
  TRY(const Handle trial, start_session(TPM2_SE_TRIAL, 0));
  TRY_(apply(policy, trial.get()));
  TPM2B_DIGEST* raw = nullptr;
  const TSS2_RC rc = esys_.policy_get_digest(context_, trial.get(), kNone, kNone, kNone, &raw);
  if (rc != 0) return failed(rc, "the TPM does not tell a policy's digest");
  const Given<TPM2B_DIGEST> digest(raw);
  return *digest;
}

Result<StoredObject> Tpm::seal(const SecretBytes& secret, const Policy& policy) {
  TPM2B_SENSITIVE_CREATE inside{};
  const Bytes raw = secret.expose_secret();
  if (raw.size() > sizeof(inside.sensitive.data.buffer)) return Error{Err::too_large, "a TPM seals 128 bytes at most"};
  TRY(const TPM2B_DIGEST digest, digest_of(policy));
  inside.sensitive.data.size = static_cast<UINT16>(raw.size());
  std::copy(raw.begin(), raw.end(), inside.sensitive.data.buffer);
  auto object = create(inside, sealed_shape(digest));
  explicit_bzero(&inside, sizeof(inside));
  if (!object) return object;
  object->counter = policy.counter;
  object->states = policy.states;
  return object;
}

//= EN303645 5.4-1
Result<SecretBytes> Tpm::unseal(const StoredObject& sealed, const Policy& policy) {
  TRY(const Handle session, start_session(TPM2_SE_POLICY, TPMA_SESSION_ENCRYPT));
  TRY_(apply(policy, session.get()));
  TRY(const Handle object, load(sealed));
  TPM2B_SENSITIVE_DATA* raw = nullptr;
  const TSS2_RC rc = esys_.unseal(context_, object.get(), session.get(), kNone, kNone, &raw);
  if ((rc & kUnderlyingMask & ~0xf00U) == TPM2_RC_POLICY_FAIL) {
    return Error{Err::unauthentic, "a sealed object was sealed under another policy than its file says"};
  }
  if (rc != 0) return failed(rc, "the TPM does not unseal");
  const Given<TPM2B_SENSITIVE_DATA> data(raw);
  return SecretBytes(Bytes(data->buffer, data->size));
}

Result<Tpm::Handle> Tpm::counter_named(TPM2_HANDLE index) {
  ESYS_TR handle = kNone;
  const TSS2_RC rc = esys_.from_tpm_public(context_, index, kNone, kNone, kNone, &handle);
  if (rc != 0) return Error{Err::not_found, "a counter of this device is not in its TPM"};
  Handle counter(esys_, context_, handle, Handle::Kind::stays);
  TPM2B_NV_PUBLIC* raw = nullptr;
  const TSS2_RC read = esys_.nv_read_public(context_, handle, kNone, kNone, kNone, &raw, nullptr);
  if (read != 0) return failed(read, "the TPM does not describe a counter");
  const Given<TPM2B_NV_PUBLIC> found(raw);
  if ((found->nvPublic.attributes & ~TPMA_NV_WRITTEN) != kCounterAttributes || found->nvPublic.dataSize != 8) {
    return Error{Err::refused, "where a counter of this device should be, its TPM has something else"};
  }
  return counter;
}

Status Tpm::make_counter(TPM2_HANDLE index) {
  if (const auto there = counter_named(index); there || there.error().code != Err::not_found) {
    return there ? Status(kOk) : there.error();
  }
  const TPM2B_AUTH no_password{};
  const TPM2B_NV_PUBLIC shape = counter_shape(index);
  ESYS_TR handle = kNone;
  const TSS2_RC rc =
      esys_.nv_define_space(context_, ESYS_TR_RH_OWNER, kPassword, kNone, kNone, &no_password, &shape, &handle);
  if (rc != 0) return failed(rc, "the TPM has no room for a counter");
  esys_.tr_close(context_, &handle);
  // Only a counter that has counted can be read.
  TRY_(increment_counter(index));
  return kOk;
}

Result<std::uint64_t> Tpm::read_counter(TPM2_HANDLE index) {
  TRY(const Handle counter, counter_named(index));
  TPM2B_MAX_NV_BUFFER* raw = nullptr;
  const TSS2_RC rc = esys_.nv_read(context_, counter.get(), counter.get(), kPassword, kNone, kNone, 8, 0, &raw);
  if (rc != 0) return failed(rc, "the TPM does not read a counter");
  const Given<TPM2B_MAX_NV_BUFFER> value(raw);
  return Reader(Bytes(value->buffer, value->size)).u64();
}

Result<std::uint64_t> Tpm::increment_counter(TPM2_HANDLE index) {
  TRY(const Handle counter, counter_named(index));
  const TSS2_RC rc = esys_.nv_increment(context_, counter.get(), counter.get(), kPassword, kNone, kNone);
  if (rc != 0) return failed(rc, "the TPM does not count up");
  return read_counter(index);
}

Result<crypto::Digest256> Tpm::boot_state() {
  const TPML_PCR_SELECTION selection = one_register(pcr_);
  TPML_DIGEST* raw = nullptr;
  const TSS2_RC rc = esys_.pcr_read(context_, kNone, kNone, kNone, &selection, nullptr, nullptr, &raw);
  if (rc != 0) return failed(rc, "the TPM does not tell its boot state");
  const Given<TPML_DIGEST> values(raw);
  crypto::Digest256 state{};
  if (values->count != 1 || values->digests[0].size != state.size()) {
    return Error{Err::unsupported, "this TPM keeps no SHA-256 of its boot state"};
  }
  std::copy_n(values->digests[0].buffer, state.size(), state.begin());
  return state;
}

}  // namespace cardea::vault::tpm2
