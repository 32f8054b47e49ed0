// SPDX-License-Identifier: Apache-2.0
#include "assess/traffic/packet.hpp"

#include <gtest/gtest.h>

#include "assess/testing/frames.hpp"

namespace cardea::assess {
namespace {

using testing::in_ipv4;
using testing::in_ipv6;
using testing::tcp;
using testing::udp;
using Kind = Packet::Kind;

Buffer behind(Buffer header, const Buffer& rest) {
  header.insert(header.end(), rest.begin(), rest.end());
  return header;
}

TEST(Packet, of_tcp_in_ethernet_says_who_sends_what_to_whom) {
  const Buffer frame = behind({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0x08, 0x00}, in_ipv4(6, tcp("hello", {.sequence = 77})));
  const Packet packet = parse_packet(LinkType::ethernet, frame);
  ASSERT_EQ(packet.kind, Kind::segment);
  EXPECT_EQ(packet.segment.transport, Transport::tcp);
  EXPECT_EQ(print_place(packet.segment.from), "127.0.0.1:40000");
  EXPECT_EQ(print_place(packet.segment.to), "127.0.0.2:443");
  EXPECT_EQ(packet.segment.sequence, 77U);
  EXPECT_EQ(as_text(packet.segment.payload), "hello");
}

TEST(Packet, is_found_behind_every_link_layer_that_is_known) {
  const Buffer v4 = in_ipv4(17, udp("hello"));
  Buffer sll(14, 0);
  Buffer sll2{0x08, 0x00};
  sll2.resize(20, 0);
  const std::vector<std::pair<LinkType, Buffer>> frames{
      {LinkType::raw, v4},
      {LinkType::ipv4, v4},
      {LinkType::null, behind({2, 0, 0, 0}, v4)},
      {LinkType::loop, behind({0, 0, 0, 2}, v4)},
      {LinkType::linux_sll, behind(behind(sll, {0x08, 0x00}), v4)},
      {LinkType::linux_sll2, behind(sll2, v4)},
      {LinkType::ethernet, behind({0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x81, 0x00, 0, 5, 0x08, 0x00}, v4)},
      {LinkType::ipv6, in_ipv6(17, udp("hello"))},
  };
  for (const auto& [link, frame] : frames) {
    EXPECT_TRUE(is_known(static_cast<int>(link)));
    const Packet packet = parse_packet(link, frame);
    EXPECT_EQ(packet.kind, Kind::segment) << static_cast<int>(link);
    EXPECT_EQ(as_text(packet.segment.payload), "hello") << static_cast<int>(link);
  }
  EXPECT_FALSE(is_known(105)) << "IEEE 802.11 is none that is read";
}

TEST(Packet, of_ipv6_is_found_behind_its_extensions) {
  const Buffer hop_by_hop{60, 0, 0, 0, 0, 0, 0, 0};
  const Buffer options{6, 0, 0, 0, 0, 0, 0, 0};
  const Packet packet = parse_packet(LinkType::raw, in_ipv6(0, behind(hop_by_hop, behind(options, tcp("hello")))));
  ASSERT_EQ(packet.kind, Kind::segment);
  EXPECT_EQ(print_place(packet.segment.to), "[2001:db8::2]:443");
  EXPECT_TRUE(has_address(packet.segment.to, "2001:0DB8:0::2"));
  EXPECT_FALSE(has_address(packet.segment.to, "127.0.0.2"));
}

TEST(Packet, of_an_opening_says_so_and_its_payload_begins_one_later) {
  const Packet opens = parse_packet(LinkType::raw, in_ipv4(6, tcp("", {.sequence = 9, .flags = testing::kSyn})));
  EXPECT_TRUE(opens.segment.opens);
  EXPECT_FALSE(opens.segment.accepts);
  EXPECT_EQ(opens.segment.sequence, 10U);
  const Packet accepts = parse_packet(LinkType::raw, in_ipv4(6, tcp("", {.flags = testing::kSyn | testing::kAck})));
  EXPECT_TRUE(accepts.segment.accepts);
}

TEST(Packet, that_is_a_fragment_or_another_protocol_is_told_apart) {
  EXPECT_EQ(parse_packet(LinkType::raw, in_ipv4(6, tcp("x"), 0x2000)).kind, Kind::fragment);
  EXPECT_EQ(parse_packet(LinkType::raw, in_ipv4(6, tcp("x"), 0x0010)).kind, Kind::fragment);
  EXPECT_EQ(parse_packet(LinkType::raw, in_ipv6(44, tcp("x"))).kind, Kind::fragment);
  EXPECT_EQ(parse_packet(LinkType::raw, in_ipv4(1, {8, 0, 0, 0})).kind, Kind::other);
  EXPECT_EQ(parse_packet(LinkType::ethernet, Buffer(14, 0)).kind, Kind::other);
}

TEST(Packet, that_was_cut_by_the_capture_gives_what_there_is) {
  Buffer frame = in_ipv4(6, tcp("hello, world"));
  frame.resize(frame.size() - 7);
  const Packet packet = parse_packet(LinkType::raw, frame);
  EXPECT_EQ(packet.kind, Kind::cut);
  EXPECT_EQ(as_text(packet.segment.payload), "hello");
}

TEST(Packet, whose_lengths_contradict_one_another_is_broken) {
  Buffer short_ip = in_ipv4(6, tcp("x"));
  short_ip[0] = 0x44;
  EXPECT_EQ(parse_packet(LinkType::raw, short_ip).kind, Kind::broken);
  Buffer long_tcp = in_ipv4(6, tcp("x"));
  long_tcp[32] = 0xf0;
  EXPECT_EQ(parse_packet(LinkType::raw, long_tcp).kind, Kind::broken);
  Buffer short_udp = in_ipv4(17, udp("x"));
  short_udp[25] = 4;
  EXPECT_EQ(parse_packet(LinkType::raw, short_udp).kind, Kind::broken);
  EXPECT_EQ(parse_packet(LinkType::raw, {}).kind, Kind::broken);
}

TEST(Packet, carries_nothing_of_the_padding_behind_it) {
  Buffer frame = in_ipv4(17, udp("hello"));
  frame.resize(frame.size() + 20, 'p');
  EXPECT_EQ(as_text(parse_packet(LinkType::raw, frame).segment.payload), "hello");
}

}  // namespace
}  // namespace cardea::assess
