// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 messages and their bounds. The grammar of what comes in is Boost.Beast's, kept to one
// .cpp file; what goes out we write. No versions, no software names in any header (5.6-2).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea::net {

struct HttpLimits {
  std::size_t head_max = 8 * 1024;
  std::size_t body_max = 256 * 1024;
  std::uint64_t idle_ms = 10'000;     // no byte for so long: closed (slowloris)
  std::uint64_t request_ms = 30'000;  // a request takes longer to arrive: closed
  std::size_t connections_max = 256;
  std::size_t connections_per_source_max = 64;  // one IPv4 address, or one IPv6 /64
  std::size_t requests_per_connection_max = 1000;
};

using Headers = std::vector<std::pair<std::string, std::string>>;  // names in lower case

struct HttpRequest {
  std::string method;  // "GET"
  std::string path;    // without query, percent-decoded, starts with '/'
  std::string query;   // raw, without '?'
  Headers headers;
  Buffer body;
  std::string source;            // address of the peer, without port
  std::string peer_certificate;  // DER of the verified client certificate, else empty

  std::string_view header(std::string_view lower_case_name) const;
  std::optional<std::string> query_parameter(std::string_view name) const;
  std::optional<std::string> cookie(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  Headers headers;
  Buffer body;

  std::string_view header(std::string_view lower_case_name) const;
  static HttpResponse of(int status, std::string_view content_type, std::string_view body);
};

}  // namespace cardea::net
