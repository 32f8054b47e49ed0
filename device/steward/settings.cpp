// SPDX-License-Identifier: Apache-2.0
#include "device/steward/settings.hpp"

#include <charconv>

#include "device/steward/text.hpp"

namespace cardea::steward {
namespace {

std::int64_t number_in(const std::string& text) {
  std::int64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  return parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size() ? value : 0;
}

bool in_bounds(const contract::QuietHours& quiet) {
  const bool offset = quiet.utc_offset_min >= contract::kUtcOffsetMinMin && quiet.utc_offset_min <= contract::kUtcOffsetMaxMin;
  return offset && quiet.from_min < contract::kDayMinutes && quiet.to_min < contract::kDayMinutes &&
         quiet.from_min != quiet.to_min;
}

// "1320 420 480", or nothing when they are off. What is out of bounds is read as off.
contract::QuietHours quiet_in(const std::string& text) {
  const std::size_t first = text.find(' '), last = text.rfind(' ');
  if (first == std::string::npos || first == last) return {};
  const std::int64_t from = number_in(text.substr(0, first)), to = number_in(text.substr(first + 1, last - first - 1));
  if (from < 0 || to < 0 || from >= contract::kDayMinutes || to >= contract::kDayMinutes) return {};
  const contract::QuietHours quiet{true, static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to),
                                   number_in(text.substr(last + 1))};
  return in_bounds(quiet) ? quiet : contract::QuietHours{};
}

std::string text_of(const contract::QuietHours& quiet) {
  if (!quiet.on) return "";
  return std::to_string(quiet.from_min) + ' ' + std::to_string(quiet.to_min) + ' ' + std::to_string(quiet.utc_offset_min);
}

void take(contract::Settings& into, const std::string& name, std::string value) {
  if (name == "device_name")
    into.device_name = std::move(value);
  else if (name == "language")
    into.language = std::move(value);
  else if (name == "telemetry_consent")
    into.telemetry_consent = value == "yes";
  else if (name == "automatic_updates")
    into.automatic_updates = value == "yes";
  else if (name == "updates_postponed_until_s")
    into.updates_postponed_until_s = number_in(value);
  else if (name == "setup_finished")
    into.setup_finished = value == "yes";
  else if (name == "quiet_hours")
    into.quiet = quiet_in(value);
}

std::string place_of(std::string_view name) {
  return "setting " + std::string(name);
}

}  // namespace

Result<contract::Settings> SettingsStore::read() const {
  contract::Settings settings;
  settings.device_name = defaults_.device_name;
  settings.language = defaults_.language;
  TRY(auto query, db_.prepare("SELECT name, value FROM setting"));
  while (true) {
    TRY(const bool there, query.step());
    if (!there) break;
    const std::string name = query.text(0);
    const auto value = keys_.unseal(kHousehold, place_of(name), query.bytes(1));
    if (value) take(settings, name, std::string(as_text(value->expose_secret())));  // what does not open has its default
  }
  // Later than anybody may postpone: the clock was set back since, as by a start in 1970. Then the safe reading is that it is over.
  const std::int64_t until_s = settings.updates_postponed_until_s, now_s = clock_.wall_s();
  if (until_s <= now_s || until_s > now_s + kPostponeMaxS) settings.updates_postponed_until_s = 0;
  return settings;
}

Status SettingsStore::check(const contract::Settings& wanted) const {
  const auto characters = count_characters(as_bytes(wanted.device_name));
  if (!characters || *characters == 0 || *characters > kDeviceNameCharactersMax) {
    return Error{Err::bad_value, "a device name has 1 to 64 characters, none of them control characters"};
  }
  if (wanted.language != "en" && wanted.language != "zh") return Error{Err::bad_value, "the language is en or zh"};
  if (wanted.updates_postponed_until_s > clock_.wall_s() + kPostponeMaxS) {
    return Error{Err::bad_value, "updates can be postponed for at most 30 days"};
  }
  if (wanted.quiet.on && !in_bounds(wanted.quiet)) {
    return Error{Err::bad_value, "quiet hours begin and end at two different minutes of a day, in a time zone that there is"};
  }
  return kOk;
}

Status SettingsStore::put(std::string_view name, std::string_view value) {
  TRY(const Buffer sealed, keys_.seal(kHousehold, place_of(name), as_bytes(value)));
  TRY(auto put, db_.prepare("INSERT INTO setting(name, value) VALUES(?1, ?2) ON CONFLICT(name) DO UPDATE SET value = ?2"));
  return put.bind(1, name).bind(2, sealed).run();
}

Status SettingsStore::write(const contract::Settings& wanted) {
  TRY_(check(wanted));
  const bool passed = wanted.updates_postponed_until_s <= clock_.wall_s();
  TRY_(put("device_name", wanted.device_name));
  TRY_(put("language", wanted.language));
  TRY_(put("telemetry_consent", wanted.telemetry_consent ? "yes" : "no"));
  TRY_(put("automatic_updates", wanted.automatic_updates ? "yes" : "no"));
  TRY_(put("setup_finished", wanted.setup_finished ? "yes" : "no"));
  TRY_(put("quiet_hours", text_of(wanted.quiet)));
  return put("updates_postponed_until_s", std::to_string(passed ? 0 : wanted.updates_postponed_until_s));
}

}  // namespace cardea::steward
