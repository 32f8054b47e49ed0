// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/release_info.hpp"

#include <algorithm>
#include <charconv>

#include "lib/base/component_name.hpp"
#include "lib/base/time.hpp"

namespace cardea::tuf {

namespace {

constexpr std::size_t kTextMax = 4096;
constexpr std::size_t kNameMax = 64;
constexpr std::size_t kTargetNameMax = 256;
constexpr std::int64_t kInterruptionMax = 24 * 3600;

Result<std::string> short_text(const Value& map, std::string_view key, std::size_t max) {
  TRY(std::string text, map.text(key));
  if (text.size() > max) return Error{Err::too_large, "a text of the release is longer than its bound"};
  return text;
}

Result<std::string> optional_text(const Value& map, std::string_view key) {
  if (map.find(key) == nullptr) return std::string();
  return short_text(map, key, kTargetNameMax);
}

Result<std::int64_t> optional_moment(const Value& map, std::string_view key) {
  if (map.find(key) == nullptr) return 0;
  TRY(const std::string text, short_text(map, key, kNameMax));
  TRY(const std::int64_t moment_s, parse_rfc3339(text));
  if (moment_s <= 0) return Error{Err::bad_value, "a moment of the release is before its time"};
  return moment_s;
}

//= EN303645 5.3-11
// Who has no longer a choice is told why: a deadline stands beside a risk.
Status check_deadline(const ReleaseInfo& info) {
  if (info.deadline_s == 0 || (info.security && !info.risk_en.empty() && !info.risk_zh.empty())) return kOk;
  return Error{Err::bad_value, "the release has a deadline and names no risk"};
}

Status check_names(const ReleaseInfo& info) {
  if (info.model.empty()) return Error{Err::bad_value, "the release names no model"};
  if (!info.component.empty() && !is_component_name(info.component))
    return Error{Err::bad_value, "the release is of a component with an impossible name"};
  TRY_(parse_release_number(info.version));
  return kOk;
}

}  // namespace

Result<ReleaseNumber> parse_release_number(std::string_view text) {
  ReleaseNumber number;
  for (std::uint32_t& part : number.parts) {
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), part);
    const auto length = static_cast<std::size_t>(end - text.data());
    if (failed != std::errc() || (length > 1 && text.front() == '0'))
      return Error{Err::bad_value, "a version is not numbers with dots"};
    text.remove_prefix(length);
    if (text.empty()) return number;
    if (text.front() != '.') return Error{Err::bad_value, "a version is not numbers with dots"};
    text.remove_prefix(1);
  }
  return Error{Err::bad_value, "a version has more than four numbers"};
}

const std::string& model_of_image(const ReleaseInfo& info) {
  return info.component.empty() ? info.model : info.component;
}

std::string label_of(const ReleaseInfo& info) {
  return info.component.empty() ? info.version : info.component + " " + info.version;
}

Result<ReleaseInfo> parse_release_info(const Value& custom) {
  const Value* map = custom.find("cardea");
  if (map == nullptr) return Error{Err::not_found, "the target does not say which release it is"};
  ReleaseInfo info;
  TRY(info.model, short_text(*map, "model", kNameMax));
  TRY(info.version, short_text(*map, "version", kNameMax));
  TRY(info.component, optional_text(*map, "component"));
  TRY_(check_names(info));
  TRY(const std::int64_t epoch, map->integer("epoch"));
  TRY(const std::int64_t interruption, map->integer("interruption_s"));
  if (epoch < 0 || interruption < 0 || interruption > kInterruptionMax)
    return Error{Err::bad_value, "a number of the release is out of range"};
  info.epoch = static_cast<std::uint64_t>(epoch);
  info.interruption_s = static_cast<std::uint32_t>(interruption);
  TRY(info.security, map->flag("security"));
  TRY(info.risk_en, short_text(*map, "risk_en", kTextMax));
  TRY(info.risk_zh, short_text(*map, "risk_zh", kTextMax));
  TRY(info.notes_en, short_text(*map, "notes_en", kTextMax));
  TRY(info.notes_zh, short_text(*map, "notes_zh", kTextMax));
  TRY(info.sbom, optional_text(*map, "sbom"));
  TRY(info.back_from, optional_text(*map, "back_from"));
  TRY(info.deadline_s, optional_moment(*map, "deadline"));
  TRY_(check_deadline(info));
  TRY(const std::string root_hex, map->text("root"));
  TRY(const Buffer root, from_hex(root_hex));
  if (root.size() != info.root.size()) return Error{Err::bad_value, "the release's root hash has another size"};
  std::copy(root.begin(), root.end(), info.root.begin());
  return info;
}

Value encode_release_info(const ReleaseInfo& info) {
  Value map;
  map.set("model", info.model).set("version", info.version).set("epoch", static_cast<std::int64_t>(info.epoch));
  map.set("security", info.security).set("interruption_s", std::int64_t{info.interruption_s});
  map.set("risk_en", info.risk_en).set("risk_zh", info.risk_zh).set("notes_en", info.notes_en).set("notes_zh", info.notes_zh);
  map.set("root", to_hex(info.root));
  if (!info.sbom.empty()) map.set("sbom", info.sbom);
  if (!info.back_from.empty()) map.set("back_from", info.back_from);
  if (!info.component.empty()) map.set("component", info.component);
  if (info.deadline_s != 0) map.set("deadline", to_rfc3339(info.deadline_s));
  Value custom;
  custom.set("cardea", std::move(map));
  return custom;
}

}  // namespace cardea::tuf
