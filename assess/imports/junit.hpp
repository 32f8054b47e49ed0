// SPDX-License-Identifier: Apache-2.0
// JUnit's XML, as test runners write it. A failure is bad; an error, a test that was skipped and one that is counted and not listed
// are `unknown`: they tested nothing.
#pragma once

#include "assess/imports/import.hpp"

namespace cardea::assess {

Outcome<Import> parse_junit(Bytes file);

}  // namespace cardea::assess
