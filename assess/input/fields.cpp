// SPDX-License-Identifier: Apache-2.0
#include "assess/input/fields.hpp"

namespace cardea::assess {

Fields::Fields(const Value* value, std::string place, std::optional<Problem>& first_problem, std::string manual)
    : place_(std::move(place)),
      manual_(std::move(manual)),
      problem_(&first_problem) {
  if (value == nullptr) return;
  map_ = value->if_map();
  if (map_ == nullptr) complain("is not an object");
}

void Fields::complain(const std::string& what, const std::string& hint) {
  if (!*problem_) *problem_ = Problem(Err::bad_value, place_ + " " + what, hint);
}

const Value* Fields::take(const std::string& key) {
  asked_.insert(key);
  if (map_ == nullptr) return nullptr;
  const auto it = map_->find(key);
  return it == map_->end() ? nullptr : &it->second;
}

const Value* Fields::any(const std::string& key) {
  return take(key);
}

std::string Fields::text(const std::string& key, const std::string& fallback) {
  const Value* value = take(key);
  if (value == nullptr) return fallback;
  if (value->if_text() == nullptr) {
    complain("." + key + " is not text");
    return fallback;
  }
  return *value->if_text();
}

std::string Fields::required_text(const std::string& key) {
  const std::string value = text(key);
  if (value.empty()) complain("lacks \"" + key + "\"");
  return value;
}

bool Fields::flag(const std::string& key, bool fallback) {
  const Value* value = take(key);
  if (value == nullptr) return fallback;
  if (value->if_bool() == nullptr) {
    complain("." + key + " is neither true nor false");
    return fallback;
  }
  return *value->if_bool();
}

std::int64_t Fields::number(const std::string& key, std::int64_t fallback, std::int64_t min, std::int64_t max) {
  const Value* value = take(key);
  if (value == nullptr) return fallback;
  if (value->if_int() == nullptr || *value->if_int() < min || *value->if_int() > max) {
    complain("." + key + " is no whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return fallback;
  }
  return *value->if_int();
}

std::vector<std::string> Fields::texts(const std::string& key) {
  std::vector<std::string> out;
  const Value* value = take(key);
  if (value == nullptr) return out;
  if (value->if_array() == nullptr) {
    complain("." + key + " is not a list");
    return out;
  }
  for (const Value& item : *value->if_array()) {
    if (item.if_text() == nullptr)
      complain("." + key + " holds something that is not text");
    else
      out.push_back(*item.if_text());
  }
  return out;
}

std::vector<std::int64_t> Fields::numbers(const std::string& key, std::vector<std::int64_t> fallback) {
  const Value* value = take(key);
  if (value == nullptr) return fallback;
  std::vector<std::int64_t> out;
  if (value->if_array() == nullptr) {
    complain("." + key + " is not a list");
    return fallback;
  }
  for (const Value& item : *value->if_array()) {
    if (item.if_int() == nullptr)
      complain("." + key + " holds something that is not a whole number");
    else
      out.push_back(*item.if_int());
  }
  return out;
}

Fields Fields::object(const std::string& key) {
  return {take(key), place_ + "." + key, *problem_, manual_};
}

std::vector<Fields> Fields::objects(const std::string& key) {
  std::vector<Fields> out;
  const Value* value = take(key);
  if (value == nullptr) return out;
  if (value->if_array() == nullptr) {
    complain("." + key + " is not a list");
    return out;
  }
  for (std::size_t i = 0; i < value->if_array()->size(); ++i) {
    out.emplace_back(&value->if_array()->at(i), place_ + "." + key + "[" + std::to_string(i) + "]", *problem_, manual_);
  }
  return out;
}

std::vector<std::pair<std::string, const Value*>> Fields::members() {
  std::vector<std::pair<std::string, const Value*>> out;
  if (map_ == nullptr) return out;
  for (const auto& [key, value] : *map_) {
    asked_.insert(key);
    out.emplace_back(key, &value);
  }
  return out;
}

void Fields::finish() {
  if (map_ == nullptr) return;
  for (const auto& [key, value] : *map_) {
    if (!asked_.contains(key)) complain("has the key \"" + key + "\", which is not known here", manual_);
  }
}

}  // namespace cardea::assess
