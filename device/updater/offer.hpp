// SPDX-License-Identifier: Apache-2.0
// Which release of the verified metadata this device may install, if any. A decision from facts: no clock, no files, no peers.
#pragma once

#include <functional>

#include "contracts/ipc/updater.hpp"
#include "lib/tuf/delta_info.hpp"
#include "lib/tuf/release_info.hpp"

namespace cardea::updater {

// Of the system, or of a component that the device carries along.
struct DeviceFacts {
  std::string model;
  std::string running_version;                      // a component's: the one that is held, or kNoVersion
  std::uint64_t epoch = 0;                          // of vault: nothing below it may run. A component's: of what is held
  std::string failed_version;                       // fell back here; empty: none
  std::optional<crypto::Digest256> running_root{};  // of the image in the running slot, as it says of itself
  std::string component{};                          // empty: the system
};
inline constexpr std::string_view kNoVersion = "0";

// The image of an offer as the difference to the one that runs, or to nothing.
struct DeltaOffer {
  std::string name;  // of the target
  tuf::Target target;
  tuf::DeltaInfo info;
  std::string path{};  // in the repository
};

struct Offer {
  std::string name;  // of the target
  tuf::Target target;
  tuf::ReleaseInfo info;
  std::string path{};                // in the repository
  std::vector<DeltaOffer> deltas{};  // shorter ways to it, the shortest first; any may be missing
  bool without_image = false;        // brought in a file that holds the image only in one of these ways
};

std::string facts_of(const tuf::ReleaseInfo& info);  // for the event log: "component=window-1 version=1.1.0"

struct Decision {
  enum class Kind : std::uint8_t { nothing_newer, offer, refused, fell_back_before };
  Kind kind = Kind::nothing_newer;
  std::optional<Offer> offer;  // the release that was judged; none when there is none for this model
  std::string reason;          // one sentence, for every kind but offer
  contract::UpdateWhy why = contract::UpdateWhy::none;
};

Decision decide(const tuf::Targets& targets, const DeviceFacts& device);
// The system comes first; while it has nothing new that `comes` (a file that is brought may hold one of all alone), what its
// components have.
Decision decide_first(const tuf::Targets& targets, const std::vector<DeviceFacts>& parts,
                      const std::function<bool(const Offer&)>& comes);

}  // namespace cardea::updater
