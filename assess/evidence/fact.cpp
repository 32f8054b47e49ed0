// SPDX-License-Identifier: Apache-2.0
#include "assess/evidence/fact.hpp"

#include <algorithm>

#include "lib/codec/json.hpp"

namespace cardea::assess {

std::string_view name_of(Effect effect) {
  switch (effect) {
    case Effect::reads: return "reads";
    case Effect::attempts: return "attempts";
    case Effect::changes: return "changes";
    case Effect::destroys: return "destroys";
  }
  return "";
}

std::string in_state(std::string_view probe, std::string_view state) {
  return std::string(probe) + "@" + std::string(state);
}

bool Fact::flag(std::string_view key) const {
  const Value* value = values.find(key);
  return value != nullptr && value->if_bool() != nullptr && *value->if_bool();
}

std::int64_t Fact::number(std::string_view key) const {
  const Value* value = values.find(key);
  return value != nullptr && value->if_int() != nullptr ? *value->if_int() : 0;
}

std::string Fact::text(std::string_view key) const {
  const Value* value = values.find(key);
  return value != nullptr && value->if_text() != nullptr ? *value->if_text() : std::string();
}

std::vector<std::string> Fact::texts(std::string_view key) const {
  std::vector<std::string> out;
  const Value* value = values.find(key);
  if (value == nullptr || value->if_array() == nullptr) return out;
  for (const Value& item : *value->if_array()) {
    if (item.if_text() != nullptr) out.push_back(*item.if_text());
  }
  return out;
}

bool Fact::lists(std::string_view key, std::string_view text) const {
  const std::vector<std::string> all = texts(key);
  return std::find(all.begin(), all.end(), text) != all.end();
}

Status FactList::record(std::string_view probe, Effect effect, std::string subject, Value values) {
  facts_.push_back({facts_.size() + 1, 0, std::string(probe), effect, std::move(subject), std::move(values)});
  return kOk;
}

std::string text_or_json(const Value& value) {
  return value.if_text() != nullptr ? *value.if_text() : print_json(value);
}

Value list_of(const std::vector<std::string>& texts) {
  Value::Array items;
  for (const std::string& text : texts) items.emplace_back(text);
  return items;
}

}  // namespace cardea::assess
