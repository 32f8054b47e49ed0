// SPDX-License-Identifier: Apache-2.0
// The report on paper. A library of its own, because only it needs a text engine and fonts. The same run on the same machine
// gives the same bytes: other fonts give other pages.
#pragma once

#include "assess/report/report.hpp"

namespace cardea::assess {

// Err::unsupported: this machine has no font for the language.
Outcome<std::string> print_pdf(const Assessment& assessment, const Facts& facts, Language language);

}  // namespace cardea::assess
