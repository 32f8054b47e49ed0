// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/cell_text.hpp"

#include "product/findings.hpp"
#include "product/schema.hpp"

namespace cardea::assess {

namespace {

constexpr std::string_view kNone = "(none)";
constexpr std::string_view kWhite = " \t\r";
constexpr std::string_view kHow = "primitive = AES-GCM; protocol = TLS; version = 1.3";

bool is_white(char c) {
  return kWhite.find(c) != std::string_view::npos;
}

// `separators` are taken as they are only behind a backslash.
std::string protect(std::string_view item, std::string_view separators) {
  std::string out;
  for (std::size_t i = 0; i < item.size(); ++i) {
    const bool at_edge = (i == 0 || i + 1 == item.size()) && is_white(item[i]);
    if (item[i] == '\n') {
      out += "\\n";
      continue;
    }
    if (at_edge || item[i] == '\\' || separators.find(item[i]) != std::string_view::npos) out += '\\';
    out += item[i];
  }
  return out == kNone ? "\\" + out : out;
}

// Cuts at every separator that stands behind no backslash; the pieces keep their backslashes.
std::vector<std::string_view> cut(std::string_view text, char separator) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == separator) {
      out.push_back(text.substr(begin, i - begin));
      begin = i + 1;
    }
  }
  out.push_back(text.substr(begin));
  return out;
}

// Takes the backslashes away, and the white space around that had none.
std::string bare(std::string_view piece) {
  std::string out;
  std::size_t meant = 0;  // up to here nothing is trimmed
  for (std::size_t i = 0; i < piece.size(); ++i) {
    if (piece[i] == '\\' && i + 1 < piece.size()) {
      const char next = piece[++i];
      out += next == 'n' ? '\n' : next;
      meant = out.size();
    } else if (!is_white(piece[i]) && piece[i] != '\n') {
      out += piece[i];
      meant = out.size();
    } else if (!out.empty()) {
      out += piece[i];
    }
  }
  out.resize(meant);
  return out;
}

std::string text_of(const Value& value) {
  if (const std::int64_t* number = value.if_int()) return std::to_string(*number);
  return value.if_text() == nullptr ? std::string() : *value.if_text();
}

std::string print_entry(const Value& entry) {
  std::string out;
  for (const product::FieldSchema& field : product::detail_fields()) {
    const Value* value = entry.find(field.name);
    if (value == nullptr) continue;
    out += (out.empty() ? "" : "; ") + std::string(field.name) + " = " + protect(text_of(*value), ";");
  }
  return out;
}

Outcome<DetailEntry> read_entry(std::string_view line, std::size_t number) {
  DetailEntry entry;
  for (const std::string_view part : cut(line, ';')) {
    if (trimmed(part).empty()) continue;
    const std::size_t sign = part.find('=');
    const std::string_view field = trimmed(part.substr(0, sign));
    if (sign == std::string_view::npos || field.empty() || field.find('\\') != std::string_view::npos)
      return Problem(Err::bad_value,
                     "line " + std::to_string(number) + " says " + product::quoted(trimmed(part)) + ", which names no field",
                     "an entry a line: " + std::string(kHow));
    entry.push_back({std::string(field), bare(part.substr(sign + 1))});
  }
  return entry;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kAround = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kAround) - first + 1);
}

std::string print_items(const std::vector<std::string>& items) {
  if (items.empty()) return std::string(kNone);
  std::string out;
  for (const std::string& item : items) out += (out.empty() ? "" : "\n") + protect(item, "");
  return out;
}

std::vector<std::string> parse_items(std::string_view cell) {
  std::vector<std::string> items;
  if (trimmed(cell) == kNone) return items;
  for (const std::string_view line : cut(cell, '\n')) {
    if (std::string item = bare(line); !item.empty()) items.push_back(std::move(item));
  }
  return items;
}

std::string print_details(const std::vector<Value>& details) {
  if (details.empty()) return std::string(kNone);
  std::string out;
  for (const Value& entry : details) out += (out.empty() ? "" : "\n") + print_entry(entry);
  return out;
}

Outcome<std::vector<DetailEntry>> parse_details(std::string_view cell) {
  std::vector<DetailEntry> entries;
  if (trimmed(cell) == kNone) return entries;
  std::size_t number = 0;
  for (const std::string_view line : cut(cell, '\n')) {
    ++number;
    TRY(DetailEntry entry, read_entry(line, number));
    if (!entry.empty()) entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace cardea::assess
