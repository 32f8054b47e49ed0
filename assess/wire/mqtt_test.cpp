// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/mqtt.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

Result<MqttPacket> parse(std::initializer_list<std::uint8_t> bytes) {
  const Buffer raw(bytes);
  return parse_mqtt_packet(raw);
}

TEST(Mqtt, a_connect_without_credentials_is_what_the_standard_draws) {
  const auto wire = encode_connect("c1", std::nullopt);
  ASSERT_TRUE(wire.ok());
  EXPECT_EQ(to_hex(*wire), "100e00044d5154540402001e00026331");
}

TEST(Mqtt, credentials_follow_the_client_id_and_set_their_flags) {
  const SecretBytes password(std::string_view("pw"));
  const auto wire = encode_connect("c1", MqttCredentials{"me", password});
  ASSERT_TRUE(wire.ok());
  EXPECT_EQ(to_hex(*wire), "101600044d51545404c2001e0002633100026d6500027077");
}

TEST(Mqtt, subscribe_and_publish_are_what_the_standard_draws) {
  EXPECT_EQ(to_hex(*encode_subscribe(1, "a/b")), "820800010003612f6200");
  EXPECT_EQ(to_hex(*encode_publish(2, "a", as_bytes("on"))),
            "32070001610002"
            "6f6e");
  EXPECT_EQ(to_hex(encode_disconnect()), "e000");
}

TEST(Mqtt, a_long_packet_has_a_length_of_two_bytes_and_comes_back) {
  const auto wire = encode_publish(1, "t", Buffer(200, 'x'));
  ASSERT_TRUE(wire.ok());
  const auto packet = parse_mqtt_packet(*wire);
  ASSERT_TRUE(packet.ok());
  EXPECT_EQ(packet->size, wire->size());
  EXPECT_EQ(*parse_delivery(*packet), "t");
}

TEST(Mqtt, what_a_field_cannot_hold_is_refused) {
  const SecretBytes long_one(std::string_view(std::string(70000, 'x')));
  EXPECT_EQ(encode_connect("c", MqttCredentials{"n", long_one}).error().code, Err::too_large);
  EXPECT_EQ(encode_publish(1, "t", Buffer(kMqttPacketMax, 'x')).error().code, Err::too_large);
}

TEST(Mqtt, answers_are_understood) {
  EXPECT_EQ(*parse_connack(*parse({0x20, 2, 0, 5})), 5);
  EXPECT_EQ(*parse_connack(*parse({0x20, 2, 1, 0})), 0);
  EXPECT_TRUE(*parse_suback(*parse({0x90, 3, 0, 1, 0})));
  EXPECT_FALSE(*parse_suback(*parse({0x90, 3, 0, 1, 0x80})));
}

TEST(Mqtt, broken_answers_are_refused) {
  EXPECT_EQ(parse({}).error().code, Err::truncated);
  EXPECT_EQ(parse({0x20, 2, 0}).error().code, Err::truncated);
  EXPECT_EQ(parse({0x20, 0xFF, 0xFF, 0xFF, 0xFF, 1}).error().code, Err::bad_value);
  EXPECT_EQ(parse({0x20, 0xFF, 0xFF, 0x7F}).error().code, Err::too_large);
  EXPECT_FALSE(parse_connack(*parse({0x90, 2, 0, 0})).ok());
  EXPECT_FALSE(parse_connack(*parse({0x20, 2, 2, 0})).ok());
  EXPECT_FALSE(parse_connack(*parse({0x20, 3, 0, 0, 0})).ok());
  EXPECT_FALSE(parse_suback(*parse({0x90, 2, 0, 1})).ok());
  EXPECT_FALSE(parse_delivery(*parse({0x30, 3, 0, 9, 'x'})).ok());
}

}  // namespace
}  // namespace cardea::assess
