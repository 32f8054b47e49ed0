// SPDX-License-Identifier: Apache-2.0
// The tables that are built in, as text: made from the .tsv files beside this header.
#pragma once

#include <string_view>

namespace cardea::assess {

std::string_view cases_table();
std::string_view units_table();
std::string_view escapes_table();

std::string_view en303645_v3_table();
std::string_view en303645_v3_ends_table();
std::string_view en18031_table();
std::string_view en18031_ends_table();
std::string_view cra_table();
std::string_view cra_ends_table();
std::string_view psti_table();
std::string_view psti_ends_table();
std::string_view ir8425_table();
std::string_view ir8425_ends_table();

}  // namespace cardea::assess
