// SPDX-License-Identifier: Apache-2.0
// From OpenSSL's error queue to one sentence that says which check failed. Internal to lib/net.
#pragma once

#include "lib/net/tls_stream.hpp"

namespace cardea::net {

// Empties the queue. `outcome` is what SSL_get_error said, `sys` the errno of the failed call.
Error tls_error(const ssl_st* ssl, TlsStream::Side side, int outcome, int sys);

}  // namespace cardea::net
