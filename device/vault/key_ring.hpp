// SPDX-License-Identifier: Apache-2.0
// What vault does for steward's key ring: one key, made here, sealed under one purpose that no other asker has. To end it in every
// copy, the next one is sealed for the counter's coming value, and then the counter rises.
#pragma once

#include "contracts/ipc/vault.hpp"
#include "device/vault/provider.hpp"

namespace cardea::vault {

inline constexpr std::string_view kRingPurpose = "steward: key ring";
inline constexpr std::size_t kRingKeyBytes = 32;

class KeyRing {
 public:
  explicit KeyRing(Provider& keys) : keys_(keys) {}

  Result<contract::NewRing> make(bool after_raise);
  Result<SecretBytes> open(Bytes sealed) { return keys_.unseal(kRingPurpose, sealed); }
  // Err::refused when a ring should be kept and none was made for the raise in this life: what an earlier vault sealed for it is noise.
  Status raise(bool keeps_ring);

 private:
  Provider& keys_;
  bool next_made_ = false;
};

}  // namespace cardea::vault
