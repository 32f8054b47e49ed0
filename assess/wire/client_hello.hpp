// SPDX-License-Identifier: Apache-2.0
// What a TLS client says that it can do (RFC 8446 section 4.1.2), in the names of the registries. It is a stranger's: every list
// is bounded, and what does not hold together counts as not said.
#pragma once

#include <string>
#include <vector>

#include "lib/base/bytes.hpp"

struct ssl_st;

namespace cardea::assess {

inline constexpr std::size_t kHelloNamesMax = 256;

struct ClientHello {
  std::vector<std::string> versions;  // as said; of a client up to TLS 1.2, which says its newest alone, that one
  std::vector<std::string> suites;
  std::vector<std::string> groups;
  std::string server_name;
};

// Inside the callback of OpenSSL that shows a hello before anything was decided.
ClientHello read_client_hello(ssl_st* ssl);

// Bodies of extensions: numbers of 16 bits behind a length of one byte or of two, and the name of server_name (RFC 6066).
enum class LengthOf : std::uint8_t { one_byte, two_bytes };
Result<std::vector<std::uint16_t>> parse_hello_numbers(Bytes extension, LengthOf length);
Result<std::string> parse_server_name(Bytes extension);

}  // namespace cardea::assess
