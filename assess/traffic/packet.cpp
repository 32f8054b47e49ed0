// SPDX-License-Identifier: Apache-2.0
#include "assess/traffic/packet.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <optional>

namespace cardea::assess {

namespace {

constexpr std::uint16_t kIpv4 = 0x0800;
constexpr std::uint16_t kIpv6 = 0x86dd;
constexpr std::array<std::uint8_t, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
constexpr int kExtensionsMax = 8;

std::uint16_t u16(Bytes at, std::size_t offset) {
  return static_cast<std::uint16_t>(at[offset] << 8 | at[offset + 1]);
}
std::uint32_t u32(Bytes at, std::size_t offset) {
  return static_cast<std::uint32_t>(u16(at, offset)) << 16 | u16(at, offset + 2);
}

// What is inside, and what the header below says of it.
struct Inner {
  std::uint16_t protocol = 0;
  Bytes bytes;
};

std::optional<Inner> behind(Bytes frame, std::size_t header, std::size_t protocol_at) {
  if (frame.size() < header) return std::nullopt;
  return Inner{u16(frame, protocol_at), frame.subspan(header)};
}

// IEEE 802.1Q: at most two tags stand before the protocol.
std::optional<Inner> inside_ethernet(Bytes frame) {
  auto inner = behind(frame, 14, 12);
  for (int tags = 0; inner && tags < 2 && (inner->protocol == 0x8100 || inner->protocol == 0x88a8); ++tags)
    inner = behind(inner->bytes, 4, 2);
  return inner;
}

std::optional<Inner> bare_ip(Bytes frame) {
  if (frame.empty()) return std::nullopt;
  return Inner{(frame[0] >> 4) == 6 ? kIpv6 : kIpv4, frame};
}

// The address family, in the byte order of whoever captured: what IP says of itself is as good.
std::optional<Inner> inside_null(Bytes frame) {
  return frame.size() < 4 ? std::nullopt : bare_ip(frame.subspan(4));
}

std::optional<Inner> inside_link(LinkType link, Bytes frame) {
  switch (link) {
    case LinkType::ethernet: return inside_ethernet(frame);
    case LinkType::linux_sll: return behind(frame, 16, 14);
    case LinkType::linux_sll2: return behind(frame, 20, 0);
    case LinkType::null:
    case LinkType::loop: return inside_null(frame);
    case LinkType::raw:
    case LinkType::ipv4:
    case LinkType::ipv6: return bare_ip(frame);
  }
  return std::nullopt;
}

Packet of_kind(Packet::Kind kind) {
  Packet packet;
  packet.kind = kind;
  return packet;
}

// What IP carries: its number, its bytes, and whether the frame ends before they do.
struct Carried {
  std::uint8_t protocol = 0;
  Bytes bytes;
  bool cut = false;
};

void bound(Carried& carried, std::size_t length) {
  carried.cut = carried.bytes.size() < length;
  carried.bytes = carried.bytes.first(std::min(carried.bytes.size(), length));
}

Packet of_tcp(const Carried& carried, Segment segment) {
  const Bytes bytes = carried.bytes;
  if (bytes.size() < 20) return of_kind(carried.cut ? Packet::Kind::cut : Packet::Kind::broken);
  const std::size_t header = std::size_t{bytes[12]} >> 4U << 2U;
  if (header < 20 || (header > bytes.size() && !carried.cut)) return of_kind(Packet::Kind::broken);
  const std::uint8_t flags = bytes[13];
  segment.opens = (flags & 0x02U) != 0;
  segment.accepts = segment.opens && (flags & 0x10U) != 0;
  segment.sequence = u32(bytes, 4) + (segment.opens ? 1U : 0U);
  segment.payload = bytes.subspan(std::min(header, bytes.size()));
  return {carried.cut ? Packet::Kind::cut : Packet::Kind::segment, segment};
}

Packet of_udp(const Carried& carried, Segment segment) {
  const Bytes bytes = carried.bytes;
  if (bytes.size() < 8) return of_kind(carried.cut ? Packet::Kind::cut : Packet::Kind::broken);
  const std::size_t length = u16(bytes, 4);
  if (length < 8 || (length > bytes.size() && !carried.cut)) return of_kind(Packet::Kind::broken);
  segment.transport = Transport::udp;
  segment.payload = bytes.first(std::min(length, bytes.size())).subspan(8);
  return {carried.cut ? Packet::Kind::cut : Packet::Kind::segment, segment};
}

Packet of_transport(const Carried& carried, Segment segment) {
  if (carried.protocol != 6 && carried.protocol != 17) return of_kind(Packet::Kind::other);
  if (carried.bytes.size() < 4) return of_kind(carried.cut ? Packet::Kind::cut : Packet::Kind::broken);
  segment.from.port = u16(carried.bytes, 0);
  segment.to.port = u16(carried.bytes, 2);
  return carried.protocol == 6 ? of_tcp(carried, segment) : of_udp(carried, segment);
}

void set_mapped(PlaceOnWire& place, Bytes address) {
  std::copy(address.begin(), address.end(), std::copy(kMapped.begin(), kMapped.end(), place.address.begin()));
}

Packet of_ipv4(Bytes bytes) {
  if (bytes.size() < 20) return of_kind(Packet::Kind::broken);
  const std::size_t header = (bytes[0] & 15U) * 4U;
  const std::size_t total = u16(bytes, 2);
  if ((bytes[0] >> 4) != 4 || header < 20 || header > bytes.size()) return of_kind(Packet::Kind::broken);
  if ((u16(bytes, 6) & 0x3fffU) != 0) return of_kind(Packet::Kind::fragment);
  Segment segment;
  set_mapped(segment.from, bytes.subspan(12, 4));
  set_mapped(segment.to, bytes.subspan(16, 4));
  Carried carried{bytes[9], bytes.subspan(header)};
  if (total != 0 && total < header) return of_kind(Packet::Kind::broken);
  if (total != 0) bound(carried, total - header);  // 0: the network card was to fill it in
  return of_transport(carried, segment);
}

Packet of_ipv6(Bytes bytes) {
  if (bytes.size() < 40 || (bytes[0] >> 4) != 6) return of_kind(Packet::Kind::broken);
  Segment segment;
  std::copy_n(bytes.begin() + 8, 16, segment.from.address.begin());
  std::copy_n(bytes.begin() + 24, 16, segment.to.address.begin());
  Carried carried{bytes[6], bytes.subspan(40)};
  if (const std::size_t length = u16(bytes, 4); length != 0) bound(carried, length);
  for (int extensions = 0; extensions < kExtensionsMax; ++extensions) {
    if (carried.protocol == 44) return of_kind(Packet::Kind::fragment);
    const bool is_extension = carried.protocol == 0 || carried.protocol == 43 || carried.protocol == 60;
    if (!is_extension) return of_transport(carried, segment);
    if (carried.bytes.size() < 8) return of_kind(Packet::Kind::broken);
    const std::size_t length = (carried.bytes[1] + 1U) * 8U;
    if (length > carried.bytes.size()) return of_kind(Packet::Kind::broken);
    carried.protocol = carried.bytes[0];
    carried.bytes = carried.bytes.subspan(length);
  }
  return of_kind(Packet::Kind::broken);
}

}  // namespace

bool is_known(int link_type) {
  for (const LinkType known : {LinkType::null, LinkType::ethernet, LinkType::raw, LinkType::loop, LinkType::linux_sll,
                               LinkType::ipv4, LinkType::ipv6, LinkType::linux_sll2}) {
    if (static_cast<int>(known) == link_type) return true;
  }
  return false;
}

bool has_address(const PlaceOnWire& place, const std::string& address) {
  PlaceOnWire other;
  std::array<std::uint8_t, 4> v4{};
  if (::inet_pton(AF_INET, address.c_str(), v4.data()) == 1)
    set_mapped(other, v4);
  else if (::inet_pton(AF_INET6, address.c_str(), other.address.data()) != 1)
    return false;
  return other.address == place.address;
}

std::string print_address(const PlaceOnWire& place) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool is_mapped = std::equal(kMapped.begin(), kMapped.end(), place.address.begin());
  const std::uint8_t* from = place.address.data() + (is_mapped ? kMapped.size() : 0);
  ::inet_ntop(is_mapped ? AF_INET : AF_INET6, from, text.data(), text.size());
  return text.data();
}

std::string print_place(const PlaceOnWire& place) {
  const std::string address = print_address(place);
  const bool has_colon = address.find(':') != std::string::npos;
  return (has_colon ? "[" + address + "]" : address) + ":" + std::to_string(place.port);
}

Packet parse_packet(LinkType link, Bytes frame) {
  const auto inner = inside_link(link, frame);
  if (!inner) return of_kind(Packet::Kind::broken);
  if (inner->protocol == kIpv4) return of_ipv4(inner->bytes);
  if (inner->protocol == kIpv6) return of_ipv6(inner->bytes);
  return of_kind(Packet::Kind::other);
}

}  // namespace cardea::assess
