// SPDX-License-Identifier: Apache-2.0
// Texts of a target, made safe to show. A banner may hold terminal escapes or HTML: a report renders neither.
#pragma once

#include <string>
#include <string_view>

namespace cardea::assess {

// Control bytes and broken UTF-8 become \xNN; what is left can be printed on a terminal.
std::string printable(std::string_view text);
std::string printable_lines(std::string_view text);  // the same, line by line
// JSON that means the same, with whatever a terminal would carry out or hide written as \uNNNN.
std::string printable_json(std::string_view json);
// For HTML content and quoted attributes.
std::string html_escaped(std::string_view text);
std::string html_escaped_lines(std::string_view text);  // the same, line by line: for what we printed ourselves
// How many columns a terminal needs: East Asian wide characters take two.
std::size_t columns_of(std::string_view text);
// How many bytes at the start stay in one line: a word, or one wide character with the marks that close it.
std::size_t unbroken_in(std::string_view text);
// Cut or padded with blanks to exactly so many columns; a cut shows as "…".
std::string fitted(std::string_view text, std::size_t columns);

}  // namespace cardea::assess
