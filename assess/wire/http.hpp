// SPDX-License-Identifier: Apache-2.0
// One HTTP request to a target and its answer, over TLS or plain, with a connection of its own each time: so that no
// state of ours, and no earlier answer, can colour what is seen.
#pragma once

#include <vector>

#include "assess/wire/http_reply.hpp"
#include "assess/wire/tls.hpp"
#include "lib/base/secret.hpp"

namespace cardea::assess {

struct Door {
  Endpoint endpoint;
  bool tls = true;
  std::string host;      // Host header and SNI; empty: the address
  std::string spki_pin;  // when set, the target must show this key before anything is sent
};

// A connection to the door, whatever is spoken there; where there is a pin, the target has shown its key.
Result<std::unique_ptr<Stream>> open_door(const Door& door, const Deadline& deadline);

struct HttpAsk {
  std::string method = "GET";
  std::string target = "/";
  std::vector<std::pair<std::string, std::string>> headers;
  SecretBytes authorization;  // value of the header below; empty: none
  std::string authorization_header = "authorization";
  SecretBytes body;
};

struct HttpLimit {
  std::chrono::milliseconds whole{10'000};
};

Result<HttpReply> exchange(const Door& door, const HttpAsk& ask, const HttpLimit& limit = {});

// Sends bytes and returns what comes back within the bound: for things that are not quite HTTP.
Result<Buffer> exchange_raw(Stream& stream, Bytes request, std::size_t max, const Deadline& deadline);

}  // namespace cardea::assess
