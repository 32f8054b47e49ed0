// SPDX-License-Identifier: Apache-2.0
// The human queue as HTML: no script, every value escaped, links and forms relative to the page.
#pragma once

#include "assess/review/questions.hpp"

namespace cardea::assess {

// All provisions with something to answer, and how far it is.
std::string review_list(const Facts& facts, const std::string& reviewer, bool chinese);

// The questions of one provision. `complaint`: why the last answer was not taken; empty: none.
std::string review_page(const Facts& facts, const std::string& provision, const std::string& complaint, bool chinese);

}  // namespace cardea::assess
