// SPDX-License-Identifier: Apache-2.0
// A declaration as rows that can be changed, and written down again as one product.toml that includes nothing.
#pragma once

#include "product/declaration.hpp"

namespace cardea::assess::quality {

struct DeclaredRow {
  std::string table;  // "Intf"; "product"; "ics", with the provision as its id
  std::string id;     // empty: the only row of its table
  bool own = false;   // of the product itself, of no fragment
  std::map<std::string, Value, std::less<>> fields;
};

using Rows = std::vector<DeclaredRow>;

Rows rows_of(const product::Declaration& declaration);
std::string toml_of(const Rows& rows);

}  // namespace cardea::assess::quality
