// SPDX-License-Identifier: Apache-2.0
// For tests: frames as they pass, made by hand.
#pragma once

#include "assess/traffic/packet.hpp"

namespace cardea::assess::testing {

inline void put_u16(Buffer& out, std::size_t value) {
  out.push_back(static_cast<std::uint8_t>(value >> 8));
  out.push_back(static_cast<std::uint8_t>(value));
}

inline void put_u32(Buffer& out, std::uint32_t value) {
  put_u16(out, value >> 16);
  put_u16(out, value & 0xffffU);
}

inline void put(Buffer& out, std::string_view text) {
  out.insert(out.end(), text.begin(), text.end());
}

// From 127.0.0.1 to 127.0.0.2.
inline Buffer in_ipv4(std::uint8_t protocol, const Buffer& carried, std::uint16_t fragment = 0) {
  Buffer out{0x45, 0};
  put_u16(out, 20 + carried.size());
  put_u16(out, 1);
  put_u16(out, fragment);
  out.insert(out.end(), {64, protocol, 0, 0, 127, 0, 0, 1, 127, 0, 0, 2});
  out.insert(out.end(), carried.begin(), carried.end());
  return out;
}

inline Buffer in_ipv6(std::uint8_t next, const Buffer& carried) {
  Buffer out{0x60, 0, 0, 0};
  put_u16(out, carried.size());
  out.push_back(next);
  out.push_back(64);
  for (const std::uint8_t last : std::array<std::uint8_t, 2>{1, 2}) {
    out.insert(out.end(), {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    out.push_back(last);
  }
  out.insert(out.end(), carried.begin(), carried.end());
  return out;
}

inline constexpr std::uint8_t kSyn = 2;
inline constexpr std::uint8_t kAck = 16;

struct TcpOf {
  std::uint16_t from = 40000;
  std::uint16_t to = 443;
  std::uint32_t sequence = 1;
  std::uint8_t flags = kAck;
};

inline Buffer tcp(std::string_view payload, const TcpOf& of = {}) {
  Buffer out;
  put_u16(out, of.from);
  put_u16(out, of.to);
  put_u32(out, of.sequence);
  put_u32(out, 0);
  out.insert(out.end(), {0x50, of.flags, 0, 0, 0, 0, 0, 0});
  put(out, payload);
  return out;
}

inline Buffer udp(std::string_view payload, std::uint16_t from = 40000, std::uint16_t to = 5683) {
  Buffer out;
  put_u16(out, from);
  put_u16(out, to);
  put_u16(out, 8 + payload.size());
  put_u16(out, 0);
  put(out, payload);
  return out;
}

}  // namespace cardea::assess::testing
