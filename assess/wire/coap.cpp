// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/coap.hpp"

#include <algorithm>

#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"

namespace cardea::assess {

namespace {

constexpr unsigned kVersion = 1;
constexpr std::uint8_t kPayloadMarker = 0xFF;
constexpr unsigned kUriPath = 11;
constexpr std::size_t kTokenMax = 8;
constexpr std::size_t kPartMax = 255;
constexpr unsigned kOneByteMore = 13;
constexpr unsigned kTwoBytesMore = 14;

Result<std::uint8_t> code_of(std::string_view method) {
  if (method == "GET") return std::uint8_t{1};
  if (method == "POST") return std::uint8_t{2};
  if (method == "PUT") return std::uint8_t{3};
  if (method == "DELETE") return std::uint8_t{4};
  return Error{Err::unsupported, "a method that CoAP has not"};
}

// The half of an option's first byte, and what it refers to behind it.
Result<std::size_t> extended(Reader& reader, unsigned half) {
  if (half < kOneByteMore) return std::size_t{half};
  if (half == kOneByteMore) {
    TRY(const std::uint8_t more, reader.u8());
    return std::size_t{more} + 13;
  }
  if (half != kTwoBytesMore) return Error{Err::bad_value, "an option of CoAP with a reserved length"};
  TRY(const std::uint16_t more, reader.u16());
  return std::size_t{more} + 269;
}

Status skip_option(Reader& reader, std::uint8_t first) {
  TRY_(extended(reader, first >> 4U));
  TRY(const std::size_t length, extended(reader, first & 0x0FU));
  TRY_(reader.take(length));
  return kOk;
}

// The path, a part an option; parts after the first have the difference 0 to the number before.
Status put_path(Writer& out, std::string_view path) {
  unsigned difference = kUriPath;
  while (!path.empty()) {
    path.remove_prefix(path.front() == '/' ? 1 : 0);
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    if (part.empty()) continue;
    if (part.size() > kPartMax) return Error{Err::too_large, "a part of a path that is too long for CoAP"};
    const auto size = static_cast<unsigned>(part.size());
    out.u8(static_cast<std::uint8_t>(difference << 4U | std::min(size, kOneByteMore)));
    if (size >= kOneByteMore) out.u8(static_cast<std::uint8_t>(size - kOneByteMore));
    out.raw(as_bytes(part));
    difference = 0;
  }
  return kOk;
}

}  // namespace

Result<CoapReply> parse_coap_reply(Bytes datagram) {
  if (datagram.size() > kCoapMessageMax) return Error{Err::too_large, "a CoAP message above the bound"};
  Reader reader(datagram);
  TRY(const std::uint8_t first, reader.u8());
  TRY(const std::uint8_t code, reader.u8());
  CoapReply reply;
  TRY(reply.message_id, reader.u16());
  const std::size_t token_size = first & 0x0FU;
  if (first >> 6U != kVersion || token_size > kTokenMax) return Error{Err::bad_value, "not a CoAP message"};
  reply.status = (code >> 5U) * 100 + (code & 0x1F);
  if (reply.status < 200) return Error{Err::bad_value, "a CoAP message that answers nothing"};
  TRY(const Bytes token, reader.take(token_size));
  reply.token = to_buffer(token);
  while (!reader.done()) {
    TRY(const std::uint8_t option, reader.u8());
    if (option != kPayloadMarker) {
      TRY_(skip_option(reader, option));
      continue;
    }
    TRY(const Bytes payload, reader.take(reader.left()));
    if (payload.empty()) return Error{Err::bad_value, "a CoAP message with a mark and no payload"};
    reply.payload = to_buffer(payload);
  }
  return reply;
}

Result<Buffer> encode_coap_request(const CoapAsk& ask) {
  TRY(const std::uint8_t code, code_of(ask.method));
  if (ask.token.size() > kTokenMax) return Error{Err::too_large, "a token that is too long for CoAP"};
  Writer out;
  out.u8(static_cast<std::uint8_t>(kVersion << 6U | ask.token.size())).u8(code).u16(ask.message_id).raw(ask.token);
  TRY_(put_path(out, ask.path));
  if (!ask.payload.empty()) out.u8(kPayloadMarker).raw(ask.payload);
  return out.take();
}

}  // namespace cardea::assess
