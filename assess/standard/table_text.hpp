// SPDX-License-Identifier: Apache-2.0
// Reading the built-in tables: a heading, then one row a line with tabs between; "-" is nothing.
#pragma once

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace cardea::assess {

std::vector<std::string_view> parts_of(std::string_view list, std::string_view between);

// The rows behind the heading.
std::vector<std::vector<std::string_view>> rows_of(std::string_view table);

inline std::string_view or_nothing(std::string_view cell) {
  return cell == "-" ? std::string_view() : cell;
}

// A word that is not among the names is a mistake in the table, and throws std::logic_error.
template <class Enum, std::size_t N>
Enum enum_named(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto it = std::find(names.begin(), names.end(), name);
  if (it == names.end()) throw std::logic_error("a word in a table that there is not: " + std::string(name));
  return static_cast<Enum>(it - names.begin());
}

}  // namespace cardea::assess
