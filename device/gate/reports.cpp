// SPDX-License-Identifier: Apache-2.0
#include "device/gate/reports.hpp"

#include <algorithm>
#include <array>

#include "device/gate/requests.hpp"
#include "device/gate/texts.hpp"
#include "lib/base/time.hpp"

namespace cardea::gate {
namespace {

Value moment(std::int64_t at_s) {
  return at_s == 0 ? Value() : Value(to_rfc3339(at_s));
}

std::string time_of_day(std::uint32_t minute) {
  const auto two = [](std::uint32_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return two(minute / 60) + ':' + two(minute % 60);
}

Value past_json(const contract::PastUpdate& past) {
  Value row;
  row.set("at", moment(past.at_s)).set("version", past.version).set("result", name_of(past.result));
  return row.set("why", name_of(past.why)).set("detail", past.detail);
}

Value process_json(const contract::ProcessReport& process) {
  Value walls{Value::Array{}};
  for (const contract::WallReport& wall : process.walls) {
    Value row;
    row.set("wall", wall.wall).set("enforced", wall.enforced).set("detail", wall.detail);
    walls.push(std::move(row));
  }
  Value out;
  out.set("name", process.name).set("pid", process.pid).set("uid", process.uid).set("restarts", process.restarts);
  out.set("walls", std::move(walls));
  return out;
}

Value processes_json(const std::optional<contract::ProcessList>& list) {
  if (!list) return {};
  Value out{Value::Array{}};
  for (const contract::ProcessReport& process : list->processes) out.push(process_json(process));
  return out;
}

}  // namespace

std::string_view name_of(contract::DeviceState state) {
  switch (state) {
    case contract::DeviceState::factory_default: return "factory_default";
    case contract::DeviceState::initializing: return "initializing";
    case contract::DeviceState::initialized: return "initialized";
  }
  return "";
}

std::string_view name_of(contract::UpdatePhase phase) {
  switch (phase) {
    case contract::UpdatePhase::idle: return "idle";
    case contract::UpdatePhase::checking: return "checking";
    case contract::UpdatePhase::available: return "available";
    case contract::UpdatePhase::downloading: return "downloading";
    case contract::UpdatePhase::verifying: return "verifying";
    case contract::UpdatePhase::installed_waiting_for_restart: return "installed_waiting_for_restart";
    case contract::UpdatePhase::on_trial: return "on_trial";
  }
  return "";
}

std::string_view name_of(contract::UpdateResult result) {
  switch (result) {
    case contract::UpdateResult::none: return "none";
    case contract::UpdateResult::succeeded: return "succeeded";
    case contract::UpdateResult::fell_back: return "fell_back";
    case contract::UpdateResult::refused: return "refused";
    case contract::UpdateResult::unreachable: return "unreachable";
    case contract::UpdateResult::failed: return "failed";
  }
  return "";
}

// clang-format off
std::string_view name_of(contract::UpdateWhy why) {
  constexpr auto kCount = static_cast<std::size_t>(contract::UpdateWhy::kLast) + 1;
  constexpr std::array<std::string_view, kCount> names{
      "none", "newest_runs", "none_for_model", "installed", "service_away", "part_silent",
      "older", "below_epoch", "unreadable", "incomparable", "no_hash", "image_too_large", "not_tried_again",
      "metadata_unsigned", "metadata_expired", "metadata_older", "metadata_refused",
      "download_broke_off", "missing", "disk", "not_as_signed", "not_taken", "trial_not_begun",
      "part_ended", "not_healthy", "hung", "altered", "not_started", "file_unreadable", "file_broke_off", "other"};
  return names.at(static_cast<std::size_t>(why));
}
// clang-format on

Value media_json(const contract::Media& media) {
  Value::Array files;
  for (const contract::MediumFile& file : media.files) {
    files.push_back(Value().set("name", file.name).set("size", static_cast<std::int64_t>(file.size)));
  }
  return Value().set("files", std::move(files));
}

Value settings_json(const contract::Settings& settings) {
  Value out;
  out.set("device_name", settings.device_name).set("language", settings.language);
  out.set("telemetry_consent", settings.telemetry_consent).set("automatic_updates", settings.automatic_updates);
  out.set("updates_postponed_until", moment(settings.updates_postponed_until_s)).set("setup_finished", settings.setup_finished);
  const contract::QuietHours& quiet = settings.quiet;
  out.set("quiet_from", quiet.on ? Value(time_of_day(quiet.from_min)) : Value());
  out.set("quiet_to", quiet.on ? Value(time_of_day(quiet.to_min)) : Value());
  out.set("utc_offset_min", quiet.utc_offset_min);
  return out;
}

// With what the product says they are.
Value components_json(const product::ProductPolicy& policy, const std::vector<contract::ComponentVersion>& components) {
  Value all{Value::Array{}};
  for (const contract::ComponentVersion& one : components) {
    const auto row = std::find_if(policy.components.begin(), policy.components.end(),
                                  [&](const product::ComponentPolicy& declared) { return declared.name == one.name; });
    if (row == policy.components.end()) continue;
    all.push(Value().set("name", one.name).set("version", one.version).set("what", both(row->what)));
  }
  return all;
}

Value update_json(const product::ProductPolicy& policy, const contract::UpdateReport& report) {
  Value risk;
  risk.set("en", report.risk_en).set("zh", report.risk_zh);
  Value out;
  out.set("phase", name_of(report.phase)).set("running_version", report.running_version);
  out.set("available_version", report.available_version).set("security", report.security).set("risk", std::move(risk));
  out.set("interruption_s", report.interruption_s).set("permille", report.permille);
  out.set("turn_at", moment(report.turn_at_s)).set("deadline", moment(report.deadline_s));
  out.set("install_at", moment(report.install_at_s)).set("restart_at", moment(report.restart_at_s));
  out.set("last_check", moment(report.last_check_s)).set("last_result", name_of(report.last_result));
  out.set("last_version", report.last_version).set("last_reason", report.last_reason);
  Value past{Value::Array{}};
  for (const contract::PastUpdate& row : report.past) past.push(past_json(row));
  out.set("last_why", name_of(report.last_why)).set("past", std::move(past));
  out.set("components", components_json(policy, report.components));
  return out;
}

Value event_facts(std::string_view text) {
  Value facts{Value::Map{}};
  while (!text.empty()) {
    const std::size_t equals = text.find('=');
    const std::string_view name = text.substr(0, equals);
    const bool named = equals != std::string_view::npos && !name.empty() &&
                       std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
    if (!named || name == "why") return facts.set("why", text.substr(named ? equals + 1 : 0));
    const std::size_t end = std::min(text.find(' ', equals), text.size());
    facts.set(std::string(name), text.substr(equals + 1, end - equals - 1));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return facts;
}

Value events_json(const contract::EventList& list) {
  Value events{Value::Array{}};
  for (const contract::Event& event : list.events) {
    Value row;
    row.set("at", to_rfc3339(event.at_s)).set("kind", event.kind).set("facts", event_facts(event.text));
    events.push(std::move(row));
  }
  Value out;
  out.set("events", std::move(events));
  return out;
}

Value people_json(const contract::PersonList& list) {
  Value::Array people;
  for (const contract::PersonRow& row : list.people) {
    Value person;
    person.set("name", row.name)
        .set("role", name_of(row.role))
        .set("temporary", row.temporary)
        .set("second_factor", row.second_factor);
    person.set("created", moment(row.created_s));
    person.set("certificate_until", row.certificate_until_s == 0 ? Value() : moment(row.certificate_until_s));
    people.push_back(std::move(person));
  }
  Value out;
  out.set("people", Value(std::move(people)));
  return out;
}

Value status_json(const product::ProductPolicy& policy, const StatusParts& parts) {
  Value out;
  out.set("model", policy.model).set("manufacturer", policy.manufacturer).set("version", policy.version);
  out.set("support_end", policy.support_end).set("support_period_url", policy.support_period_url);
  out.set("disclosure_policy_url", policy.disclosure_policy_url);
  out.set("device_name", parts.settings ? Value(parts.settings->device_name) : Value());
  out.set("state", parts.state ? Value(name_of(parts.state->state)) : Value());
  out.set("alert", parts.state && !parts.state->alert.empty() ? Value(parts.state->alert) : Value());
  out.set("key_store", parts.provider ? Value(parts.provider->provider) : Value());
  out.set("hardware_keys", parts.provider ? Value(parts.provider->hardware) : Value());
  out.set("processes", processes_json(parts.processes));
  out.set("update", parts.update ? update_json(policy, *parts.update) : Value());
  return out;
}

}  // namespace cardea::gate
