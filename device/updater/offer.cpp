// SPDX-License-Identifier: Apache-2.0
#include "device/updater/offer.hpp"

#include <algorithm>

#include "lib/delta/delta.hpp"
#include "lib/image/image.hpp"

namespace cardea::updater {

namespace {

using Kind = Decision::Kind;
using contract::UpdateWhy;

struct Search {
  std::optional<Offer> newest;
  bool unreadable = false;  // a description that we cannot read might have been for us
};

tuf::ReleaseNumber number_of(const Offer& offer) {
  return *tuf::parse_release_number(offer.info.version);
}

Search newest_for(const tuf::Targets& targets, const DeviceFacts& device) {
  Search search;
  for (const auto& [name, target] : targets.targets) {
    auto info = tuf::parse_release_info(target.custom);
    if (!info) {
      search.unreadable = search.unreadable || info.error().code != Err::not_found;
      continue;
    }
    if (info->model != device.model || info->component != device.component) continue;
    Offer offer{name, target, std::move(*info)};
    if (!search.newest || number_of(*search.newest) < number_of(offer)) search.newest = std::move(offer);
  }
  return search;
}

Decision refused(Offer offer, UpdateWhy why, std::string reason) {
  return {Kind::refused, std::move(offer), std::move(reason), why};
}

std::string older(const Offer& offer, const std::string& running) {
  return "The update repository offers version " + label_of(offer.info) + ", which is older than the running version " + running +
         "; it was refused as a rollback.";
}

// The maker took the running version back and named this one instead: an older version on his signed word, inside the epoch.
bool is_way_back(const Offer& offer, const std::string& running) {
  return !offer.info.back_from.empty() && offer.info.back_from == running;
}

std::string below_epoch(const Offer& offer, std::uint64_t epoch) {
  return "Version " + label_of(offer.info) + " has the security epoch " + std::to_string(offer.info.epoch) +
         ", below this device's " + std::to_string(epoch) + "; it was refused as a rollback.";
}

constexpr std::size_t kDeltasMost = 2;  // each may cost a download that comes to nothing

// Whom an image is for, as it says of itself.
const std::string& whom_for(const DeviceFacts& device) {
  return device.component.empty() ? device.model : device.component;
}

bool leads_from(const tuf::DeltaInfo& info, const DeviceFacts& device) {
  return !info.from || (device.running_root && *info.from == *device.running_root);
}

std::vector<DeltaOffer> deltas_for(const tuf::Targets& targets, const Offer& offer, const DeviceFacts& device) {
  std::vector<DeltaOffer> deltas;
  for (const auto& [name, target] : targets.targets) {
    auto info = tuf::parse_delta_info(target.custom);
    if (!info || info->model != whom_for(device) || info->to != offer.info.root || !leads_from(*info, device)) continue;
    const bool fits = info->head_size <= delta::kHeadMax && info->head_size < target.length && target.length < offer.target.length;
    if (fits && target.hashes.sha256) deltas.push_back({name, target, std::move(*info)});
  }
  std::sort(deltas.begin(), deltas.end(),
            [](const DeltaOffer& a, const DeltaOffer& b) { return a.target.length < b.target.length; });
  if (deltas.size() > kDeltasMost) deltas.resize(kDeltasMost);
  return deltas;
}

}  // namespace

std::string facts_of(const tuf::ReleaseInfo& info) {
  return (info.component.empty() ? "" : "component=" + info.component + " ") + "version=" + info.version;
}

//= EN303645 5.3-10   type=implementation
// # An authentic release that is older, or below the security epoch, is as unwelcome as a forged one.
Decision decide(const tuf::Targets& targets, const DeviceFacts& device) {
  Search search = newest_for(targets, device);
  if (!search.newest) {
    if (search.unreadable)
      return {Kind::refused,
              {},
              "The update repository describes a release in a way that this device cannot read.",
              UpdateWhy::unreadable};
    return {Kind::nothing_newer,
            {},
            "The update repository holds no release for the model " + device.model + ".",
            UpdateWhy::none_for_model};
  }
  Offer offer = std::move(*search.newest);
  const auto running = tuf::parse_release_number(device.running_version);
  if (!running)
    return refused(std::move(offer), UpdateWhy::incomparable,
                   "The running version \"" + device.running_version + "\" cannot be compared with the offered one.");
  if (number_of(offer) == *running)
    return {Kind::nothing_newer, std::move(offer), "The newest version is running.", UpdateWhy::newest_runs};
  if (number_of(offer) < *running && !is_way_back(offer, device.running_version)) {
    std::string reason = older(offer, device.running_version);
    return refused(std::move(offer), UpdateWhy::older, std::move(reason));
  }
  if (offer.info.epoch < device.epoch) {
    std::string reason = below_epoch(offer, device.epoch);
    return refused(std::move(offer), UpdateWhy::below_epoch, std::move(reason));
  }
  if (!offer.target.hashes.sha256)
    return refused(std::move(offer), UpdateWhy::no_hash, "The offered release is signed without a SHA-256 hash.");
  if (offer.target.length > image::kMaxImage)
    return refused(std::move(offer), UpdateWhy::image_too_large, "The offered release is larger than an image may be.");
  if (offer.info.version == device.failed_version) {
    std::string reason =
        "Version " + offer.info.version + " fell back on this device and is not tried again until another one is offered.";
    return {Kind::fell_back_before, std::move(offer), std::move(reason), UpdateWhy::not_tried_again};
  }
  offer.deltas = deltas_for(targets, offer, device);
  return {Kind::offer, std::move(offer), {}};
}

Decision decide_first(const tuf::Targets& targets, const std::vector<DeviceFacts>& parts,
                      const std::function<bool(const Offer&)>& comes) {
  Decision of_system = decide(targets, parts.front());
  if (of_system.kind == Kind::refused || (of_system.kind == Kind::offer && comes(*of_system.offer))) return of_system;
  for (auto part = parts.begin() + 1; part != parts.end(); ++part) {
    Decision decision = decide(targets, *part);
    if (decision.kind == Kind::offer && comes(*decision.offer)) return decision;
    if (decision.kind == Kind::refused && decision.offer) return decision;
  }
  return of_system;
}

}  // namespace cardea::updater
