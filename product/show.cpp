// SPDX-License-Identifier: Apache-2.0
#include "product/show.hpp"

#include "product/provisions.hpp"
#include "product/schema.hpp"

namespace cardea::product {
namespace {

Value position_value(const Finding& finding) {
  Value value{Value::Map{}};
  value.set("severity", finding.severity == Severity::error ? "error" : "warning");
  value.set("file", finding.place.file);
  value.set("line", finding.place.at.line);
  value.set("column", finding.place.at.column);
  value.set("rule", finding.rule);
  value.set("what", finding.what);
  value.set("hint", finding.hint);
  return value;
}

Value row_value(const Row& row) {
  Value value{Value::Map{}};
  for (const auto& [name, field] : row.fields()) value.set(name, field.value);
  value.set("fragment", row.fragment());
  return value;
}

Value answers_value(const Declaration& declaration) {
  Value list{Value::Array{}};
  for (const Provision& provision : provisions()) {
    const auto answer = declaration.answer(provision.id);
    if (!answer) continue;
    Value row{Value::Map{}};
    row.set("provision", provision.id);
    row.set("status", status_of(provision).view());
    row.set("title", Value(Value::Map{{"en", provision.title_en}, {"zh", provision.title_zh}}));
    row.set("support", name_of(answer->support));
    row.set("details", answer->details);
    row.set("vacuous", answer->vacuous);
    row.set("evidence", Value::Array(answer->evidence.begin(), answer->evidence.end()));
    row.set("fragment", answer->fragment);
    list.push(std::move(row));
  }
  return list;
}

std::string padded(std::string_view text, std::size_t width) {
  std::string out(text);
  if (out.size() < width) out.append(width - out.size(), ' ');
  return out;
}

std::string answers_text(const Declaration& declaration) {
  std::string text;
  for (const Provision& provision : provisions()) {
    const auto answer = declaration.answer(provision.id);
    const std::string support = answer ? std::string(name_of(answer->support)) : "-";
    text += padded(provision.id, 8) + padded(status_of(provision).view(), 13) + padded(support, 5) +
            std::string(provision.title_en) + '\n';
    if (answer && answer->support != Support::yes) text += std::string(26, ' ') + answer->details + '\n';
  }
  return text;
}

std::string functions_text(const Declaration& declaration) {
  std::string text;
  for (const Row& row : declaration.rows("SoftServ")) {
    if (row.has("path")) text += "  " + padded(row.text("method"), 8) + padded(row.text("path"), 26) + row.text("role") + '\n';
  }
  return text;
}

std::size_t row_count(const Declaration& declaration) {
  std::size_t count = 0;
  for (const TableSchema& table : tables()) count += declaration.rows(table.name).size();
  return count;
}

}  // namespace

AnswerCount count_answers(const Declaration& declaration) {
  AnswerCount count;
  for (const Provision& provision : provisions()) {
    const auto answer = declaration.answer(provision.id);
    if (!answer) continue;
    if (answer->support == Support::yes) ++count.yes;
    if (answer->support == Support::no) ++count.no;
    if (answer->support == Support::not_applicable) ++count.not_applicable;
  }
  return count;
}

Value to_value(const Lint& lint, const std::string& file) {
  Value value{Value::Map{}};
  Value findings{Value::Array{}};
  for (const Finding& finding : lint.findings) findings.push(position_value(finding));
  value.set("file", file);
  value.set("usable", lint.usable());
  value.set("errors", static_cast<std::int64_t>(lint.errors()));
  value.set("warnings", static_cast<std::int64_t>(lint.warnings()));
  value.set("findings", std::move(findings));
  return value;
}

Value to_value(const Declaration& declaration) {
  Value value{Value::Map{}};
  Value all{Value::Map{}};
  for (const TableSchema& table : tables()) {
    Value rows{Value::Array{}};
    for (const Row& row : declaration.rows(table.name)) rows.push(row_value(row).set("id", row.id()));
    all.set(std::string(table.name), std::move(rows));
  }
  value.set("product", row_value(declaration.product_row()));
  value.set("include", Value::Array(declaration.includes().begin(), declaration.includes().end()));
  value.set("tables", std::move(all));
  value.set("ics", answers_value(declaration));
  return value;
}

std::string lint_text(const Lint& lint, const std::string& file) {
  std::string text;
  for (const Finding& finding : lint.findings) {
    text += describe(finding) + '\n';
    if (!finding.hint.empty()) text += "    hint: " + finding.hint + '\n';
  }
  if (!lint.usable()) return text;
  const AnswerCount count = count_answers(*lint.declaration);
  return text + file + ": " + std::to_string(row_count(*lint.declaration)) + " rows; " + std::to_string(count.yes) +
         " provisions Y, " + std::to_string(count.no) + " N, " + std::to_string(count.not_applicable) + " N/A\n";
}

std::string declaration_text(const Declaration& declaration) {
  const ProductFacts facts = declaration.product();
  std::string text = facts.model + " " + facts.version + ", a " + facts.device_class + " by " + facts.manufacturer +
                     "; security updates until " + facts.support_end + "\n\n";
  text +=
      answers_text(declaration) + "\nFunctions of the network, and who may ask:\n" + functions_text(declaration) + "\nRows:\n";
  for (const TableSchema& table : tables()) {
    const std::string number = table.number == 0 ? "" : std::to_string(table.number);
    text += padded("  " + number, 5) + padded(table.name, 12) + padded(std::to_string(declaration.rows(table.name).size()), 4) +
            std::string(table.title_en) + '\n';
  }
  return text;
}

}  // namespace cardea::product
