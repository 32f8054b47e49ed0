// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/http.hpp"

#include <algorithm>
#include <array>

namespace cardea::assess {

namespace {

using Wire = std::vector<std::uint8_t, ZeroizingAllocator<std::uint8_t>>;  // may carry a password

void append(Wire& wire, std::string_view text) {
  wire.insert(wire.end(), text.begin(), text.end());
}

// A line of the head cannot smuggle another: what holds a line end is not sent at all.
bool is_one_line(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos;
}

Result<Wire> request_bytes(const Door& door, const HttpAsk& ask) {
  const std::string host = door.host.empty() ? print_endpoint(door.endpoint) : door.host;
  Wire wire;
  append(wire, ask.method + " " + ask.target + " HTTP/1.1\r\nhost: " + host + "\r\nconnection: close\r\n");
  if (!is_one_line(ask.method + ask.target + host + ask.authorization_header))
    return Error{Err::bad_value, "a request line with a line end inside"};
  for (const auto& [name, value] : ask.headers) {
    if (!is_one_line(name + value)) return Error{Err::bad_value, "a header with a line end inside"};
    append(wire, name + ": " + value + "\r\n");
  }
  if (!ask.authorization.empty()) {
    append(wire, ask.authorization_header + ": ");
    append(wire, as_text(ask.authorization.expose_secret()));
    append(wire, "\r\n");
  }
  if (!ask.body.empty() || ask.method != "GET") append(wire, "content-length: " + std::to_string(ask.body.size()) + "\r\n");
  append(wire, "\r\n");
  append(wire, as_text(ask.body.expose_secret()));
  return wire;
}

Result<HttpReply> receive_reply(Stream& stream, const Deadline& deadline) {
  Buffer raw;
  std::array<std::uint8_t, 16384> piece{};
  while (true) {
    auto got = stream.receive(piece, deadline);
    if (!got && raw.empty()) return got.error();
    const bool over = !got && got.error().code == Err::exhausted;  // our time, not the answer
    const bool closed = !got || *got == 0;
    if (got) raw.insert(raw.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(*got));
    if (raw.empty() && closed) return Error{Err::unavailable, "the target closes without a word"};
    auto reply = parse_http_reply(raw, closed);
    if (reply) reply->whole = !over;
    if (reply || reply.error().code != Err::truncated || closed) return reply;
    if (raw.size() > kReplyHeadMax + kReplyBodyMax) return Error{Err::too_large, "an answer without end"};
  }
}

constexpr int kSlowAsBefore = 8;
constexpr int kSlowMax = 40;  // what is behind that changes nothing any more
constexpr std::chrono::milliseconds kHurried{2000};
constexpr std::chrono::milliseconds kGlanced{500};

Result<HttpReply> exchange_within(const Door& door, const HttpAsk& ask, const Deadline& deadline) {
  TRY(const Wire wire, request_bytes(door, ask));
  TRY(const std::unique_ptr<Stream> stream, open_door(door, deadline));
  // A target may answer and close before it has read everything: its answer counts, our broken pipe does not.
  const Status sent = stream->send(wire, deadline);
  auto reply = receive_reply(*stream, deadline);
  if (!reply && !sent) return sent.error();
  return reply;
}

}  // namespace

std::chrono::milliseconds SlowAnswers::allowed(std::chrono::milliseconds whole) const {
  if (slow_ < kSlowAsBefore) return whole;
  return std::min(whole, slow_ < kSlowMax ? kHurried : kGlanced);
}

void SlowAnswers::count(bool in_time) {
  if (in_time && slow_ > 0) --slow_;
  if (!in_time && slow_ < kSlowMax) ++slow_;
}

Result<std::unique_ptr<Stream>> open_door(const Door& door, const Deadline& deadline) {
  if (!door.tls) return open_tcp(door.endpoint, deadline);
  TlsOffer offer;
  offer.server_name = door.host.substr(0, door.host.find(':'));
  TRY(std::unique_ptr<TlsStream> stream, TlsStream::open(door.endpoint, offer, deadline));
  if (!door.spki_pin.empty()) {
    TRY(const std::string pin, spki_pin_of(stream->peer_certificate_der()));
    if (pin != door.spki_pin) return Error{Err::unauthentic, "the target shows another key than the driver's pin"};
  }
  return std::unique_ptr<Stream>(std::move(stream));
}

Result<HttpReply> exchange(const Door& door, const HttpAsk& ask, const HttpLimit& limit) {
  const Deadline deadline(door.slow == nullptr ? limit.whole : door.slow->allowed(limit.whole));
  auto reply = exchange_within(door, ask, deadline);
  if (door.slow != nullptr) door.slow->count(!deadline.passed());
  return reply;
}

Result<Buffer> exchange_raw(Stream& stream, Bytes request, std::size_t max, const Deadline& deadline) {
  TRY_(stream.send(request, deadline));
  Buffer raw;
  std::array<std::uint8_t, 4096> piece{};
  while (raw.size() < max) {
    const auto got = stream.receive(piece, deadline);
    if (!got || *got == 0) break;
    raw.insert(raw.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(*got));
  }
  if (raw.size() > max) raw.resize(max);
  return raw;
}

}  // namespace cardea::assess
