// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/snmp.hpp"

#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"

namespace cardea::assess {

namespace {

constexpr std::uint8_t kInteger = 0x02;
constexpr std::uint8_t kText = 0x04;
constexpr std::uint8_t kNull = 0x05;
constexpr std::uint8_t kName = 0x06;
constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t kGetRequest = 0xA0;
constexpr std::uint8_t kGetResponse = 0xA2;
constexpr std::uint8_t kVersion2c = 1;
constexpr std::size_t kCommunityMax = 200;
constexpr std::uint8_t kSysDescr[] = {0x2b, 6, 1, 2, 1, 1, 1, 0};

struct Element {
  std::uint8_t tag = 0;
  Bytes content;
};

// A length of one byte, or of one or two bytes behind a mark: more than the bound is never longer.
Result<std::size_t> take_length(Reader& reader) {
  TRY(const std::uint8_t first, reader.u8());
  if (first < 0x80) return std::size_t{first};
  if (first == 0x81) {
    TRY(const std::uint8_t one, reader.u8());
    return std::size_t{one};
  }
  if (first != 0x82) return Error{Err::bad_value, "a length that SNMP does not need"};
  TRY(const std::uint16_t two, reader.u16());
  return std::size_t{two};
}

Result<Element> take_element(Reader& reader) {
  TRY(const std::uint8_t tag, reader.u8());
  TRY(const std::size_t length, take_length(reader));
  TRY(const Bytes content, reader.take(length));
  return Element{tag, content};
}

Result<Bytes> take_content(Reader& reader, std::uint8_t tag) {
  TRY(const Element element, take_element(reader));
  if (element.tag != tag) return Error{Err::bad_value, "another element of SNMP than the one that belongs here"};
  return element.content;
}

Result<std::int64_t> take_integer(Reader& reader) {
  TRY(const Bytes content, take_content(reader, kInteger));
  if (content.empty() || content.size() > 5) return Error{Err::bad_value, "a number of SNMP that is none"};
  std::int64_t value = content[0] >= 0x80 ? -1 : 0;
  for (const std::uint8_t byte : content) value = value * 256 + byte;
  return value;
}

// Everything that we send is short.
template <class Store>
Result<Store> element(std::uint8_t tag, Bytes content) {
  if (content.size() > 0xFF) return Error{Err::too_large, "more than one of our SNMP messages holds"};
  WriterInto<Store> out;
  out.u8(tag).u8(0x81).u8(static_cast<std::uint8_t>(content.size()));
  return out.raw(content).take();
}

Result<Buffer> variables() {
  TRY(const Buffer name, element<Buffer>(kName, kSysDescr));
  TRY(const Buffer nothing, element<Buffer>(kNull, {}));
  Writer pair;
  pair.raw(name).raw(nothing);
  TRY(const Buffer one, element<Buffer>(kSequence, pair.view()));
  return element<Buffer>(kSequence, one);
}

Result<SnmpReply> parse_response(Bytes content) {
  Reader reader(content);
  SnmpReply reply;
  TRY(reply.request_id, take_integer(reader));
  TRY(reply.error_status, take_integer(reader));
  TRY_(take_integer(reader));
  TRY(const Bytes list, take_content(reader, kSequence));
  Reader in_list(list);
  TRY(const Bytes pair, take_content(in_list, kSequence));
  Reader in_pair(pair);
  TRY_(take_content(in_pair, kName));
  TRY(const Element value, take_element(in_pair));
  if (value.tag == kText) reply.description = std::string(as_text(value.content));
  return reply;
}

}  // namespace

Result<SnmpReply> parse_snmp_reply(Bytes datagram) {
  if (datagram.size() > kSnmpMessageMax) return Error{Err::too_large, "an SNMP message above the bound"};
  Reader reader(datagram);
  TRY(const Bytes message, take_content(reader, kSequence));
  Reader inside(message);
  TRY_(take_integer(inside));
  TRY_(take_content(inside, kText));
  TRY(const Bytes response, take_content(inside, kGetResponse));
  return parse_response(response);
}

Result<WipedBuffer> encode_snmp_get(const SecretBytes& community, std::uint32_t request_id) {
  if (community.size() > kCommunityMax) return Error{Err::too_large, "a community that is too long"};
  TRY(const Buffer asked, variables());
  Writer request;
  request.u8(kInteger).u8(4).u32(request_id & 0x7FFFFFFFU);
  request.u8(kInteger).u8(1).u8(0).u8(kInteger).u8(1).u8(0).raw(asked);
  TRY(const Buffer pdu, element<Buffer>(kGetRequest, request.view()));
  WriterInto<WipedBuffer> message;
  message.u8(kInteger).u8(1).u8(kVersion2c);
  TRY(const WipedBuffer spelled, element<WipedBuffer>(kText, community.expose_secret()));
  message.raw(spelled).raw(pdu);
  WriterInto<WipedBuffer> whole;
  whole.u8(kSequence).u8(0x82).u16(static_cast<std::uint16_t>(message.view().size()));
  return whole.raw(message.view()).take();
}

}  // namespace cardea::assess
