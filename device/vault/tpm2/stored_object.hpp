// SPDX-License-Identifier: Apache-2.0
// What lies in state/vault of an object that only the TPM can use: its two halves as the TPM wrapped them, and under which
// counter value and boot states it opens. The TPM checks all of it; changed bytes here only make it refuse.
#pragma once

#include <vector>

#include "lib/crypto/keys.hpp"

namespace cardea::vault::tpm2 {

inline constexpr std::size_t kStoredMax = 4096;  // bytes of the file

struct StoredObject {
  std::uint64_t counter = 0;                // 0 for signing keys, which no counter ends
  std::vector<crypto::Digest256> states;    // empty: opens after any boot
  Buffer public_area;                       // TPM2B_PUBLIC
  Buffer private_area;                      // TPM2B_PRIVATE, encrypted by the TPM
};

Result<StoredObject> parse_stored_object(Bytes wire);
Buffer encode_stored_object(const StoredObject& object);

}  // namespace cardea::vault::tpm2
