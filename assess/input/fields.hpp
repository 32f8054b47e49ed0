// SPDX-License-Identifier: Apache-2.0
// Reads the members of one object of a file that a person wrote (tree.hpp). The first thing that is wrong is kept with its place;
// what was never asked for is an unknown key.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "lib/codec/value.hpp"

namespace cardea::assess {

class Fields {
 public:
  // `value` may be null when the object is left out: then everything is absent. `manual` is where the keys are listed.
  Fields(const Value* value, std::string place, std::optional<Problem>& first_problem, std::string manual = {});

  bool present() const { return map_ != nullptr; }
  std::string text(const std::string& key, const std::string& fallback = {});
  std::string required_text(const std::string& key);
  bool flag(const std::string& key, bool fallback);
  std::int64_t number(const std::string& key, std::int64_t fallback, std::int64_t min, std::int64_t max);
  std::vector<std::string> texts(const std::string& key);
  std::vector<std::int64_t> numbers(const std::string& key, std::vector<std::int64_t> fallback);
  Fields object(const std::string& key);
  std::vector<Fields> objects(const std::string& key);          // a list of objects
  std::vector<std::pair<std::string, const Value*>> members();  // every member, for free keys
  const Value* any(const std::string& key);

  void finish();  // what was not asked for is refused
  void complain(const std::string& what, const std::string& hint = {});
  const std::string& place() const { return place_; }
  std::optional<Problem>& problem() { return *problem_; }

 private:
  const Value* take(const std::string& key);

  const Value::Map* map_ = nullptr;
  std::string place_;
  std::string manual_;
  std::optional<Problem>* problem_;
  std::set<std::string> asked_;
};

}  // namespace cardea::assess
