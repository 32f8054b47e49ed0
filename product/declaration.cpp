// SPDX-License-Identifier: Apache-2.0
#include "product/declaration.hpp"

#include <algorithm>

namespace cardea::product {

std::string Row::text(std::string_view field) const {
  const auto it = fields_.find(field);
  const std::string* text = it == fields_.end() ? nullptr : it->second.value.if_text();
  return text == nullptr ? std::string() : *text;
}

std::vector<std::string> Row::list(std::string_view field) const {
  std::vector<std::string> items;
  const auto it = fields_.find(field);
  const Value::Array* array = it == fields_.end() ? nullptr : it->second.value.if_array();
  if (array == nullptr) return items;
  for (const Value& item : *array) {
    if (item.if_text() != nullptr) items.push_back(*item.if_text());
  }
  return items;
}

bool Row::lists(std::string_view field, std::string_view item) const {
  const auto items = list(field);
  return std::find(items.begin(), items.end(), item) != items.end();
}

bool Row::flag(std::string_view field) const {
  const auto it = fields_.find(field);
  const bool* flag = it == fields_.end() ? nullptr : it->second.value.if_bool();
  return flag != nullptr && *flag;
}

std::optional<std::int64_t> Row::number(std::string_view field) const {
  const auto it = fields_.find(field);
  const std::int64_t* number = it == fields_.end() ? nullptr : it->second.value.if_int();
  return number == nullptr ? std::nullopt : std::optional(*number);
}

std::vector<Value> Row::details(std::string_view field) const {
  const auto it = fields_.find(field);
  const Value::Array* array = it == fields_.end() ? nullptr : it->second.value.if_array();
  return array == nullptr ? std::vector<Value>() : *array;
}

const Place& Row::place_of(std::string_view field) const {
  const auto it = fields_.find(field);
  return it == fields_.end() ? place_ : it->second.place;
}

void Row::set(std::string field, Value value, Place place) {
  fields_.insert_or_assign(std::move(field), Field{std::move(value), std::move(place)});
}

void Row::lay_over(const Row& product_row) {
  for (const auto& [name, field] : product_row.fields_) fields_.insert_or_assign(name, field);
  spoiled_.insert(product_row.spoiled_.begin(), product_row.spoiled_.end());
  place_ = product_row.place_;
  fragment_ = product_row.fragment_;
}

std::string_view name_of(Support support) {
  switch (support) {
    case Support::yes: return "Y";
    case Support::no: return "N";
    case Support::not_applicable: break;
  }
  return "N/A";
}

ProductFacts Declaration::product() const {
  return {product_.text("model"),     product_.text("manufacturer"), product_.text("version"),    product_.text("support_end"),
          product_.list("languages"), product_.text("class"),        product_.flag("constrained")};
}

std::span<const Row> Declaration::rows(std::string_view table) const {
  const auto it = tables_.find(table);
  return it == tables_.end() ? std::span<const Row>() : std::span<const Row>(it->second);
}

const Row* Declaration::row(std::string_view id) const {
  const auto all = rows(id.substr(0, id.find('-')));
  const auto it = std::find_if(all.begin(), all.end(), [&](const Row& row) { return row.id() == id; });
  return it == all.end() ? nullptr : &*it;
}

const Row* Declaration::single(std::string_view table) const {
  const auto all = rows(table);
  return all.empty() ? nullptr : &all.front();
}

const Row* Declaration::answer_row(std::string_view provision) const {
  const auto it = answers_.find(provision);
  return it == answers_.end() ? nullptr : &it->second;
}

std::optional<Answer> Declaration::answer(std::string_view provision) const {
  const Row* row = answer_row(provision);
  if (row == nullptr || !row->has("support")) return std::nullopt;
  const std::string support = row->text("support");
  Answer answer;
  answer.provision = provision;
  answer.support = support == "Y" ? Support::yes : support == "N" ? Support::no : Support::not_applicable;
  answer.details = row->text(answer.support == Support::yes ? "how" : "reason");
  answer.vacuous = row->flag("vacuous");
  answer.evidence = row->list("evidence");
  answer.place = row->place();
  answer.fragment = row->fragment();
  return answer;
}

}  // namespace cardea::product
