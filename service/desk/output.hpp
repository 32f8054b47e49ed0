// SPDX-License-Identifier: Apache-2.0
// What the operator's commands share: where the service is, and answers as rows.
#pragma once

#include "lib/command/command.hpp"
#include "service/desk/fleet.hpp"

namespace cardea::service {

Outcome<std::uint16_t> port_of(const std::string& text);
Outcome<OperatorDesk> desk_of(const command::Arguments& arguments);
std::string cell(const Value& row, std::string_view key);
void print_rows(const Value& answer, std::string_view list, const std::vector<std::string>& columns);

}  // namespace cardea::service
