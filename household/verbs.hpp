// SPDX-License-Identifier: Apache-2.0
// What `cardea-home` does at a home that another one of it runs: the verbs of the assessor's driver, and of whoever looks on.
#pragma once

#include "lib/command/command.hpp"

namespace cardea::household {

bool is_verb(const std::string& word);
Outcome<int> carry_out(const command::Arguments& arguments);  // the first word is a verb

}  // namespace cardea::household
