// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/x509.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto info = cardea::crypto::parse_certificate_der(input);
  if (!info) return;
  require(info->spki_sha256_hex.size() == 64, "an accepted certificate has no key");
  require(info->subject_common_name.find('\n') == std::string::npos, "an accepted name could forge a log line");
  cardea::Buffer longer = cardea::to_buffer(input);
  longer.push_back(0);
  require(!cardea::crypto::parse_certificate_der(longer).ok(), "a certificate with a byte behind it is accepted");
}
