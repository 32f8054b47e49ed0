// SPDX-License-Identifier: Apache-2.0
// As much of CoAP (RFC 7252) as it takes to ask for a resource and to read what comes back. Its codes are those of HTTP in two
// parts: 2.05 is told as 205, 4.01 as 401.
#pragma once

#include <string>

#include "lib/base/bytes.hpp"

namespace cardea::assess {

inline constexpr std::size_t kCoapMessageMax = 64U << 10;

struct CoapReply {
  int status = 0;  // 100 times the class, and the detail
  std::uint16_t message_id = 0;
  Buffer token;
  Buffer payload;
};

// A message that answers; Err::bad_value: none, or not of version 1.
Result<CoapReply> parse_coap_reply(Bytes datagram);

struct CoapAsk {
  std::string method;  // "GET", "POST", "PUT", "DELETE"
  std::string path;    // "/.well-known/core"
  Bytes payload;
  std::uint16_t message_id = 0;
  Bytes token;  // at most 8 bytes
};

// A confirmable request. Err::unsupported: a method that CoAP has not; Err::too_large: a part of the path above 255 bytes.
Result<Buffer> encode_coap_request(const CoapAsk& ask);

}  // namespace cardea::assess
