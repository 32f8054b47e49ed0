// SPDX-License-Identifier: Apache-2.0
// Functions and sign-in over datagrams: CoAP, whose codes are HTTP's, and SNMP, whose community is a password. An SNMP agent
// answers a wrong community with silence: it reads as 401, and the right value shows whether anybody is there at all.
#include "assess/probes/datagrams.hpp"
#include "assess/probes/surface.hpp"
#include "assess/wire/coap.hpp"
#include "assess/wire/snmp.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

HttpReply reply_of(int status, Buffer body) {
  HttpReply reply;
  reply.status = status;
  reply.body = std::move(body);
  return reply;
}

// The description, or nothing when the agent keeps silent.
Result<std::optional<std::string>> describe_by_snmp(const Endpoint& endpoint, const SecretBytes& community) {
  const Buffer number = crypto::random_buffer(3);
  const std::uint32_t id =
      0x1000000U | static_cast<std::uint32_t>(number[0]) << 16U | static_cast<std::uint32_t>(number[1]) << 8U | number[2];
  TRY(const WipedBuffer request, encode_snmp_get(community, id));
  const auto answer = exchange_datagram(endpoint, request, [&](Bytes datagram) {
    const auto reply = parse_snmp_reply(datagram);
    return reply && reply->request_id == id;
  });
  if (!answer && answer.error().code == Err::exhausted) return std::optional<std::string>();
  if (!answer) return answer.error();
  TRY(const SnmpReply reply, parse_snmp_reply(*answer));
  return std::optional<std::string>(reply.error_status == 0 ? reply.description : std::string());
}

}  // namespace

Result<SignInAnswer> sign_in_by_snmp(const Bench& bench, const SecretBytes& community, const std::string& source) {
  Endpoint endpoint = bench.door().endpoint;
  endpoint.source = source;
  const auto described = describe_by_snmp(endpoint, community);
  if (!described) return SignInAnswer{};
  return read_answer(bench.driver.sign_in, *described ? 200 : 401);
}

Result<std::optional<std::string>> describe_to_nobody(const Endpoint& endpoint) {
  return describe_by_snmp(endpoint, SecretBytes(std::string_view("public")));
}

Result<HttpReply> ask_by_snmp(const Bench& bench, const Asker& who) {
  TRY(const std::optional<std::string> described, describe_by_snmp(bench.door().endpoint, who.password));
  if (!described) return reply_of(401, {});
  return reply_of(200, to_buffer(as_bytes(*described)));
}

Result<HttpReply> ask_by_coap(const Endpoint& endpoint, const std::string& method, const std::string& path,
                              std::string_view body) {
  const Buffer token = crypto::random_buffer(4);
  const auto id = static_cast<std::uint16_t>(token[0] << 8U | token[1]);
  TRY(const Buffer request, encode_coap_request({method, path, as_bytes(body), id, token}));
  TRY(const Buffer answer, exchange_datagram(endpoint, request, [&](Bytes datagram) {
        const auto reply = parse_coap_reply(datagram);
        return reply && equal(reply->token, token);
      }));
  TRY(CoapReply reply, parse_coap_reply(answer));
  return reply_of(reply.status, std::move(reply.payload));
}

}  // namespace cardea::assess
