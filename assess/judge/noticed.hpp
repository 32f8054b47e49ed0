// SPDX-License-Identifier: Apache-2.0
// What an image holds that the declaration does not speak of, said to the person who decides a unit. Names in an image are no
// names of a declaration, so none of this is a verdict.
#pragma once

#include "assess/judge/facts.hpp"

namespace cardea::assess {

// Empty for every other unit, and where no image was looked at.
std::vector<std::string> noticed_in_image(const Facts& facts, std::string_view unit);

// "a, b, c and 4 more"
std::string first_of(const std::vector<std::string>& names);

// Services of an image, by one starter: those that no row of the table names as its process.
std::vector<std::string> without_row(const Facts& facts, const Fact& services, std::string_view list, std::string_view table);

}  // namespace cardea::assess
