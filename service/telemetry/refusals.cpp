// SPDX-License-Identifier: Apache-2.0
#include "service/telemetry/refusals.hpp"

#include "lib/base/log.hpp"

namespace cardea::service {
namespace {

constexpr std::int64_t kKept_s = 30 * 86'400;

std::string sentence(const std::string& model, const std::string& version) {
  return "anomaly: " + std::to_string(kManyRefuse) + " devices of model '" + model + "' refused " +
         (version.empty() ? std::string("the update metadata") : "release '" + version + "'") +
         " within a day: pause its roll-out and look at the repository";
}

}  // namespace

Status note_refusal(FleetStore& store, const Device& before, const CheckIn& visit) {
  const UpdateState& now = visit.update;
  const bool known = before.update.last_result == "refused" && before.update.last_version == now.last_version &&
                     before.update.last_reason == now.last_reason;
  if (now.last_result != "refused" || known) return kOk;
  TRY(const auto added,
      store.add_refusal({before.model, now.last_version, before.spki, visit.at_s, now.last_reason}, visit.at_s - kKept_s));
  if (!added) return kOk;
  TRY(const std::uint32_t devices, store.count_refusals(before.model, now.last_version, visit.at_s - kRefusalsWindow_s));
  if (devices != kManyRefuse) return kOk;
  log::warn(sentence(before.model, now.last_version));
  return store.audit({visit.at_s, "service", sentence(before.model, now.last_version)});
}

Result<std::vector<RefusedRelease>> anomalies(FleetStore& store, std::int64_t now_s) {
  return store.refused_releases(now_s - kRefusalsWindow_s, kManyRefuse);
}

}  // namespace cardea::service
