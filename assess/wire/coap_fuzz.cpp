// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/coap.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  const auto reply = assess::parse_coap_reply(input);
  if (!reply) return;
  require(reply->status >= 200 && reply->status <= 731, "a code has a class of 2 to 7 and a detail of at most 31");
  require(reply->token.size() + reply->payload.size() <= input.size(), "what is in a message is no longer than it");
}
