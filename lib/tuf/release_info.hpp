// SPDX-License-Identifier: Apache-2.0
// What Cardea says about a target in its custom field "cardea": which release it is and what a person should know of it.
// Signed with the targets metadata, so the device may show it (5.3-11, 5.3-12).
#pragma once

#include <compare>
#include <string>

#include "lib/tuf/metadata.hpp"

namespace cardea::tuf {

// "1.10.2": one to four numbers. Compared number by number, a missing one counts as 0.
struct ReleaseNumber {
  std::array<std::uint32_t, 4> parts{};
  auto operator<=>(const ReleaseNumber&) const = default;
};
Result<ReleaseNumber> parse_release_number(std::string_view text);

struct ReleaseInfo {
  std::string model;
  std::string version;
  std::uint64_t epoch = 0;
  bool security = false;         // removes a risk
  std::string risk_en, risk_zh;  // which risk; empty when there is none
  std::string notes_en, notes_zh;
  std::uint32_t interruption_s = 0;
  crypto::Digest256 root{};  // of the image's hash tree
  std::string sbom{};        // the target that is its bill of materials; empty: none
  std::string back_from{};   // a version that the maker took back: a device that runs it may go back to this one. Empty: none
  std::string component{};    // the part of the product that it is, which the system carries along (5.3-1). Empty: the system image
  std::int64_t deadline_s{};  // critical: nobody may postpone it beyond this moment. 0: as long as the consumer likes
};

// The model that its image names: a component's own name.
const std::string& model_of_image(const ReleaseInfo& info);
// "window-1 1.1.0", or the version alone of a system image: for people and logs.
std::string label_of(const ReleaseInfo& info);

// From the custom field of a target. Err::not_found: the target carries no such description.
Result<ReleaseInfo> parse_release_info(const Value& custom);
Value encode_release_info(const ReleaseInfo& info);  // the whole custom field

}  // namespace cardea::tuf
