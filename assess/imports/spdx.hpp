// SPDX-License-Identifier: Apache-2.0
// A list of components as SPDX 2.x in JSON. It says what is there and judges nothing: each package is something to know.
#pragma once

#include "assess/imports/import.hpp"

namespace cardea::assess {

Outcome<Import> parse_spdx(Bytes file);

}  // namespace cardea::assess
