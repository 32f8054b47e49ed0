// SPDX-License-Identifier: Apache-2.0
// Paths that a page or a script of a target speaks of: what a visitor's browser would ask for, and what its code would.
// Hand-written and bounded, because the text is the target's.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cardea::assess {

inline constexpr std::size_t kLinksMax = 400;  // of one text
inline constexpr std::size_t kLinkBytesMax = 200;

// Values of src, href and action, quoted texts that start with one slash, and what code asks for (fetch("settings")); each once,
// in order, without query and fragment. What code puts together ("/api/people/${name}") ends where it begins to: "/api/people/".
std::vector<std::string> paths_in(std::string_view text);

// A document whose own text is worth reading: a page, a script, or a description of an interface.
bool may_hold_links(std::string_view content_type);

}  // namespace cardea::assess
