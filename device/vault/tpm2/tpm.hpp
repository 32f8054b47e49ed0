// SPDX-License-Identifier: Apache-2.0
// One TPM 2.0 in the house's own terms: keys that are made inside and signed with inside, secrets sealed under a policy, and
// counters that only go up. Needs no resource manager: at most three objects are loaded at a time, and what an earlier vault
// left behind is flushed at connect.
#pragma once

#include <optional>

#include "device/vault/tpm2/esys.hpp"
#include "device/vault/tpm2/stored_object.hpp"
#include "device/vault/tpm2/transport.hpp"
#include "lib/base/secret.hpp"

namespace cardea::vault::tpm2 {

class Tpm {
 public:
  // Err::unavailable when it does not answer, Err::unsupported without tpm2-tss.
  static Result<std::unique_ptr<Tpm>> connect(UniqueFd tpm, unsigned pcr);
  ~Tpm();
  Tpm(const Tpm&) = delete;
  Tpm& operator=(const Tpm&) = delete;

  // An ECDSA P-256 key that never existed outside and cannot leave (fixedTPM, fixedParent, sensitiveDataOrigin).
  Result<StoredObject> make_signing_key();
  // Err::refused for a key that was not made inside this TPM.
  Result<crypto::PublicKey> public_key_of(const StoredObject& key) const;
  Result<Buffer> sign(const StoredObject& key, const crypto::Digest256& digest);

  // Opens when `counter_index` holds `counter` and, with `states`, after one of these boots only.
  struct Policy {
    TPM2_HANDLE counter_index = 0;
    std::uint64_t counter = 0;
    std::vector<crypto::Digest256> states;
  };
  Result<StoredObject> seal(const SecretBytes& secret, const Policy& policy);
  // Err::refused after another boot, Err::rollback under another counter value, Err::unauthentic when the object is not
  // what this TPM sealed under this policy.
  Result<SecretBytes> unseal(const StoredObject& sealed, const Policy& policy);

  // Defines the counter unless it is there, with exactly the attributes that ours have (else Err::refused).
  Status make_counter(TPM2_HANDLE index);
  Result<std::uint64_t> read_counter(TPM2_HANDLE index);
  Result<std::uint64_t> increment_counter(TPM2_HANDLE index);

  Result<crypto::Digest256> boot_state();  // what the boot-state register holds now

 private:
  class Handle;
  struct Counter;

  Tpm(Esys esys, UniqueFd tpm, unsigned pcr) : esys_(esys), transport_(std::move(tpm)), pcr_(pcr) {}
  Status start();
  void flush_leftovers(std::uint32_t first);
  Status make_primary();
  Result<StoredObject> create(TPM2B_SENSITIVE_CREATE& secret, const TPM2B_PUBLIC& shape);
  Result<Handle> load(const StoredObject& object);
  Result<Handle> start_session(TPM2_SE type, TPMA_SESSION encrypts);
  Status apply(const Policy& policy, ESYS_TR session);
  Result<TPM2B_DIGEST> digest_of(const Policy& policy);
  Result<Handle> counter_named(TPM2_HANDLE index);
  Error failed(TSS2_RC code, const char* what) const;

  Esys esys_;
  Transport transport_;
  unsigned pcr_;
  ESYS_CONTEXT* context_ = nullptr;
  ESYS_TR primary_ = ESYS_TR_NONE;
  // The signing key that was used last stays loaded: a page's handshakes come in bursts.
  ESYS_TR cached_ = ESYS_TR_NONE;
  Buffer cached_public_;
};

}  // namespace cardea::vault::tpm2
