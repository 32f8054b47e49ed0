// SPDX-License-Identifier: Apache-2.0
// A list of components as CycloneDX 1.x in JSON. A component is something to know; a vulnerability that the list itself names is bad,
// unless its analysis says that it does not concern the product.
#pragma once

#include "assess/imports/import.hpp"

namespace cardea::assess {

Outcome<Import> parse_cyclonedx(Bytes file);

}  // namespace cardea::assess
