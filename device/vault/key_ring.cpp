// SPDX-License-Identifier: Apache-2.0
#include "device/vault/key_ring.hpp"

#include "lib/crypto/crypto.hpp"

namespace cardea::vault {

Result<contract::NewRing> KeyRing::make(bool after_raise) {
  contract::NewRing ring;
  ring.key = crypto::random_secret(kRingKeyBytes);
  TRY(ring.sealed, keys_.seal(kRingPurpose, ring.key));
  if (!after_raise) return ring;
  TRY(ring.sealed, keys_.reseal(kRingPurpose, ring.sealed));
  next_made_ = true;
  return ring;
}

Status KeyRing::raise(bool keeps_ring) {
  if (keeps_ring && !next_made_) return Error{Err::refused, "no key ring was made for this raise"};
  TRY_(keys_.raise_counter());
  next_made_ = false;
  return kOk;
}

}  // namespace cardea::vault
