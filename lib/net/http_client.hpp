// SPDX-License-Identifier: Apache-2.0
// One HTTPS exchange. `fetch` drives it on a loop; `fetch_now` waits for it (tools, tests).
// Err::unauthentic: the server is not who it must be, and the literal says which check failed.
// Err::refused: the server does not accept our certificate, or the lack of it. Err::unavailable: it is
// not there, went away, or took too long. An answer with an error status is an answer, not an error.
#pragma once

#include <functional>
#include <memory>

#include "lib/base/event_loop.hpp"
#include "lib/net/http.hpp"
#include "lib/net/tls.hpp"

namespace cardea::net {

struct Exchange {
  std::string address;  // IP address to connect to
  std::uint16_t port = 0;
  std::string host;  // Host header, and the name to verify when the TlsContext names none; empty: the address
  std::string method = "GET";
  std::string target = "/";  // path and query, already encoded
  Headers headers;           // without host, content-length and connection: those are ours
  Buffer body;
  HttpLimits limits;                   // head_max and body_max bound the response, streamed or not
  std::uint64_t deadline_ms = 30'000;  // for the whole exchange
  // When set, a 2xx body is handed over in pieces instead of being collected; an error ends the exchange.
  std::function<Status(Bytes piece)> on_body;
  // When set, it sees status and headers before the body comes, and says how large that may be, within limits.body_max; an error
  // ends the exchange.
  std::function<Result<std::size_t>(const HttpResponse& head)> on_head;
};

struct Fetched {
  HttpResponse response;
  std::string peer_certificate;  // DER
};

using Cancel = std::function<void()>;

// Starts the exchange; `done` runs once, never before fetch returns. The returned function ends it early (done is not called).
Cancel fetch(EventLoop& loop, std::shared_ptr<TlsContext> tls, Exchange exchange, std::function<void(Result<Fetched>)> done);

Result<Fetched> fetch_now(std::shared_ptr<TlsContext> tls, Exchange exchange);

}  // namespace cardea::net
