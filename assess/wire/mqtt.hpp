// SPDX-License-Identifier: Apache-2.0
// As much of MQTT 3.1.1 as it takes to knock at a broker: CONNECT, SUBSCRIBE and PUBLISH out, any packet in. The broker is the
// target: its packets are foreign bytes, bounded and checked.
#pragma once

#include <optional>
#include <string>

#include "lib/base/secret.hpp"

namespace cardea::assess {

inline constexpr std::size_t kMqttPacketMax = 64U << 10;

enum class MqttType : std::uint8_t {
  connect = 1,
  connack = 2,
  publish = 3,
  puback = 4,
  subscribe = 8,
  suback = 9,
  disconnect = 14
};

struct MqttPacket {
  MqttType type = MqttType::connect;
  std::uint8_t flags = 0;
  Buffer body;
  std::size_t size = 0;  // with its head: where the next one starts
};

// The first packet of what has arrived. Err::truncated: more has to arrive.
Result<MqttPacket> parse_mqtt_packet(Bytes raw);

// What a CONNACK says: 0 come in, 4 and 5 not with these credentials, 3 not now.
Result<std::uint8_t> parse_connack(const MqttPacket& packet);
// Whether the one subscription of ours was granted.
Result<bool> parse_suback(const MqttPacket& packet);
// The topic of a message that was delivered to us.
Result<std::string> parse_delivery(const MqttPacket& packet);

struct MqttCredentials {
  std::string_view name;
  const SecretBytes& password;
};

// Err::too_large: a field that MQTT cannot carry.
Result<WipedBuffer> encode_connect(std::string_view client_id, const std::optional<MqttCredentials>& credentials);
Result<Buffer> encode_subscribe(std::uint16_t packet_id, std::string_view topic_filter);
Result<Buffer> encode_publish(std::uint16_t packet_id, std::string_view topic,
                              Bytes payload);  // acknowledged (QoS 1), not retained
Buffer encode_disconnect();

}  // namespace cardea::assess
