// SPDX-License-Identifier: Apache-2.0
#include "lib/base/time.hpp"

#include <array>
#include <cstdio>
#include <ctime>

namespace cardea {
namespace {

std::string format(std::int64_t wall_s, const char* pattern) {
  const std::time_t t = wall_s;
  std::tm parts{};
  gmtime_r(&t, &parts);
  std::array<char, 40> text{};
  const std::size_t n = std::strftime(text.data(), text.size(), pattern, &parts);
  return {text.data(), n};
}

Result<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return Error{Err::bad_value, "a date holds something that is not a digit"};
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// Round-trips through the calendar, so that February 30 is refused.
Result<std::int64_t> checked(std::tm parts, std::string_view text, const char* pattern) {
  const std::int64_t wall_s = timegm(&parts);
  if (format(wall_s, pattern) != text) return Error{Err::bad_value, "no such date"};
  return wall_s;
}

Result<std::tm> calendar(std::string_view text) {
  if (text[4] != '-' || text[7] != '-') return Error{Err::bad_value, "a date is written YYYY-MM-DD"};
  TRY(int year, digits(text, 0, 4));
  TRY(int month, digits(text, 5, 2));
  TRY(int day, digits(text, 8, 2));
  std::tm parts{};
  parts.tm_year = year - 1900;
  parts.tm_mon = month - 1;
  parts.tm_mday = day;
  return parts;
}

}  // namespace

std::string to_rfc3339(std::int64_t wall_s) { return format(wall_s, "%Y-%m-%dT%H:%M:%SZ"); }
std::string to_date(std::int64_t wall_s) { return format(wall_s, "%Y-%m-%d"); }

Result<std::int64_t> parse_rfc3339(std::string_view text) {
  if (text.size() != 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[19] != 'Z') {
    return Error{Err::bad_value, "a time is written YYYY-MM-DDTHH:MM:SSZ"};
  }
  TRY(std::tm parts, calendar(text));
  TRY(parts.tm_hour, digits(text, 11, 2));
  TRY(parts.tm_min, digits(text, 14, 2));
  TRY(parts.tm_sec, digits(text, 17, 2));
  return checked(parts, text, "%Y-%m-%dT%H:%M:%SZ");
}

Result<std::int64_t> parse_date(std::string_view text) {
  if (text.size() != 10) return Error{Err::bad_value, "a date is written YYYY-MM-DD"};
  TRY(std::tm parts, calendar(text));
  return checked(parts, text, "%Y-%m-%d");
}

}  // namespace cardea
