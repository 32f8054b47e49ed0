// SPDX-License-Identifier: Apache-2.0
// What a target tells whoever looks for devices: SSDP (UPnP) and DNS service discovery over mDNS (RFC 6762, 6763). Both are
// asked of the target alone, never of a group of addresses: an answer by unicast is one that both allow.
#pragma once

#include <string>

#include "assess/wire/http_reply.hpp"
#include "assess/wire/socket.hpp"

namespace cardea::assess {

// An answer of SSDP is a head of HTTP.
Result<HttpReply> ask_by_ssdp(const Endpoint& endpoint);

// The words of the answer, one a line: names of services, of instances, and what stands in their texts.
Result<std::string> ask_by_mdns(const Endpoint& endpoint);

}  // namespace cardea::assess
