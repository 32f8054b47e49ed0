// SPDX-License-Identifier: Apache-2.0
// Sign-in and functions over MQTT. A declared path is a topic without its first slash: GET subscribes to it, any other method
// publishes to it and waits for the message to come back, because a broker acknowledges what it throws away. A CONNACK that turns
// the credentials down reads as 401, a topic that is closed as 403.
#include <algorithm>
#include <array>

#include "assess/probes/surface.hpp"
#include "assess/wire/mqtt.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

constexpr std::chrono::milliseconds kWhole{5000};
constexpr std::chrono::milliseconds kDelivery{1500};
constexpr std::size_t kPacketsMax = 200;  // retained messages of others that may come between

class Session {
 public:
  // `credentials`: none, and the broker has to take us as nobody.
  static Result<Session> open(const Door& door, const std::optional<MqttCredentials>& credentials) {
    const Deadline deadline(kWhole);
    TRY(std::unique_ptr<Stream> stream, open_door(door, deadline));
    Session session(std::move(stream));
    TRY(const WipedBuffer hello, encode_connect("assess-" + to_hex(crypto::random_buffer(6)), credentials));
    TRY_(session.stream_->send(hello, deadline));
    TRY(const MqttPacket answer, session.next(deadline));
    TRY(session.code_, parse_connack(answer));
    return session;
  }

  std::uint8_t code() const { return code_; }

  // True when the broker grants it.
  Result<bool> subscribe(std::string_view topic) {
    const Deadline deadline(kWhole);
    TRY(const Buffer packet, encode_subscribe(1, topic));
    TRY_(stream_->send(packet, deadline));
    TRY(const MqttPacket answer, await(MqttType::suback, deadline));
    return parse_suback(answer);
  }

  // True when the message comes back to us who subscribed to its topic.
  Result<bool> publish(std::string_view topic, Bytes payload) {
    TRY(const Buffer packet, encode_publish(2, topic, payload));
    TRY_(stream_->send(packet, Deadline(kWhole)));
    const Deadline deadline(kDelivery);
    for (std::size_t i = 0; i < kPacketsMax; ++i) {
      const auto packet_in = await(MqttType::publish, deadline);
      if (!packet_in && packet_in.error().code == Err::exhausted) return false;
      if (!packet_in) return packet_in.error();
      const auto delivered = parse_delivery(*packet_in);
      if (delivered && *delivered == topic) return true;
    }
    return false;
  }

 private:
  explicit Session(std::unique_ptr<Stream> stream) : stream_(std::move(stream)) {}

  Result<MqttPacket> next(const Deadline& deadline) {
    std::array<std::uint8_t, 4096> piece{};
    while (true) {
      auto packet = parse_mqtt_packet(received_);
      if (packet) received_.erase(received_.begin(), received_.begin() + static_cast<std::ptrdiff_t>(packet->size));
      if (packet || packet.error().code != Err::truncated) return packet;
      TRY(const std::size_t got, stream_->receive(piece, deadline));
      if (got == 0) return Error{Err::unavailable, "the broker closed the connection"};
      received_.insert(received_.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(got));
    }
  }

  Result<MqttPacket> await(MqttType type, const Deadline& deadline) {
    for (std::size_t i = 0; i < kPacketsMax; ++i) {
      TRY(MqttPacket packet, next(deadline));
      if (packet.type == type) return packet;
    }
    return Error{Err::too_large, "a broker that never comes to the point"};
  }

  std::unique_ptr<Stream> stream_;
  Buffer received_;
  std::uint8_t code_ = 0;
};

// In HTTP's numbers.
int status_of_connack(std::uint8_t code) {
  switch (code) {
    case 0: return 200;
    case 3: return 503;
    case 4:
    case 5: return 401;
    default: return 400;
  }
}

HttpReply reply_of(int status) {
  HttpReply reply;
  reply.status = status;
  return reply;
}

// A broker may turn somebody away by closing the connection instead of by an answer.
bool turned_away(const Error& error) {
  return error.code == Err::unavailable;
}

Result<HttpReply> use_topic(Session& session, const Asked& asked, std::string_view topic) {
  const auto subscribed = session.subscribe(topic);
  if (!subscribed) return turned_away(subscribed.error()) ? Result<HttpReply>(reply_of(403)) : subscribed.error();
  if (asked.method == "GET") return reply_of(*subscribed ? 200 : 403);
  const auto delivered = session.publish(topic, asked.body.expose_secret());
  if (!delivered) return turned_away(delivered.error()) ? Result<HttpReply>(reply_of(403)) : delivered.error();
  if (*delivered) return reply_of(200);
  return Error{Err::unavailable, "the message was taken, and did not come back: whether it was carried out cannot be seen"};
}

}  // namespace

Result<SignInAnswer> sign_in_by_mqtt(const Bench& bench, std::string_view name, const SecretBytes& password,
                                     const std::string& source) {
  Door door = bench.door();
  door.endpoint.source = source;
  const auto session = Session::open(door, MqttCredentials{name, password});
  if (!session && session.error().code == Err::unauthentic) return session.error();
  return read_answer(bench.driver.sign_in, session ? status_of_connack(session->code()) : 0);
}

Result<HttpReply> ask_by_mqtt(const Bench& bench, const Asked& asked, const Asker& who) {
  std::optional<MqttCredentials> credentials;
  if (!who.name.empty()) credentials.emplace(MqttCredentials{who.name, who.password});
  TRY(Session session, Session::open(bench.door(), credentials));
  if (session.code() != 0) return reply_of(status_of_connack(session.code()));
  return use_topic(session, asked, std::string_view(asked.path).substr(asked.path.starts_with('/') ? 1 : 0));
}

}  // namespace cardea::assess
