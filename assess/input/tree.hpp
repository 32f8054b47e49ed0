// SPDX-License-Identifier: Apache-2.0
// A file that a person wrote (TOML) or a program (JSON, which starts with a brace), as one tree. A date of TOML is text.
#pragma once

#include "lib/codec/value.hpp"

namespace cardea::assess {

// `what` is how the file is called in the problem: "driver: line 3: ...".
Outcome<Value> read_tree(Bytes file, const std::string& what);

}  // namespace cardea::assess
