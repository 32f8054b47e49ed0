// SPDX-License-Identifier: Apache-2.0
// `cardea assess run | verify | report`: the assessor as a command. Results on stdout, talk on stderr.
#pragma once

#include <span>
#include <string>

namespace cardea::assess {

// What follows `cardea assess`. Returns the exit code: 0 nothing mandatory failed, 1 something did, 2 could not assess.
int assess_main(std::span<const std::string> args);

}  // namespace cardea::assess
