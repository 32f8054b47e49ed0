// SPDX-License-Identifier: Apache-2.0
// The small language in which rules are data: a test of one field of a row, "subject=user", "interface=*" (filled),
// "update_mechanism=-" (empty or absent). A demand is what an answer Y, or a row itself, asks of the tables.
#pragma once

#include <span>

#include "product/declaration.hpp"
#include "product/schema.hpp"

namespace cardea::product {

// An empty test holds for every row. A flag that is absent is false.
bool holds(std::string_view test, const Row& row);
// "`subject` = user", "`interface` filled", "`loops` with monitor".
std::string in_words(std::string_view test, const TableSchema& table);

enum class Quantity : std::uint8_t {
  some,   // at least one row of the table, of those selected, passes
  every,  // each selected row passes; none is fine
};

// Asked of a declaration that answers `provision` with Y.
struct Demand {
  std::string_view provision;
  Quantity quantity;
  std::string_view table;
  std::string_view where;      // selects rows
  std::string_view must;       // what they must be
  std::string_view also = {};  // a second selecting test
};
std::span<const Demand> demands();

// Y is also true of a product that has no such thing, if it says so (`vacuous = true`): an unconditional row has no N/A.
struct Vacuity {
  std::string_view provision;
  std::string_view table;
  std::string_view where;
  std::string_view also = {};
};
std::span<const Vacuity> vacuities();

// Asked of every row, whatever the answers.
struct RowDemand {
  std::string_view table;
  std::string_view where;
  std::string_view must;
};
std::span<const RowDemand> row_demands();

template <class Selection>
bool selects(const Selection& selection, const Row& row) {
  return holds(selection.where, row) && holds(selection.also, row);
}

}  // namespace cardea::product
