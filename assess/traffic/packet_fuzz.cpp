// SPDX-License-Identifier: Apache-2.0
#include "assess/traffic/packet.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

// The first byte chooses the link layer.
void fuzz(Bytes input) {
  constexpr std::array<assess::LinkType, 8> kLinks{
      assess::LinkType::null,      assess::LinkType::ethernet, assess::LinkType::raw,        assess::LinkType::loop,
      assess::LinkType::linux_sll, assess::LinkType::ipv4,     assess::LinkType::linux_sll2, assess::LinkType::ipv6};
  if (input.empty()) return;
  const Bytes frame = input.subspan(1);
  const assess::Packet packet = assess::parse_packet(kLinks[input[0] % kLinks.size()], frame);
  const Bytes payload = packet.segment.payload;
  if (payload.empty()) return;
  require(payload.data() >= frame.data() && payload.data() + payload.size() <= frame.data() + frame.size(),
          "what a frame carries lies within it");
}
