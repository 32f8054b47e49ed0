// SPDX-License-Identifier: Apache-2.0
// Which release of the verified metadata this device may install, if any. A decision from facts: no clock, no files, no peers.
#pragma once

#include "contracts/ipc/updater.hpp"
#include "lib/tuf/delta_info.hpp"
#include "lib/tuf/release_info.hpp"

namespace cardea::updater {

struct DeviceFacts {
  std::string model;
  std::string running_version;
  std::uint64_t epoch = 0;                          // of vault: nothing below it may run
  std::string failed_version;                       // fell back here; empty: none
  std::optional<crypto::Digest256> running_root{};  // of the image in the running slot, as it says of itself
};

// The image of an offer as the difference to the one that runs.
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
  std::string path{};                 // in the repository
  std::optional<DeltaOffer> delta{};  // another way to it, which may be missing
};

struct Decision {
  enum class Kind : std::uint8_t { nothing_newer, offer, refused, fell_back_before };
  Kind kind = Kind::nothing_newer;
  std::optional<Offer> offer;  // the release that was judged; none when there is none for this model
  std::string reason;          // one sentence, for every kind but offer
  contract::UpdateWhy why = contract::UpdateWhy::none;
};

Decision decide(const tuf::Targets& targets, const DeviceFacts& device);

}  // namespace cardea::updater
