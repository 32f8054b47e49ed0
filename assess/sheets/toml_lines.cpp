// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/toml_lines.hpp"

namespace cardea::assess {

namespace {

std::string escaped(char c) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  switch (c) {
    case '"': return "\\\"";
    case '\\': return "\\\\";
    case '\n': return "\\n";
    case '\t': return "\\t";
    case '\r': return "\\r";
    default: break;
  }
  const auto byte = static_cast<unsigned char>(c);
  if (byte >= 0x20 && byte != 0x7f) return std::string(1, c);
  return std::string("\\u00") + kHex[byte >> 4] + kHex[byte & 0xfU];
}

}  // namespace

void TomlLines::add(const std::string& line, const std::string& cell) {
  text_ += line + "\n";
  cells_.push_back(cell);
}

const std::string& TomlLines::cell_of(std::size_t line) const {
  static const std::string kNone;
  return line == 0 || line > cells_.size() ? kNone : cells_[line - 1];
}

std::string toml_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) out += escaped(c);
  return out + "\"";
}

}  // namespace cardea::assess
