// SPDX-License-Identifier: Apache-2.0
// Reads JSON that a foreign tool wrote. What is left out, or is of another type than expected, reads as empty: each format says
// itself what it cannot do without.
#pragma once

#include "assess/imports/import.hpp"
#include "lib/codec/value.hpp"

namespace cardea::assess {

Outcome<Value> read_json_file(Bytes file);

std::string_view text_in(const Value& value, std::string_view key);
std::string number_in(const Value& value, std::string_view key);  // a number as text, whole or not; or the text itself
const Value& member_of(const Value& value, std::string_view key);
const Value::Array& items_in(const Value& value, std::string_view key);
const Value::Array& items_of(const Value& value);
const Value& first_in(const Value& value, std::string_view key);  // of a list

// "name version", or the name alone.
std::string name_with_version(std::string_view name, std::string_view version);

}  // namespace cardea::assess
