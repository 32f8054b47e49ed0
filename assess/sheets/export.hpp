// SPDX-License-Identifier: Apache-2.0
// A declaration as a workbook: a sheet for the answers (ICS), one for the product, and one for each IXIT table, rows or not. What
// came from a fragment stands there like what is the product's own, because a laboratory asks what is declared and not by whom.
#pragma once

#include "assess/sheets/workbook.hpp"
#include "product/declaration.hpp"

namespace cardea::assess {

inline constexpr std::string_view kAnswersSheet = "ICS";
inline constexpr std::string_view kProductSheet = "product";

enum class SheetLanguage : std::uint8_t { en, zh };  // of the titles of provisions; nothing else is translated

Workbook workbook_of(const product::Declaration& declaration, SheetLanguage language);

}  // namespace cardea::assess
