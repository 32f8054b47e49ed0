// SPDX-License-Identifier: Apache-2.0
// `cardea assess sheet`: a declaration as a workbook for a laboratory, and back. A file that is there is never written over,
// because somebody may have filled it in.
#pragma once

#include "assess/sheets/import.hpp"
#include "lib/base/clock.hpp"

namespace cardea::assess {

Outcome<Unit> export_sheets(const std::string& declaration, const std::string& out, bool chinese);
// Writes `out` only when the declaration may be assessed; what is wrong with it is in the result.
Outcome<SheetImport> import_sheets(const std::string& workbook, const std::string& out, const Clock& clock);

}  // namespace cardea::assess
