// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/cell_value.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include "assess/sheets/cell_text.hpp"
#include "assess/sheets/toml_lines.hpp"
#include "lib/base/time.hpp"
#include "product/findings.hpp"
#include "product/read.hpp"

namespace cardea::assess {

namespace {

using product::FieldKind;
using product::FieldSchema;

constexpr std::int64_t kSecondsOfADay = 86'400;
constexpr std::int64_t kDaysTo1970 = 25'569;  // from 30 December 1899, where day numbers begin since the first of March 1900
constexpr std::int64_t kDaysTo1970From1904 = 24'107;
constexpr std::int64_t kDayMin = 61;                 // before it, programs disagree about 29 February 1900
constexpr std::int64_t kDayMax = 2'958'465;          // 31 December 9999
constexpr double kWholeMax = 9'007'199'254'740'992;  // beyond it, a cell does not hold every whole number

Problem wrong(const FieldSchema& field, const Cell& cell, const std::string& hint) {
  return {Err::bad_value, "`" + std::string(field.name) + "` cannot be " + product::quoted(cell.text), hint};
}

template <class T>
std::optional<T> whole(std::string_view text) {
  T value{};
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || stop != text.data() + text.size()) return std::nullopt;
  return value;
}

// "8443", and what programs make of it when they keep it as a number: "8.443E3".
std::optional<std::int64_t> integer_of(const Cell& cell) {
  if (cell.kind == Cell::Kind::flag) return std::nullopt;
  const std::string_view text = trimmed(cell.text);
  if (const auto exact = whole<std::int64_t>(text)) return exact;
  const auto near = cell.kind == Cell::Kind::number ? whole<double>(text) : std::nullopt;
  if (!near || std::trunc(*near) != *near || std::abs(*near) > kWholeMax) return std::nullopt;
  return static_cast<std::int64_t>(*near);
}

Outcome<std::string> date(const FieldSchema& field, const Cell& cell, bool days_from_1904) {
  const char* const kHint = "write it as 2031-12-31";
  if (cell.kind == Cell::Kind::text) {
    const std::string_view text = trimmed(cell.text);
    if (!parse_date(text)) return wrong(field, cell, kHint);
    return std::string(text);
  }
  const auto day = integer_of(cell);
  if (!day || *day < kDayMin || *day > kDayMax) return wrong(field, cell, kHint);
  return to_date((*day - (days_from_1904 ? kDaysTo1970From1904 : kDaysTo1970)) * kSecondsOfADay);
}

Outcome<std::string> flag(const FieldSchema& field, const Cell& cell) {
  std::string text(trimmed(cell.text));
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  if (cell.kind == Cell::Kind::number || (text != "true" && text != "false")) return wrong(field, cell, "write TRUE or FALSE");
  return text;
}

// Words and ids hold no comma, so that people may write them in one line.
std::string with_lines(const FieldSchema& field, std::string text) {
  if (field.kind != FieldKind::texts)
    std::replace_if(text.begin(), text.end(), [](char c) { return c == ',' || c == ';'; }, '\n');
  return text;
}

std::string list(const FieldSchema& field, const Cell& cell) {
  std::string out;
  for (const std::string& item : parse_items(with_lines(field, cell.text))) out += (out.empty() ? "" : ", ") + toml_text(item);
  return "[" + out + "]";
}

const FieldSchema* find_detail(std::string_view name) {
  const auto fields = product::detail_fields();
  const auto it = std::find_if(fields.begin(), fields.end(), [&](const FieldSchema& field) { return field.name == name; });
  return it == fields.end() ? nullptr : &*it;
}

Outcome<std::string> detail(const DetailEntry& entry) {
  std::string out;
  for (auto part = entry.begin(); part != entry.end(); ++part) {
    const FieldSchema* field = find_detail(part->field);
    if (field == nullptr)
      return Problem(Err::bad_value, "cryptographic details have no " + product::quoted(part->field),
                     "they have: " + product::listed(product::names_of(product::detail_fields())));
    if (std::any_of(entry.begin(), part, [&](const DetailPart& earlier) { return earlier.field == part->field; }))
      return Problem(Err::bad_value, product::quoted(part->field) + " is said twice of one thing", "write an entry a line");
    const bool number = field->kind == FieldKind::number;
    const auto value = number ? whole<std::int64_t>(part->value) : std::nullopt;
    if (number && !value)
      return Problem(Err::bad_value, "`" + part->field + "` cannot be " + product::quoted(part->value), "write a whole number");
    out += (out.empty() ? "" : ", ") + part->field + " = " + (number ? std::to_string(*value) : toml_text(part->value));
  }
  return "{ " + out + " }";
}

Outcome<std::string> details(const Cell& cell) {
  TRY(const std::vector<DetailEntry> entries, parse_details(cell.text));
  std::string out;
  for (const DetailEntry& entry : entries) {
    TRY(const std::string one, detail(entry));
    out += (out.empty() ? "" : ", ") + one;
  }
  return "[" + out + "]";
}

}  // namespace

// A number where a text belongs is never turned into one: what was typed as 1.0 stands there as 1.
Outcome<std::string> toml_value(const FieldSchema& field, const Cell& cell, bool days_from_1904) {
  const char* const kHint = "give the cell the format \"text\" and type it again";
  switch (field.kind) {
    case FieldKind::number:
      if (const auto value = integer_of(cell)) return std::to_string(*value);
      return wrong(field, cell, "write a whole number");
    case FieldKind::flag: return flag(field, cell);
    case FieldKind::date: return date(field, cell, days_from_1904);
    default: break;
  }
  if (cell.kind != Cell::Kind::text) return wrong(field, cell, kHint);
  switch (field.kind) {
    case FieldKind::choices:
    case FieldKind::texts:
    case FieldKind::references: return list(field, cell);
    case FieldKind::details: return details(cell);
    case FieldKind::text: return toml_text(cell.text);
    default: return toml_text(trimmed(cell.text));
  }
}

}  // namespace cardea::assess
