// SPDX-License-Identifier: Apache-2.0
// HTTP Digest (RFC 7616): the challenge of a target, and what answers it. MD5 is spoken too: whether a target should speak it is
// judged elsewhere.
#pragma once

#include <string>

#include "lib/base/secret.hpp"

namespace cardea::assess {

struct DigestChallenge {
  std::string realm;
  std::string nonce;
  std::string opaque;
  std::string algorithm = "MD5";  // "MD5", "SHA-256"
  bool quality_auth = false;      // qop offers "auth"
};

// The value of a WWW-Authenticate header. Err::unsupported: not Digest, or one that we do not speak.
Result<DigestChallenge> parse_digest_challenge(std::string_view header);

struct DigestAsk {
  std::string_view method;
  std::string_view target;
  std::string_view name;
};

// The value of the authorization header.
Result<SecretBytes> answer_digest(const DigestChallenge& challenge, const DigestAsk& ask, const SecretBytes& password,
                                  std::string_view client_nonce);

}  // namespace cardea::assess
