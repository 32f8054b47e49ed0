// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0, which analysers of code write. Errors and warnings are bad, notes are something to know; a run that did not succeed,
// that gives no list of results or that asks for a review is `unknown`. What was suppressed is told and not counted.
#pragma once

#include "assess/imports/import.hpp"

namespace cardea::assess {

Outcome<Import> parse_sarif(Bytes file);

}  // namespace cardea::assess
