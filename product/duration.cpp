// SPDX-License-Identifier: Apache-2.0
#include "product/duration.hpp"

#include <array>
#include <charconv>

namespace cardea::product {
namespace {

struct UnitName {
  std::string_view name;
  unsigned hours;
};

constexpr std::array kUnits{UnitName{"hour", 1}, UnitName{"day", 24}, UnitName{"week", 7 * 24}, UnitName{"month", 30 * 24},
                            UnitName{"year", 365 * 24}};
constexpr unsigned kCountMax = 10000;

}  // namespace

Result<std::chrono::hours> parse_duration(std::string_view text) {
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return Error{Err::bad_value, "a duration is a number, a space and a unit"};
  unsigned count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + space, count);
  if (error != std::errc() || end != text.data() + space || count == 0 || count > kCountMax) {
    return Error{Err::bad_value, "a duration counts from 1 to 10000"};
  }
  std::string_view unit = text.substr(space + 1);
  if (count != 1 && unit.ends_with('s')) unit.remove_suffix(1);
  for (const UnitName& known : kUnits) {
    if (unit == known.name) return std::chrono::hours(std::int64_t{count} * known.hours);
  }
  return Error{Err::bad_value, "a duration is in hours, days, weeks, months or years"};
}

}  // namespace cardea::product
