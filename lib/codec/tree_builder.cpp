// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/tree_builder.hpp"

namespace cardea {

Status TreeBuilder::leaf(Value value) {
  TRY_(place(std::move(value)));
  return kOk;
}

Status TreeBuilder::open(Value container) {
  if (open_.size() >= limits_.depth_max) return Error{Err::too_large, "values are nested too deeply"};
  TRY(Value* const placed, place(std::move(container)));
  open_.push_back(placed);
  return kOk;
}

Status TreeBuilder::key(std::string key) {
  const auto [at, fresh] = open_.back()->if_map()->try_emplace(std::move(key));
  if (!fresh) return Error{Err::bad_value, "a map has the same key twice"};
  slot_ = &at->second;
  return kOk;
}

// A container does not grow while a child of it is open, so pointers into it stay good.
Result<Value*> TreeBuilder::place(Value value) {
  if (++nodes_ > limits_.nodes_max) return Error{Err::too_large, "too many values"};
  if (open_.empty()) {
    root_ = std::move(value);
    return &root_;
  }
  if (Value::Array* const array = open_.back()->if_array(); array != nullptr) {
    array->push_back(std::move(value));
    return &array->back();
  }
  *slot_ = std::move(value);
  return slot_;
}

}  // namespace cardea
