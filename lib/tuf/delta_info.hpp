// SPDX-License-Identifier: Apache-2.0
// What Cardea says about a target that is a delta (lib/delta) in its custom field "cardea_delta": from which image to which, and
// how its head is recognized. One from nothing is the whole image compressed. Signed with the targets metadata; a device that knows
// nothing of deltas passes over it.
#pragma once

#include <optional>

#include "lib/tuf/metadata.hpp"

namespace cardea::tuf {

struct DeltaInfo {
  std::string model;
  std::optional<crypto::Digest256> from;  // root hash of the image that must run; none: any
  crypto::Digest256 to{};                 // of the image that is made
  std::uint32_t head_size = 0;
  crypto::Digest256 head_sha256{};
};

// From the custom field of a target. Err::not_found: the target is no delta.
Result<DeltaInfo> parse_delta_info(const Value& custom);
Value encode_delta_info(const DeltaInfo& info);  // the whole custom field

}  // namespace cardea::tuf
