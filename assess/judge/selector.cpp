// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/selector.hpp"

#include <algorithm>
#include <stdexcept>

#include "assess/standard/standard.hpp"

namespace cardea::assess {

namespace {

Selector::Condition condition_of(std::string_view text) {
  const std::size_t sign = text.find('=');
  if (sign == std::string_view::npos || sign == 0) throw std::logic_error("no condition: " + std::string(text));
  const bool is = text[sign - 1] != '!';
  return {text.substr(0, is ? sign : sign - 1), is, text.substr(sign + 1)};
}

bool says_anything(const Value& value) {
  if (const auto* list = value.if_array()) return !list->empty();
  const std::string* text = value.if_text();
  return text == nullptr || !text->empty();
}

bool is_word(const Value& value, std::string_view word) {
  if (const bool* flag = value.if_bool()) return *flag == (word == "true");
  const std::string* text = value.if_text();
  return text != nullptr && *text == word;
}

// A flag that is left out is false; anything else that is left out has no word at all.
bool has(const Fact& row, std::string_view field, std::string_view word) {
  const Value* value = row.values.find(field);
  if (value == nullptr) return word == "false";
  if (word == "*") return says_anything(*value);
  if (const auto* list = value->if_array())
    return std::any_of(list->begin(), list->end(), [&](const Value& item) { return is_word(item, word); });
  return is_word(*value, word);
}

}  // namespace

Selector selector_of(std::string_view text) {
  const std::size_t bracket = text.find('[');
  if (bracket == std::string_view::npos) return {text, {}};
  if (bracket == 0 || text.back() != ']') throw std::logic_error("no selector: " + std::string(text));
  Selector selector{text.substr(0, bracket), {}};
  for (const std::string_view condition : parts_of(text.substr(bracket + 1, text.size() - bracket - 2), ","))
    selector.conditions.push_back(condition_of(condition));
  return selector;
}

bool matches(const Selector& selector, const Fact& row) {
  return std::all_of(selector.conditions.begin(), selector.conditions.end(),
                     [&](const Selector::Condition& c) { return has(row, c.field, c.word) == c.is; });
}

std::vector<const Fact*> selected(const Facts& facts, const Selector& selector) {
  std::vector<const Fact*> rows = facts.rows(selector.table);
  std::erase_if(rows, [&](const Fact* row) { return !matches(selector, *row); });
  return rows;
}

bool declares_none_of(const Facts& facts, std::string_view selectors) {
  if (selectors == "-") return false;
  const std::vector<std::string_view> all = parts_of(selectors, "; ");
  return std::all_of(all.begin(), all.end(), [&](std::string_view text) {
    const Selector selector = selector_of(text);
    return !facts.rows(selector.table).empty() && selected(facts, selector).empty();
  });
}

}  // namespace cardea::assess
