// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/mqtt.hpp"

#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"

namespace cardea::assess {

namespace {

constexpr std::uint8_t kProtocolLevel = 4;  // 3.1.1
constexpr std::uint8_t kCleanSession = 0x02;
constexpr std::uint8_t kHasPassword = 0x40;
constexpr std::uint8_t kHasName = 0x80;
constexpr std::uint16_t kKeepAliveS = 30;
constexpr std::uint8_t kSubscribeFlags = 0x02;  // fixed by the standard
constexpr std::uint8_t kAcknowledged = 0x02;    // QoS 1 in the flags of a PUBLISH
constexpr std::uint8_t kSubscriptionRefused = 0x80;

// Seven bits a byte, the low ones first, at most four bytes.
Result<std::size_t> parse_length(Reader& reader) {
  std::size_t length = 0;
  for (unsigned shift = 0; shift < 28; shift += 7) {
    TRY(const std::uint8_t byte, reader.u8());
    length |= static_cast<std::size_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) return length;
  }
  return Error{Err::bad_value, "an MQTT length of more than four bytes"};
}

template <class Store>
void put_length(WriterInto<Store>& out, std::size_t length) {
  do {
    const auto low = static_cast<std::uint8_t>(length & 0x7FU);
    length >>= 7;
    out.u8(length == 0 ? low : low | 0x80U);
  } while (length != 0);
}

template <class Store>
Status put_field(WriterInto<Store>& out, Bytes field) {
  if (field.size() > 0xFFFF) return Error{Err::too_large, "a field that is too long for MQTT"};
  out.u16(static_cast<std::uint16_t>(field.size())).raw(field);
  return kOk;
}

template <class Store>
Store packet_of(MqttType type, std::uint8_t flags, Bytes body) {
  WriterInto<Store> out;
  out.u8(static_cast<std::uint8_t>(static_cast<unsigned>(type) << 4U | flags));
  put_length(out, body.size());
  return out.raw(body).take();
}

Status expect_type(const MqttPacket& packet, MqttType type) {
  if (packet.type != type) return Error{Err::bad_value, "another MQTT packet than the one that was asked for"};
  return kOk;
}

}  // namespace

Result<MqttPacket> parse_mqtt_packet(Bytes raw) {
  Reader reader(raw);
  TRY(const std::uint8_t first, reader.u8());
  TRY(const std::size_t length, parse_length(reader));
  if (length > kMqttPacketMax) return Error{Err::too_large, "an MQTT packet above the bound"};
  TRY(const Bytes body, reader.take(length));
  return MqttPacket{static_cast<MqttType>(first >> 4U), static_cast<std::uint8_t>(first & 0x0FU), to_buffer(body),
                    reader.position()};
}

Result<std::uint8_t> parse_connack(const MqttPacket& packet) {
  TRY_(expect_type(packet, MqttType::connack));
  Reader reader(packet.body);
  TRY(const std::uint8_t flags, reader.u8());
  TRY(const std::uint8_t code, reader.u8());
  if (flags > 1) return Error{Err::bad_value, "flags of a CONNACK that the standard does not know"};
  TRY_(reader.finish());
  return code;
}

Result<bool> parse_suback(const MqttPacket& packet) {
  TRY_(expect_type(packet, MqttType::suback));
  Reader reader(packet.body);
  TRY_(reader.u16());
  TRY(const std::uint8_t code, reader.u8());
  TRY_(reader.finish());
  return code < kSubscriptionRefused;
}

Result<std::string> parse_delivery(const MqttPacket& packet) {
  TRY_(expect_type(packet, MqttType::publish));
  Reader reader(packet.body);
  TRY(const std::uint16_t size, reader.u16());
  TRY(const Bytes topic, reader.take(size));
  return std::string(as_text(topic));
}

Result<WipedBuffer> encode_connect(std::string_view client_id, const std::optional<MqttCredentials>& credentials) {
  WriterInto<WipedBuffer> body;
  TRY_(put_field(body, as_bytes("MQTT")));
  const std::uint8_t flags = credentials ? kCleanSession | kHasName | kHasPassword : kCleanSession;
  body.u8(kProtocolLevel).u8(flags).u16(kKeepAliveS);
  TRY_(put_field(body, as_bytes(client_id)));
  if (credentials) {
    TRY_(put_field(body, as_bytes(credentials->name)));
    TRY_(put_field(body, credentials->password.expose_secret()));
  }
  return packet_of<WipedBuffer>(MqttType::connect, 0, body.view());
}

Result<Buffer> encode_subscribe(std::uint16_t packet_id, std::string_view topic_filter) {
  Writer body;
  body.u16(packet_id);
  TRY_(put_field(body, as_bytes(topic_filter)));
  body.u8(0);
  return packet_of<Buffer>(MqttType::subscribe, kSubscribeFlags, body.view());
}

Result<Buffer> encode_publish(std::uint16_t packet_id, std::string_view topic, Bytes payload) {
  if (payload.size() > kMqttPacketMax / 2) return Error{Err::too_large, "a message that is too long"};
  Writer body;
  TRY_(put_field(body, as_bytes(topic)));
  body.u16(packet_id).raw(payload);
  return packet_of<Buffer>(MqttType::publish, kAcknowledged, body.view());
}

Buffer encode_disconnect() {
  return packet_of<Buffer>(MqttType::disconnect, 0, {});
}

}  // namespace cardea::assess
