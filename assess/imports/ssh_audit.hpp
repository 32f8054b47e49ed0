// SPDX-License-Identifier: Apache-2.0
// The JSON of ssh-audit (-j). What it calls "fail" is bad, a known vulnerability too; "warn" is advice and stays to be known. Versions
// before 3 list algorithms without a word on them: then nothing was judged, and that is `unknown`.
#pragma once

#include "assess/imports/import.hpp"

namespace cardea::assess {

Outcome<Import> parse_ssh_audit(Bytes file);

}  // namespace cardea::assess
