// SPDX-License-Identifier: Apache-2.0
#include "assess/quality/mutants.hpp"

#include <algorithm>
#include <array>

#include "lib/codec/json.hpp"
#include "product/schema.hpp"

namespace cardea::assess::quality {

namespace {

using product::FieldKind;
using product::FieldSchema;

constexpr std::array<Lie, 6> kLies{Lie::row_dropped,  Lie::row_hushed_up, Lie::word_dropped,
                                   Lie::flag_flipped, Lie::port_changed,  Lie::text_left_out};

// Rows of these are dropped, and their flags, lists and texts changed.
constexpr std::array<std::string_view, 13> kTables{"Intf",     "SoftServ", "AuthMech", "ComMech",  "SecParam",
                                                   "PersData", "TelData",  "DelFunc",  "UserIntf", "ExtAPI",
                                                   "InpVal",   "SoftComp", "UpdMech"};
// Of these, only words of lists: stages and topics.
constexpr std::array<std::string_view, 2> kWordTables{"SecMgmt", "SecDev"};

// Declared ports are changed to the next, to one that everybody knows, and to one that programs without rights may take.
constexpr std::array<std::int64_t, 3> kOtherPorts{0, 22, 8443};

template <std::size_t N>
bool is_of(const DeclaredRow& row, const std::array<std::string_view, N>& tables) {
  return std::find(tables.begin(), tables.end(), row.table) != tables.end();
}

class Maker {
 public:
  Maker(std::vector<Mutant>& out, std::size_t index, const DeclaredRow& row) : out_(out), index_(index), row_(row) {}

  void drop() {
    add(Lie::row_dropped, "", {}, "no " + row_.id);
    add(Lie::row_hushed_up, "", {}, "no " + row_.id + ", and no mention of it");
  }

  void change(const FieldSchema& field, const Value& value) {
    switch (field.kind) {
      case FieldKind::choices:
      case FieldKind::references: return words(field, value);
      case FieldKind::flag: return add(Lie::flag_flipped, field.name, {}, said(field) + " = " + print_json(flipped(value)));
      case FieldKind::number:
        if (field.name == "port") ports(field, value);
        return;
      case FieldKind::text:
        if (field.need == product::Need::optional) add(Lie::text_left_out, field.name, {}, said(field) + " left out");
        return;
      default: return;
    }
  }

  void words(const FieldSchema& field, const Value& value) {
    if (value.if_array() == nullptr) return;
    for (const Value& word : *value.if_array())
      add(Lie::word_dropped, field.name, word, said(field) + " without " + *word.if_text());
  }

  static Value flipped(const Value& flag) { return {!(flag.if_bool() != nullptr && *flag.if_bool())}; }

 private:
  std::string said(const FieldSchema& field) const { return row_.id + "." + std::string(field.name); }

  void ports(const FieldSchema& field, const Value& value) {
    for (const std::int64_t other : kOtherPorts) {
      const std::int64_t port = other == 0 ? *value.if_int() + 1 : other;
      add(Lie::port_changed, field.name, port, said(field) + " = " + std::to_string(port));
    }
  }

  void add(Lie lie, std::string_view field, Value value, std::string what) {
    out_.push_back({lie, index_, row_.table, std::string(field), std::move(value), std::move(what)});
  }

  std::vector<Mutant>& out_;
  std::size_t index_;
  const DeclaredRow& row_;
};

void change_fields(const DeclaredRow& row, Maker& maker, bool only_words) {
  for (const FieldSchema& field : product::find_table(row.table)->fields) {
    const auto value = row.fields.find(field.name);
    if (value == row.fields.end()) continue;
    if (only_words)
      maker.words(field, value->second);
    else
      maker.change(field, value->second);
  }
}

void take_out(Value& list, const Value& word) {
  Value::Array* items = list.if_array();
  if (items != nullptr) items->erase(std::remove(items->begin(), items->end(), word), items->end());
}

bool is_reference(const DeclaredRow& row, std::string_view name) {
  const product::TableSchema* table = product::find_table(row.table);
  if (table == nullptr) return row.table == "ics" && name == "evidence";
  const FieldSchema* field = table->field(name);
  return field != nullptr && (field->kind == FieldKind::references || field->kind == FieldKind::reference);
}

void hush_up(const std::string& id, Rows& rows) {
  for (DeclaredRow& row : rows) {
    std::erase_if(row.fields, [&](const auto& field) {
      return is_reference(row, field.first) && field.second.if_text() != nullptr && *field.second.if_text() == id;
    });
    for (auto& [name, value] : row.fields) {
      if (is_reference(row, name)) take_out(value, Value(id));
    }
  }
}

}  // namespace

std::span<const Lie> lies() {
  return kLies;
}

std::string_view name_of(Lie lie) {
  switch (lie) {
    case Lie::row_dropped: return "a row dropped";
    case Lie::row_hushed_up: return "a row and every mention of it dropped";
    case Lie::word_dropped: return "a word or reference out of a list";
    case Lie::flag_flipped: return "a flag flipped";
    case Lie::port_changed: return "a port changed";
    case Lie::text_left_out: return "an optional text left out";
  }
  return "";
}

std::vector<Mutant> mutants_of(const Rows& truth, bool (*concerns)(const DeclaredRow& row)) {
  std::vector<Mutant> mutants;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const DeclaredRow& row = truth[i];
    const bool whole = is_of(row, kTables);
    if (!concerns(row) || (!whole && !is_of(row, kWordTables))) continue;
    Maker maker(mutants, i, row);
    if (whole) maker.drop();
    change_fields(row, maker, !whole);
  }
  return mutants;
}

Rows apply(const Mutant& mutant, Rows rows) {
  DeclaredRow& row = rows.at(mutant.row);
  const std::string id = row.id;
  switch (mutant.lie) {
    case Lie::word_dropped: take_out(row.fields[mutant.field], mutant.value); return rows;
    case Lie::flag_flipped: row.fields[mutant.field] = Maker::flipped(row.fields[mutant.field]); return rows;
    case Lie::port_changed: row.fields[mutant.field] = mutant.value; return rows;
    case Lie::text_left_out: row.fields.erase(mutant.field); return rows;
    case Lie::row_dropped:
    case Lie::row_hushed_up: break;
  }
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(mutant.row));
  if (mutant.lie == Lie::row_hushed_up) hush_up(id, rows);
  return rows;
}

}  // namespace cardea::assess::quality
