// SPDX-License-Identifier: Apache-2.0
// Lists in one cell, an item a line. A list that is declared empty says "(none)": a cell that somebody forgot says nothing. A
// backslash takes the next character as it is, and "\n" is a line break inside an item; few cells ever need one.
#pragma once

#include <string>
#include <vector>

#include "lib/codec/value.hpp"

namespace cardea::assess {

std::string print_items(const std::vector<std::string>& items);
// Never fails: every text is a list of items. Spaces around an item and empty lines do not count.
std::vector<std::string> parse_items(std::string_view cell);

// Cryptographic details: "primitive = AES-GCM; protocol = TLS; version = 1.3", an entry a line.
struct DetailPart {
  std::string field;
  std::string value;
};
using DetailEntry = std::vector<DetailPart>;

std::string print_details(const std::vector<Value>& details);
// The problem says which line.
Outcome<std::vector<DetailEntry>> parse_details(std::string_view cell);

std::string_view trimmed(std::string_view text);  // without the white space around it

}  // namespace cardea::assess
