// SPDX-License-Identifier: Apache-2.0
// In which language two ends speak, as far as their first bytes tell. A language that protects what it carries is named only
// where both ends begin in it.
#pragma once

#include <string>

#include "assess/traffic/packet.hpp"

namespace cardea::assess {

// "TLS", "DTLS", "QUIC", "SSH", "HTTP", "MQTT", "telnet"; empty: none of these.
std::string language_of(Transport transport, Bytes there, Bytes back);

}  // namespace cardea::assess
