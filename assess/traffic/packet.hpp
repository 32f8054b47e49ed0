// SPDX-License-Identifier: Apache-2.0
// One captured frame, down to what TCP or UDP carries: RFC 791, 8200, 9293, 768, below the link layers that captures are made of.
// Whoever sends on the wire is hostile: nothing is read beyond the frame, and what is not understood is said to be something
// else.
#pragma once

#include <array>
#include <compare>
#include <string>

#include "lib/base/bytes.hpp"

namespace cardea::assess {

// As numbered by https://www.tcpdump.org/linktypes.html
enum class LinkType : std::uint16_t {
  null = 0,
  ethernet = 1,
  raw = 101,
  loop = 108,
  linux_sll = 113,
  ipv4 = 228,
  ipv6 = 229,
  linux_sll2 = 276
};

bool is_known(int link_type);

// One end of a conversation. IPv4 as ::ffff:a.b.c.d (RFC 4291, section 2.5.5.2).
struct PlaceOnWire {
  std::array<std::uint8_t, 16> address{};
  std::uint16_t port = 0;
  auto operator<=>(const PlaceOnWire&) const = default;
};

bool has_address(const PlaceOnWire& place, const std::string& address);  // numeric, in any spelling
std::string print_address(const PlaceOnWire& place);
std::string print_place(const PlaceOnWire& place);  // "192.0.2.1:443", "[2001:db8::1]:443"

enum class Transport : std::uint8_t { tcp, udp };

struct Segment {
  Transport transport = Transport::tcp;
  PlaceOnWire from;
  PlaceOnWire to;
  std::uint32_t sequence = 0;  // of TCP, of the first byte of `payload`
  bool opens = false;          // SYN: the sequence number of the payload is one higher
  bool accepts = false;        // SYN and ACK
  Bytes payload;               // within the frame
};

struct Packet {
  enum class Kind : std::uint8_t {
    segment,   // and `segment` says which
    other,     // neither TCP nor UDP
    fragment,  // of IP: what it carries is not put together again
    cut,       // the capture holds less than was sent; what there is stands in `segment`
    broken     // its lengths contradict one another
  };
  Kind kind = Kind::other;
  Segment segment;
};

Packet parse_packet(LinkType link, Bytes frame);

}  // namespace cardea::assess
