// SPDX-License-Identifier: Apache-2.0
#include "lib/net/http_origin.hpp"

#include "lib/net/http_exchange.hpp"

namespace cardea::net {

HttpOrigin::HttpOrigin(EventLoop& loop, std::shared_ptr<TlsContext> tls, Place place, std::uint64_t idle_ms)
    : loop_(loop),
      tls_(std::move(tls)),
      place_(std::move(place)),
      kept_(std::make_shared<KeptConnection>(loop, idle_ms)) {}

HttpOrigin::~HttpOrigin() = default;

Cancel HttpOrigin::fetch(Exchange exchange, std::function<void(Result<Fetched>)> done) {
  exchange.address = place_.address;
  exchange.port = place_.port;
  exchange.host = place_.host;
  return run_exchange(loop_, tls_, std::move(exchange), kept_, std::move(done));
}

}  // namespace cardea::net
