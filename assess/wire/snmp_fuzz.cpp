// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/snmp.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  const auto reply = assess::parse_snmp_reply(input);
  if (reply) require(reply->description.size() <= input.size(), "a value is no longer than its message");
}
