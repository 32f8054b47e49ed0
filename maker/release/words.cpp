// SPDX-License-Identifier: Apache-2.0
#include "maker/release/words.hpp"

#include <charconv>
#include <optional>
#include <string_view>

#include "lib/base/component_name.hpp"

namespace cardea::release {

namespace {

constexpr std::uint64_t kDurationMax = 100ULL * 365 * 86'400;

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::uint64_t seconds_in(char unit) {
  switch (unit) {
    case 's': return 1;
    case 'm': return 60;
    case 'h': return 3600;
    case 'd': return 86'400;
    default: return 0;
  }
}

}  // namespace

Outcome<std::int64_t> parse_duration_s(const std::string& text, const std::string& option) {
  const std::uint64_t unit = text.empty() ? 0 : seconds_in(text.back());
  const auto count = unit == 0 ? std::nullopt : whole_number(std::string_view(text).substr(0, text.size() - 1));
  if (!count || *count == 0 || *count > kDurationMax / unit) {
    return Problem(Err::bad_value, "--" + option + " " + text + " is no duration",
                   "a number and s, m, h or d: --" + option + " 7d");
  }
  return static_cast<std::int64_t>(*count * unit);
}

Outcome<std::uint64_t> parse_number(const std::string& text, const std::string& option) {
  const auto value = whole_number(text);
  if (!value) return Problem(Err::bad_value, "--" + option + " " + text + " is no whole number", "--" + option + " 1");
  return *value;
}

Outcome<Unit> check_component_name(const std::string& name) {
  if (is_component_name(name)) return kOk;
  return Problem(Err::bad_value, "\"" + name + "\" is no name of a component",
                 "as product.toml declares it in SoftComp: small letters, digits and dashes");
}

Outcome<Endpoint> parse_endpoint(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  const auto port = colon == std::string::npos ? std::nullopt : whole_number(std::string_view(text).substr(colon + 1));
  std::string address = text.substr(0, colon);
  if (address.starts_with('[') && address.ends_with(']')) address = address.substr(1, address.size() - 2);
  if (address.empty() || !port || *port == 0 || *port > 65535) {
    return Problem(Err::bad_value, "--service " + text + " is not ADDRESS:PORT", "--service 192.0.2.10:8444");
  }
  return Endpoint{std::move(address), static_cast<std::uint16_t>(*port)};
}

}  // namespace cardea::release
