// SPDX-License-Identifier: Apache-2.0
// What Cardea says about a target that is a delta (lib/delta) in its custom field "cardea_delta": from which image to which, and
// how its head is recognized. Signed with the targets metadata; a device that knows nothing of deltas passes over it.
#pragma once

#include "lib/tuf/metadata.hpp"

namespace cardea::tuf {

struct DeltaInfo {
  std::string model;
  crypto::Digest256 from{}, to{};  // root hashes of the two images
  std::uint32_t head_size = 0;
  crypto::Digest256 head_sha256{};
};

// From the custom field of a target. Err::not_found: the target is no delta.
Result<DeltaInfo> parse_delta_info(const Value& custom);
Value encode_delta_info(const DeltaInfo& info);  // the whole custom field

}  // namespace cardea::tuf
