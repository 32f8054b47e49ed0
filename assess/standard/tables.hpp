// SPDX-License-Identifier: Apache-2.0
// The two tables that are built in, as text: made from the .tsv files beside this header.
#pragma once

#include <string_view>

namespace cardea::assess {

std::string_view cases_table();
std::string_view units_table();

}  // namespace cardea::assess
