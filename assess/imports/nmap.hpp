// SPDX-License-Identifier: Apache-2.0
// The XML that nmap writes (-oX). An open port is something to know; what nmap calls filtered, a host that is down and a scan that
// did not come to its end are `unknown`.
#pragma once

#include "assess/imports/import.hpp"

namespace cardea::assess {

Outcome<Import> parse_nmap(Bytes file);

}  // namespace cardea::assess
