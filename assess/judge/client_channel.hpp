// SPDX-License-Identifier: Apache-2.0
// A declared communication in which the target is a TLS client: what it did with the servers that the assessor played.
#pragma once

#include "assess/judge/rules.hpp"

namespace cardea::assess {

// The driver led this communication to the assessor.
bool was_led_to_us(const Facts& facts, const Fact& mechanism);

// `declared` is the oldest version that the row names ("TLS 1.3"); empty: none.
void look_at_client(const Facts& facts, const Fact& mechanism, const std::string& declared, Bill& bill);

}  // namespace cardea::assess
