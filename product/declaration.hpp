// SPDX-License-Identifier: Apache-2.0
// A product's declaration, read: ICS and IXIT as rows with typed access, each knowing where it was written. Whoever explains or
// proves (pages, labels, the assessor) reads this; devices read the compiled policy instead. Only the lint makes one.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "lib/codec/value.hpp"
#include "product/findings.hpp"

namespace cardea::product {

// One row of a table. A field that is absent reads as empty, false or nullopt: the schema says which ones cannot be.
class Row {
 public:
  struct Field {
    Value value;
    Place place;
  };

  Row() = default;
  Row(std::string table, std::string id, Place place, std::string fragment)
      : table_(std::move(table)),
        id_(std::move(id)),
        place_(std::move(place)),
        fragment_(std::move(fragment)) {}

  const std::string& table() const { return table_; }
  const std::string& id() const { return id_; }
  const Place& place() const { return place_; }
  const std::string& fragment() const { return fragment_; }  // whose row it is; empty: the product's own

  bool has(std::string_view field) const { return fields_.find(field) != fields_.end(); }
  std::string text(std::string_view field) const;               // text, choice, url, duration, date, reference
  std::vector<std::string> list(std::string_view field) const;  // choices, texts, references
  bool lists(std::string_view field, std::string_view item) const;
  bool flag(std::string_view field) const;
  std::optional<std::int64_t> number(std::string_view field) const;
  std::vector<Value> details(std::string_view field) const;  // maps: primitive, mode, key_bits, protocol, version...
  const Place& place_of(std::string_view field) const;       // the field's, or the row's when it is absent
  const std::map<std::string, Field, std::less<>>& fields() const { return fields_; }

  // For the reader of files.
  void set(std::string field, Value value, Place place);
  void note_spoiled(std::string field) { spoiled_.insert(std::move(field)); }
  bool mentions(std::string_view field) const { return has(field) || spoiled_.find(field) != spoiled_.end(); }
  void lay_over(const Row& product_row);  // its fields replace ours, the others stay

 private:
  std::string table_;
  std::string id_;
  Place place_;
  std::string fragment_;
  std::map<std::string, Field, std::less<>> fields_;
  std::set<std::string, std::less<>> spoiled_;  // written, but not understood: reported already
};

enum class Support : std::uint8_t { yes, no, not_applicable };
std::string_view name_of(Support support);  // "Y", "N", "N/A"

// A row of Table B.1 as the maker answers it.
struct Answer {
  std::string provision;  // "5.1-1"
  Support support = Support::no;
  std::string details;                // Y: the measure; N, N/A: the reason
  bool vacuous = false;               // Y because the product has no such thing
  std::vector<std::string> evidence;  // ids of rows
  Place place;
  std::string fragment;
};

struct ProductFacts {
  std::string model;
  std::string manufacturer;
  std::string version;
  std::string support_end;  // YYYY-MM-DD
  std::vector<std::string> languages;
  std::string device_class;
  bool constrained = false;
};

class Declaration {
 public:
  const std::string& file() const { return file_; }
  const std::vector<std::string>& includes() const { return includes_; }
  ProductFacts product() const;
  const Row& product_row() const { return product_; }

  std::span<const Row> rows(std::string_view table) const;  // in the order written, fragments first
  const Row* row(std::string_view id) const;                // "AuthMech-1"
  const Row* single(std::string_view table) const;          // [UserInfo], [Conf], [ReplSup]

  std::optional<Answer> answer(std::string_view provision) const;
  const Row* answer_row(std::string_view provision) const;
  const std::map<std::string, Row, std::less<>>& answer_rows() const { return answers_; }

 private:
  friend class DeclarationBuilder;
  std::string file_;
  std::vector<std::string> includes_;
  Row product_;
  std::map<std::string, std::vector<Row>, std::less<>> tables_;
  std::map<std::string, Row, std::less<>> answers_;
};

}  // namespace cardea::product
