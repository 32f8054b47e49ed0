// SPDX-License-Identifier: Apache-2.0
// One exchange from its request to its answer, within its deadline: over the connection that is kept, or one of its own.
// Internal to lib/net.
#pragma once

#include "lib/net/http_client.hpp"
#include "lib/net/kept_connection.hpp"

namespace cardea::net {

// Without a place to take a connection from and to leave it at, the connection is for this exchange alone, and says so.
Cancel run_exchange(EventLoop& loop, std::shared_ptr<TlsContext> tls, Exchange exchange,
                    const std::shared_ptr<KeptConnection>& kept, std::function<void(Result<Fetched>)> done);

}  // namespace cardea::net
