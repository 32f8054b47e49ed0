// SPDX-License-Identifier: Apache-2.0
#include "lib/net/http_client.hpp"

#include <optional>

#include "lib/net/http_exchange.hpp"

namespace cardea::net {

Cancel fetch(EventLoop& loop, std::shared_ptr<TlsContext> tls, Exchange exchange, std::function<void(Result<Fetched>)> done) {
  return run_exchange(loop, std::move(tls), std::move(exchange), nullptr, std::move(done));
}

Result<Fetched> fetch_now(std::shared_ptr<TlsContext> tls, Exchange exchange) {
  const SystemClock clock;
  TRY(const auto loop, EventLoop::create(clock));
  std::optional<Result<Fetched>> result;
  fetch(*loop, std::move(tls), std::move(exchange), [&](Result<Fetched> got) {
    result.emplace(std::move(got));
    loop->stop();
  });
  loop->run();
  return std::move(*result);
}

}  // namespace cardea::net
