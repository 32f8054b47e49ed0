// SPDX-License-Identifier: Apache-2.0
// Reached without a private key, a verified request can only be a seed from the corpus, byte for byte: a signature covers the
// rest.
#include "lib/crypto/x509.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto csr = cardea::crypto::verify_csr(input);
  if (!csr) return;
  require(csr->key.spki.size() == 91, "an accepted request has no P-256 key");
  require(!csr->common_name.empty(), "an accepted request has no name");
  cardea::Buffer changed = cardea::to_buffer(input);
  changed[changed.size() / 2] ^= 1;
  require(!cardea::crypto::verify_csr(changed).ok(), "a changed request still verifies");
}
