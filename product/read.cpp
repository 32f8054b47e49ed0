// SPDX-License-Identifier: Apache-2.0
#include "product/read.hpp"

#include <algorithm>

#include "product/policy.hpp"
#include "product/provisions.hpp"
#include "product/read_field.hpp"

namespace cardea::product {
namespace {

constexpr std::size_t kIncludesMax = 8;
constexpr std::size_t kIdMax = 64;

const FieldSchema* find_field(std::span<const FieldSchema> schema, std::string_view name) {
  const auto it = std::find_if(schema.begin(), schema.end(), [&](const FieldSchema& field) { return field.name == name; });
  return it == schema.end() ? nullptr : &*it;
}

class DocumentReader {
 public:
  DocumentReader(const std::string& file, const std::string& fragment, Findings& findings)
      : file_(file),
        fragment_(fragment),
        findings_(findings) {}

  Document read(const TomlNode& root) {
    for (const TomlMember& member : root.members) {
      if (member.key == "include")
        read_includes(member);
      else if (member.key == "product")
        read_product(member);
      else if (member.key == "ics")
        read_answers(member);
      else if (const TableSchema* table = find_table(member.key))
        read_table(*table, member);
      else
        unknown_table(member);
    }
    return std::move(document_);
  }

 private:
  void unknown_table(const TomlMember& member) {
    std::vector<std::string_view> known{"include", "product", "ics"};
    for (const TableSchema& table : tables()) known.push_back(table.name);
    const std::string guess = did_you_mean(member.key, known);
    findings_.error("unknown-table", at(member), "a declaration has no " + quoted(member.key),
                    guess.empty() ? "it has: " + listed(known) : guess);
  }

  void read_includes(const TomlMember& member) {
    if (!fragment_.empty()) {
      findings_.error("nested-include", at(member), "a fragment cannot include another",
                      "include both in the product's own file");
      return;
    }
    constexpr FieldSchema kInclude{"include", FieldKind::texts};
    const auto names = read_field(kInclude, member.value, file_, findings_);
    if (!names) return;
    for (const Value& name : *names->if_array()) document_.includes.push_back({*name.if_text(), {file_, member.value.at}});
    if (document_.includes.size() > kIncludesMax) {
      findings_.error("too-long", at(member), "more than " + std::to_string(kIncludesMax) + " includes");
      document_.includes.resize(kIncludesMax);
    }
  }

  void read_product(const TomlMember& member) {
    if (!fragment_.empty()) {
      findings_.error("misplaced", at(member), "a fragment cannot say which product it is",
                      "[product] belongs to the product's own file");
    } else if (member.value.kind != TomlNode::Kind::table) {
      findings_.error("wrong-type", at(member), "`product` is " + std::string(name_of(member.value.kind)) + ", not a table",
                      "[product]");
    } else {
      document_.product = read_row(member.value, product_fields(), Row("product", "product", at(member), fragment_)).row;
    }
  }

  void read_table(const TableSchema& table, const TomlMember& member) {
    if (table.shape == Shape::single) {
      if (member.value.kind == TomlNode::Kind::table) {
        document_.rows.push_back(
            read_row(member.value, table.fields, Row(std::string(table.name), std::string(table.name), at(member), fragment_)));
      } else {
        findings_.error("wrong-type", at(member), "there is one " + member.key + " in a product", "[" + member.key + "]");
      }
      return;
    }
    if (member.value.kind != TomlNode::Kind::list) {
      findings_.error("wrong-type", at(member), member.key + " has many rows", "[[" + member.key + "]] with double brackets");
      return;
    }
    if (member.value.items.size() > kPolicyRowsMax) {
      findings_.error("too-long", at(member), member.key + " has more than " + std::to_string(kPolicyRowsMax) + " rows");
      return;
    }
    for (const TomlNode& item : member.value.items) read_table_row(table, item);
  }

  void read_table_row(const TableSchema& table, const TomlNode& item) {
    const std::string name(table.name);
    const Place place{file_, item.at};
    if (item.kind != TomlNode::Kind::table) {
      findings_.error("wrong-type", place, "a row of " + name + " is a table, not " + std::string(name_of(item.kind)),
                      "[[" + name + "]]");
      return;
    }
    const TomlNode* id = item.find("id");
    if (id == nullptr) {
      findings_.error("missing", place, "a row of " + name + " without `id`", "id = \"" + name + "-1\"");
      return;
    }
    if (id->kind != TomlNode::Kind::text || !well_formed(id->text, name)) {
      findings_.error("bad-id", {file_, id->at}, "this is no id of a row of " + name + ": " + quoted(id->text),
                      "ids are " + name + "- and letters, digits or '-': \"" + name + "-1\"");
      return;
    }
    document_.rows.push_back(read_row(item, table.fields, Row(name, id->text, place, fragment_)));
  }

  static bool well_formed(std::string_view id, std::string_view table) {
    if (id.size() > kIdMax || id.size() < table.size() + 2 || !id.starts_with(table) || id[table.size()] != '-') return false;
    const auto fine = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
    };
    return std::all_of(id.begin(), id.end(), fine);
  }

  void read_answers(const TomlMember& member) {
    if (member.value.kind != TomlNode::Kind::table) {
      findings_.error("wrong-type", at(member), "`ics` is a table of answers", "[ics.\"5.1-1\"]");
      return;
    }
    for (const TomlMember& entry : member.value.members) read_answer(entry);
  }

  void read_answer(const TomlMember& entry) {
    if (find_provision(entry.key) == nullptr) {
      std::vector<std::string_view> known;
      for (const Provision& provision : provisions()) known.push_back(provision.id);
      const std::string guess = did_you_mean(entry.key, known);
      findings_.error("unknown-provision", at(entry), "EN 303 645 has no provision " + quoted(entry.key),
                      guess.empty() ? "[ics.\"5.1-1\"]" : guess);
    } else if (entry.value.kind != TomlNode::Kind::table) {
      findings_.error("wrong-type", at(entry), "the answer to " + entry.key + " is a table",
                      "[ics.\"" + entry.key + "\"] with support = \"Y\"");
    } else {
      document_.answers.push_back(read_row(entry.value, answer_fields(), Row("ics", entry.key, at(entry), fragment_)));
    }
  }

  ReadRow read_row(const TomlNode& table, std::span<const FieldSchema> schema, Row row) {
    ReadRow result{std::move(row)};
    const bool has_id = result.row.id() != result.row.table() && result.row.table() != "ics";
    for (const TomlMember& member : table.members) {
      if (member.key == "id" && has_id) continue;
      if (member.key == "override" && result.row.table() != "product") {
        result.overrides = read_override(member);
      } else if (const FieldSchema* field = find_field(schema, member.key)) {
        auto value = read_field(*field, member.value, file_, findings_);
        if (value)
          result.row.set(member.key, std::move(*value), {file_, member.value.at});
        else
          result.row.note_spoiled(member.key);
      } else {
        unknown_key(member, schema, result.row);
      }
    }
    return result;
  }

  bool read_override(const TomlMember& member) {
    constexpr FieldSchema kOverride{"override", FieldKind::flag};
    if (!fragment_.empty())
      findings_.error("misplaced", at(member), "a fragment cannot override", "`override` belongs to the product's own file");
    const auto value = read_field(kOverride, member.value, file_, findings_);
    return fragment_.empty() && value && *value->if_bool();
  }

  void unknown_key(const TomlMember& member, std::span<const FieldSchema> schema, const Row& row) {
    const auto names = names_of(schema);
    const std::string guess = did_you_mean(member.key, names);
    const std::string where = row.table() == "ics" ? "an answer" : row.table();
    findings_.error("unknown-key", at(member), where + " has no field " + quoted(member.key),
                    guess.empty() ? "it has: " + listed(names) : guess);
  }

  Place at(const TomlMember& member) const { return {file_, member.at}; }

  const std::string& file_;
  const std::string& fragment_;
  Findings& findings_;
  Document document_;
};

}  // namespace

Document read_document(const TomlNode& root, const std::string& file, const std::string& fragment, Findings& findings) {
  return DocumentReader(file, fragment, findings).read(root);
}

void check_required(const Row& row, std::span<const FieldSchema> schema, Findings& findings) {
  for (const FieldSchema& field : schema) {
    if (field.need == Need::optional || row.mentions(field.name)) continue;
    const std::string whose = row.id().empty() || row.id() == row.table() ? row.table()
                              : row.table() == "ics"                      ? "the answer to " + row.id()
                                                                          : row.id();
    std::string hint(field.name);
    hint += " = ";
    hint += field.words.empty() ? std::string(name_of(field.kind)) : listed({field.words.begin(), field.words.end()});
    findings.error("missing", row.place(), whose + " lacks `" + std::string(field.name) + '`', hint);
  }
}

std::vector<std::string_view> names_of(std::span<const FieldSchema> fields) {
  std::vector<std::string_view> names;
  names.reserve(fields.size());
  for (const FieldSchema& field : fields) names.push_back(field.name);
  return names;
}

}  // namespace cardea::product
