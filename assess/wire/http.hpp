// SPDX-License-Identifier: Apache-2.0
// One HTTP request to a target and its answer, over TLS or plain, with a connection of its own each time: so that no
// state of ours, and no earlier answer, can colour what is seen.
#pragma once

#include <atomic>
#include <vector>

#include "assess/wire/http_reply.hpp"
#include "assess/wire/tls.hpp"
#include "lib/base/secret.hpp"

namespace cardea::assess {

// How often a target let our time pass without coming to an end. Each answer is waited for, but not a thousand times as long as
// the first: one that drips would else keep a run for days. One that answers again is waited for again. Shared by all who ask.
class SlowAnswers {
 public:
  std::chrono::milliseconds allowed(std::chrono::milliseconds whole) const;
  void count(bool in_time);

 private:
  std::atomic<int> slow_{0};
};

struct Door {
  Endpoint endpoint;
  bool tls = true;
  std::string host;      // Host header and SNI; empty: the address
  std::string spki_pin;  // when set, the target must show this key before anything is sent
  SlowAnswers* slow = nullptr;
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
