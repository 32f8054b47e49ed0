// SPDX-License-Identifier: Apache-2.0
#include "device/gate/security.hpp"

#include <algorithm>

#include "lib/base/time.hpp"

namespace cardea::gate {
namespace {

using contract::UpdatePhase;
using contract::UpdateReport;
using contract::UpdateResult;

enum class Level : std::uint8_t { good, attention, bad };

struct Finding {
  std::string_view id;
  Level level = Level::good;
  std::string_view state;
  std::string_view action = {};  // the one thing to do; empty: nothing
  Value facts{Value::Map{}};
};

std::string_view name_of(Level level) {
  switch (level) {
    case Level::good: return "good";
    case Level::attention: return "attention";
    case Level::bad: return "bad";
  }
  return "bad";
}

Finding unknown(std::string_view id) {
  return {id, Level::attention, "unknown"};
}

//= EN303645 5.3-6
Finding automatic_updates(const std::optional<contract::Settings>& settings, const std::optional<UpdateReport>& update) {
  constexpr std::string_view kId = "automatic_updates";
  if (!settings) return unknown(kId);
  if (!settings->automatic_updates) return {kId, Level::bad, "off", "turn_on_updates"};
  if (settings->updates_postponed_until_s == 0) return {kId, Level::good, "on"};
  Finding finding{kId, Level::attention, "postponed", "resume_updates"};
  const bool ends_earlier = update && update->deadline_s != 0 && update->deadline_s < settings->updates_postponed_until_s;
  finding.facts.set("until", to_rfc3339(ends_earlier ? update->deadline_s : settings->updates_postponed_until_s));
  return finding;
}

bool under_way(UpdatePhase phase) {
  return phase != UpdatePhase::idle && phase != UpdatePhase::available;
}

bool went_wrong(UpdateResult result) {
  return result == UpdateResult::fell_back || result == UpdateResult::refused || result == UpdateResult::failed;
}

Finding software(const std::optional<UpdateReport>& update, std::int64_t now_s) {
  constexpr std::string_view kId = "software";
  if (!update) return unknown(kId);
  Finding finding{kId, Level::good, "up_to_date"};
  finding.facts.set("version", update->running_version);
  if (under_way(update->phase)) return finding.state = "under_way", finding;
  if (!update->available_version.empty()) {
    finding.facts.set("version", update->available_version);
    if (update->turn_at_s != 0) {  // there is nothing to do: the service gives it to one device after another
      finding.facts.set("until", to_rfc3339(update->turn_at_s));
      return finding.level = Level::attention, finding.state = "waits_turn", finding;
    }
    finding.level = update->security ? Level::bad : Level::attention;
    finding.state = update->security ? "security_update" : "update";
    finding.action = "install_update";
  } else if (went_wrong(update->last_result)) {
    finding.facts.set("version", update->last_version);
    finding.level = Level::attention, finding.state = "failed", finding.action = "check_updates";
  } else if (update->last_check_s + kCheckStaleS < now_s) {
    finding.level = Level::attention, finding.action = "check_updates";
    finding.state = update->last_check_s == 0 ? "never_checked" : "not_checked";
  }
  return finding;
}

//= EN303645 5.3-13
Finding support(const product::ProductPolicy& policy, std::int64_t now_s) {
  const auto end = parse_date(policy.support_end);
  Finding finding{"support", Level::good, "supported"};
  finding.facts.set("until", policy.support_end);
  if (end && *end > now_s + kSupportSoonS) return finding;
  const bool ended = !end || *end + 24 * 60 * 60 <= now_s;  // the last day counts
  finding.level = ended ? Level::bad : Level::attention;
  finding.state = ended ? "ended" : "ends_soon";
  finding.action = "see_device";
  return finding;
}

//= EN303645 5.7-2
Finding integrity(const std::optional<contract::StateReport>& state) {
  constexpr std::string_view kId = "integrity";
  if (!state) return unknown(kId);
  if (state->alert.empty()) return {kId, Level::good, "whole"};
  return {kId, Level::bad, "changed"};  // the way out is a start: no button can be trusted now
}

Finding protection(const std::optional<contract::ProcessList>& list) {
  constexpr std::string_view kId = "protection";
  if (!list) return unknown(kId);
  const auto whole = [](const contract::ProcessReport& process) {
    return std::all_of(process.walls.begin(), process.walls.end(), [](const auto& wall) { return wall.enforced; });
  };
  const auto count = std::count_if(list->processes.begin(), list->processes.end(), whole);
  Finding finding{kId, Level::good, "whole"};
  finding.facts.set("count", std::int64_t{count}).set("of", static_cast<std::int64_t>(list->processes.size()));
  if (count == static_cast<std::ptrdiff_t>(list->processes.size())) return finding;
  finding.level = Level::attention, finding.state = "partial", finding.action = "see_device";
  return finding;
}

//= EN303645 5.4-1
// A root of trust that no longer answers was taken out, or broke: the device signs and opens nothing until it is back.
Finding keys(const std::optional<contract::ProviderReport>& provider) {
  constexpr std::string_view kId = "keys";
  if (!provider) return unknown(kId);
  if (!provider->trouble.empty()) return {kId, Level::bad, "gone", "see_device"};
  if (provider->hardware) return {kId, Level::good, "in_hardware"};
  return {kId, Level::attention, "in_files", "see_device"};
}

Finding sign_ins(const contract::EventList& events, std::int64_t now_s) {
  const auto count = std::count_if(events.events.begin(), events.events.end(), [now_s](const contract::Event& event) {
    return event.kind == "sign-in-refused" && event.at_s + kSignInsRecentS > now_s;
  });
  Finding finding{"sign_ins", Level::good, "quiet"};
  finding.facts.set("count", std::int64_t{count});
  if (count > 0) finding.level = Level::attention, finding.state = "refused", finding.action = "change_password";
  return finding;
}

// Only said when it is wrong: what else this page says about days cannot be trusted then.
Finding clock_is_wrong() {
  return {"clock", Level::attention, "wrong"};
}

Value json_of(const Finding& finding) {
  Value row;
  row.set("id", finding.id).set("level", name_of(finding.level)).set("state", finding.state);
  row.set("action", finding.action.empty() ? Value() : Value(finding.action)).set("facts", finding.facts);
  return row;
}

}  // namespace

//= EN303645 5.12-3
Value security_json(const product::ProductPolicy& policy, const StatusParts& parts, std::int64_t now_s) {
  std::vector<Finding> findings{
      integrity(parts.state), software(parts.update, now_s), automatic_updates(parts.settings, parts.update),
      support(policy, now_s), protection(parts.processes),   keys(parts.provider)};
  if (parts.events) findings.push_back(sign_ins(*parts.events, now_s));
  if (now_s < kSoftwareMade_s) findings.push_back(clock_is_wrong());
  Level worst = Level::good;
  Value rows{Value::Array{}};
  for (const Finding& finding : findings) {
    worst = std::max(worst, finding.level);
    rows.push(json_of(finding));
  }
  Value out;
  out.set("level", name_of(worst)).set("findings", std::move(rows));
  return out;
}

}  // namespace cardea::gate
