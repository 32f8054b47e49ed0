// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/http_reply.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  for (const bool closed : {false, true}) {
    const auto reply = assess::parse_http_reply(input, closed);
    if (!reply) continue;
    require(reply->status >= 100 && reply->status <= 999, "a status has three digits");
    require(reply->body.size() <= input.size(), "a body is never larger than what arrived");
    require(reply->headers.size() <= assess::kReplyHeadersMax, "header lines are bounded");
  }
}
