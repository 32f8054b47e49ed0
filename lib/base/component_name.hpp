// SPDX-License-Identifier: Apache-2.0
// What a part of a product that is updated by itself may be called: in a declaration, in signed metadata, as the name of a file.
#pragma once

#include <algorithm>
#include <string_view>

namespace cardea {

inline constexpr std::size_t kComponentNameMax = 32;

// Lower-case letters, digits and dashes, a letter first.
constexpr bool is_component_name(std::string_view text) {
  const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto allowed = [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '-'; };
  return !text.empty() && text.size() <= kComponentNameMax && letter(text.front()) &&
         std::all_of(text.begin(), text.end(), allowed);
}

}  // namespace cardea
