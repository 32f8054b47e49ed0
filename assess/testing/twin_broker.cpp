// SPDX-License-Identifier: Apache-2.0
#include "assess/testing/twin_broker.hpp"

#include <sys/socket.h>

#include <array>

#include "assess/testing/twin_device.hpp"
#include "assess/wire/mqtt.hpp"
#include "lib/codec/reader.hpp"

namespace cardea::assess::testing {

namespace {

void say(int fd, Bytes bytes) {
  (void)!::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

Result<MqttPacket> next_packet(int fd, Buffer& received) {
  std::array<std::uint8_t, 4096> piece{};
  while (true) {
    auto packet = parse_mqtt_packet(received);
    if (packet) received.erase(received.begin(), received.begin() + static_cast<std::ptrdiff_t>(packet->size));
    if (packet || packet.error().code != Err::truncated) return packet;
    const ssize_t got = ::recv(fd, piece.data(), piece.size(), 0);
    if (got <= 0) return Error{Err::unavailable, "the client has closed"};
    received.insert(received.end(), piece.begin(), piece.begin() + got);
  }
}

std::string field(Reader& reader) {
  const auto size = reader.u16();
  const auto bytes = size ? reader.take(*size) : Result<Bytes>(size.error());
  return bytes ? std::string(as_text(*bytes)) : std::string();
}

}  // namespace

TwinBroker::TwinBroker(const BrokerFaults& faults, const std::string& address)
    : faults_(faults),
      talker_(address, [this](int fd) { serve(fd); }) {}

bool TwinBroker::is_welcome(Bytes connect_body) const {
  Reader reader(connect_body);
  field(reader);  // "MQTT"
  (void)reader.u8();
  const auto flags = reader.u8();
  (void)reader.u16();
  field(reader);  // the client's id
  if (!flags || (*flags & 0x80U) == 0) return faults_.anonymous;
  const std::string name = field(reader);
  const std::string password = field(reader);
  if (name == "owner" && password == kOwnerPassword) return true;
  return faults_.default_password && name == "mqtt" && password == "mqtt";
}

void TwinBroker::serve(int fd) const {
  Buffer received;
  const auto hello = next_packet(fd, received);
  if (!hello || hello->type != MqttType::connect) return;
  const bool welcome = is_welcome(hello->body);
  say(fd, Buffer{0x20, 2, 0, static_cast<std::uint8_t>(welcome ? 0 : 5)});
  while (welcome) {
    const auto packet = next_packet(fd, received);
    if (!packet) return;
    if (packet->type == MqttType::subscribe) say(fd, Buffer{0x90, 3, packet->body.at(0), packet->body.at(1), 0});
    if (packet->type != MqttType::publish) continue;
    Reader reader(packet->body);
    const std::string topic = field(reader);
    const std::uint16_t id = *reader.u16();
    say(fd, Buffer{0x40, 2, static_cast<std::uint8_t>(id >> 8U), static_cast<std::uint8_t>(id)});
    if (!faults_.swallows) say(fd, *encode_publish(1, topic, as_bytes("on")));
  }
}

}  // namespace cardea::assess::testing
