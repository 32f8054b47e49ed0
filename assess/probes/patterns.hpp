// SPDX-License-Identifier: Apache-2.0
// Finds in a target's words what tells an attacker which software is there: product tokens with numbers, names of
// well-known servers, and texts that we were told to look for. Hand-written scanners: no regular expression can be made
// to run away by a hostile answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cardea::assess {

// "nginx/1.22.1", "version 2.0", "v1.2.3": at most 20, each at most 60 characters.
std::vector<std::string> version_like(std::string_view text);
// Names out of our list, in lower case: "nginx", "openssl".
// Licence terms name products, versions and the word "express" without telling anything of who uses them: the text without the
// sentences that every copy of such terms has.
std::string without_licence_terms(std::string_view text);

std::vector<std::string> software_names(std::string_view text);
// Which of the needles stand in the text, whatever their case.
std::vector<std::string> words_found(std::string_view text, const std::vector<std::string>& needles);
bool contains_ignoring_case(std::string_view text, std::string_view needle);

}  // namespace cardea::assess
