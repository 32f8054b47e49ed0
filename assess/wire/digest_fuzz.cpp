// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/digest.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  const auto challenge = assess::parse_digest_challenge(as_text(input));
  if (!challenge) return;
  require(challenge->nonce.size() + challenge->realm.size() <= input.size(), "a challenge is no longer than its header");
  require(!challenge->nonce.empty(), "a challenge has a nonce");
}
