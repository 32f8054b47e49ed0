// SPDX-License-Identifier: Apache-2.0
// Looking for words in what a maker wrote. Lower case is that of ASCII; a word is found only as a word of its own.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cardea::assess {

std::string lower(std::string text);

// "des" is not in "desktop". npos: it is not there.
std::size_t find_word(const std::string& text, std::string_view word, std::size_t from = 0);

// Broken, or too short for years to come, in lower case.
std::span<const std::string_view> weak_algorithms();

}  // namespace cardea::assess
