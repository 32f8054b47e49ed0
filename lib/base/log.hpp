// SPDX-License-Identifier: Apache-2.0
// One line a happening, on stderr: `time tag level message`. Values that came from outside are
// escaped, so that a line cannot forge another. A secret has no operator that could bring it here.
#pragma once

#include <string_view>

namespace cardea::log {

void set_tag(std::string_view process);  // "vault"; once, at start
void info(std::string_view message);
void warn(std::string_view message);
void error(std::string_view message);

}  // namespace cardea::log
