// SPDX-License-Identifier: Apache-2.0
// As much of SNMP version 2c as it takes to ask what a device calls itself (sysDescr) with a community, and to read the answer. A
// community is a password that is sent as it is.
#pragma once

#include <string>

#include "lib/base/secret.hpp"

namespace cardea::assess {

inline constexpr std::size_t kSnmpMessageMax = 4096;

struct SnmpReply {
  std::int64_t request_id = 0;
  std::int64_t error_status = 0;
  std::string description;  // the value, when it is text
};

// A GetResponse with one value.
Result<SnmpReply> parse_snmp_reply(Bytes datagram);

// GetRequest for sysDescr.0. Err::too_large: a community above 200 bytes.
Result<WipedBuffer> encode_snmp_get(const SecretBytes& community, std::uint32_t request_id);

}  // namespace cardea::assess
