// SPDX-License-Identifier: Apache-2.0
// What a door asks for that answers 401: the header www-authenticate (RFC 9110, section 11.6.1).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cardea::assess {

// In lower case: "Bearer realm=x, Basic realm=y" has two. A challenge that breaks off within a quoted text has one more that
// nobody knows, so that none hides there.
std::vector<std::string> schemes_of(std::string_view challenge);

}  // namespace cardea::assess
