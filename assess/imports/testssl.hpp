// SPDX-License-Identifier: Apache-2.0
// The JSON of testssl.sh, flat (--jsonfile) or grouped (--jsonfile-pretty). LOW to CRITICAL are bad; WARN and FATAL are what it
// writes where a test was not performed: `unknown`.
#pragma once

#include "assess/imports/import.hpp"

namespace cardea::assess {

Outcome<Import> parse_testssl(Bytes file);

}  // namespace cardea::assess
