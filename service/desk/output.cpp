// SPDX-License-Identifier: Apache-2.0
#include "service/desk/output.hpp"

#include <charconv>
#include <cstdio>

#include "lib/codec/json.hpp"

namespace cardea::service {

Outcome<std::uint16_t> port_of(const std::string& text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size())
    return Problem(Err::bad_value, "'" + text + "' is no port", "a number from 0 to 65535");
  return port;
}

Outcome<OperatorDesk> desk_of(const command::Arguments& arguments) {
  TRY(const std::string where, arguments.required("service"));
  OperatorDesk desk;
  TRY(desk.folder, arguments.required("operator"));
  const std::size_t colon = where.rfind(':');
  if (colon == std::string::npos) return Problem(Err::bad_value, "'" + where + "' is no address", "--service 127.0.0.1:8443");
  desk.address = where.substr(0, colon);
  TRY(desk.port, port_of(where.substr(colon + 1)));
  return desk;
}

std::string cell(const Value& row, std::string_view key) {
  const Value* member = row.find(key);
  if (member == nullptr || member->is_null()) return "-";
  if (const auto* text = member->if_text()) return text->empty() ? "-" : *text;
  return print_json(*member);
}

void print_rows(const Value& answer, std::string_view list, const std::vector<std::string>& columns) {
  const Value* rows = answer.find(list);
  if (rows == nullptr || rows->if_array() == nullptr) return;
  for (const auto& column : columns) std::printf("%-22s", column.c_str());
  std::puts("");
  for (const Value& row : *rows->if_array()) {
    for (const auto& column : columns) std::printf("%-22s", cell(row, column).c_str());
    std::puts("");
  }
}

}  // namespace cardea::service
