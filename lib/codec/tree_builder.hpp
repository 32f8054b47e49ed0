// SPDX-License-Identifier: Apache-2.0
// Grows a Value while a parser reads, without recursion, and holds it inside its Limits. For the
// parsers of this folder only.
#pragma once

#include "lib/codec/value.hpp"

namespace cardea {

class TreeBuilder {
 public:
  explicit TreeBuilder(const Limits& limits) : limits_(limits) {}

  Status leaf(Value value);
  Status open_array() { return open(Value(Value::Array{})); }
  Status open_map() { return open(Value(Value::Map{})); }
  Status key(std::string key);  // of the next value; refuses a key that the map has
  void close() { open_.pop_back(); }

  Value take() { return std::move(root_); }

 private:
  Result<Value*> place(Value value);
  Status open(Value container);

  const Limits& limits_;
  Value root_;
  std::vector<Value*> open_;  // the containers around the next value, outermost first
  Value* slot_ = nullptr;     // where the value of the last key goes
  std::size_t nodes_ = 0;
};

}  // namespace cardea
