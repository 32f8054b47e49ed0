// SPDX-License-Identifier: Apache-2.0
// The small grammars inside a request: its target (RFC 9112 section 3.2.1, RFC 3986), its query and
// its cookies (RFC 6265). Strict: what two readers could understand differently is refused.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea::net {

struct Target {
  std::string path;   // decoded; starts with '/', no empty, "." or ".." segment, no control byte, UTF-8
  std::string query;  // raw
};

using NamedValues = std::vector<std::pair<std::string, std::string>>;

Result<std::string> percent_decode(Bytes text);
Result<Target> parse_target(Bytes text);        // origin-form only
Result<NamedValues> parse_query(Bytes text);    // a=b&c, '+' is a space
Result<NamedValues> parse_cookies(Bytes text);  // a=b; c=d

}  // namespace cardea::net
