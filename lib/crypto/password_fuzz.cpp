// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/password.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto verifier = cardea::crypto::parse_verifier(cardea::as_text(input));
  if (!verifier) return;
  require(verifier->cost.memory_kib <= cardea::crypto::kArgon2MemoryKibMax,
          "an accepted verifier asks for more memory than the bound");
  require(cardea::crypto::print_verifier(*verifier) == cardea::as_text(input),
          "an accepted verifier does not print back to its text");
}
