// SPDX-License-Identifier: Apache-2.0
// What may stand in a product.toml, as data: the 29 IXIT tables of TS 103 701 with typed fields instead of prose, the product
// itself, and the answers of the ICS. Field names are the IXIT's in snake case; what the runtime enforces has fields of its own.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace cardea::product {

enum class FieldKind : std::uint8_t {
  text,        // a sentence or a name, never empty
  number,      // a whole number between min and max
  flag,        // true or false
  date,        // YYYY-MM-DD
  url,         // https://...
  duration,    // "90 days", "6 months"
  choice,      // one of words
  choices,     // a list of words, no repetition
  texts,       // a list of texts
  references,  // a list of ids of rows in `target` ("AuthMech", or "*" for any table)
  reference,   // one id of a row in `target`
  details,     // a list of inline tables, see detail_fields()
};

enum class Need : std::uint8_t { required, optional };

struct FieldSchema {
  std::string_view name;
  FieldKind kind = FieldKind::text;
  Need need = Need::optional;
  std::span<const std::string_view> words = {};  // choice, choices
  std::string_view target = {};                  // reference, references
  std::int64_t min = 0;                          // number
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

enum class Shape : std::uint8_t { rows, single };  // [[Table]] with ids, or one [Table]

struct TableSchema {
  std::string_view name;  // "AuthMech"
  unsigned number;        // of the IXIT; 0: Cardea's own table
  Shape shape;
  std::string_view title_en;
  std::string_view title_zh;
  std::span<const FieldSchema> fields;

  const FieldSchema* field(std::string_view field_name) const;
};

std::span<const TableSchema> tables();
const TableSchema* find_table(std::string_view name);

std::span<const FieldSchema> product_fields();  // [product]
std::span<const FieldSchema> answer_fields();   // [ics."5.1-1"]
std::span<const FieldSchema> detail_fields();   // one entry of cryptographic_details

std::string_view name_of(FieldKind kind);  // "text", "a list of ids", ...

}  // namespace cardea::product
