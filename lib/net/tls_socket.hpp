// SPDX-License-Identifier: Apache-2.0
// The road between OpenSSL and a socket. OpenSSL's own writes with write(2), where a peer that has
// gone raises SIGPIPE and ends a process that forgot to ignore it; ours cannot. For lib/net and for the
// assessor's TLS prober, which speaks older versions than lib/net would.
#pragma once

#include "lib/base/result.hpp"

struct ssl_st;

namespace cardea::net {

// The descriptor stays the caller's.
Status attach_socket(ssl_st* ssl, int fd);

}  // namespace cardea::net
