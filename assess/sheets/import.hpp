// SPDX-License-Identifier: Apache-2.0
// A workbook that a laboratory or a maker filled in, as a declaration. Nothing is taken over that was not understood: a sheet, a
// column or a cell without a meaning is a finding with its place, and what the lint says is told by cell as well.
#pragma once

#include "assess/sheets/workbook.hpp"
#include "product/findings.hpp"

namespace cardea::assess {

struct SheetImport {
  std::string toml;                        // a whole product.toml; only when it may be assessed
  std::vector<product::Finding> findings;  // the file of a place is a cell: "Intf!C4"
  bool usable = false;
};

SheetImport declaration_of(const Workbook& workbook, std::int64_t now_s);

}  // namespace cardea::assess
