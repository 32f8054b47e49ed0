// SPDX-License-Identifier: Apache-2.0
// The form of what Provider::seal returns, the same for every provider: a version, the value of the counter that it is bound
// to, and AES-256-GCM (nonce in front, tag behind). Counter and context are authenticated with it.
#pragma once

#include <string_view>

#include "lib/base/bytes.hpp"

namespace cardea::vault {

inline constexpr std::size_t kSealedMax = 512;  // bytes; 128 of secret need 165

struct SealedBlob {
  std::uint64_t counter = 0;
  Buffer body;  // nonce, ciphertext, tag
};

Result<SealedBlob> parse_sealed_blob(Bytes wire);
Buffer encode_sealed_blob(const SealedBlob& blob);

// What is authenticated but not stored: a blob of another purpose, or under another counter, does not open.
Buffer sealed_context(std::uint64_t counter, std::string_view context);

// Err::rollback when the blob belongs to a counter value that has passed, Err::unavailable when to one that is not reached.
Result<SealedBlob> blob_of_counter(std::uint64_t counter, Bytes wire);

}  // namespace cardea::vault
