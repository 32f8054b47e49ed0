// SPDX-License-Identifier: Apache-2.0
// Doors of datagrams: CoAP and SNMP, each on a twin that is right and on one that is wrong.
#include "assess/testing/twin_bench.hpp"
#include "assess/testing/twin_datagrams.hpp"

namespace cardea::assess {
namespace {

using testing::TwinDatagrams;

void expect(const Judgement& judgement, Verdict verdict, const std::string& finding = {}) {
  EXPECT_EQ(judgement.verdict, verdict) << explain(judgement);
  EXPECT_NE(explain(judgement).find(finding), std::string::npos) << explain(judgement);
}

void append(Buffer& out, Bytes bytes) {
  out.insert(out.end(), bytes.begin(), bytes.end());
}

bool contains(Bytes datagram, std::string_view words) {
  return as_text(datagram).find(words) != std::string_view::npos;
}

class DatagramBench : public TwinBench {
 public:
  DatagramBench(std::uint16_t port, Speaks speaks) : TwinBench(port, testing::own_address()) {
    driver.target.speaks = speaks;
    driver.target.tls = false;
    driver.pre_installed = {};
    driver.sign_in = {};
    list = FactList();
    Value target;
    target.set("door", "Intf-LocalHttps");
    EXPECT_TRUE(list.record("bench", Effect::reads, "target", target).ok());
    declare("Intf", "Intf-LocalHttps",
            R"({"type":"network","transport":"udp","bind":"lan","status":["initialized"],"disclosed_information":"resources"})");
    declare("ComMech", "ComMech-Local", R"({"interfaces":["Intf-LocalHttps"],"cryptographic_details":[]})");
  }
};

// A CoAP server that answers `code` with `payload`.
Buffer coap_reply(Bytes request, std::uint8_t code, std::string_view payload) {
  const std::size_t token_size = request[0] & 0x0FU;
  Buffer out{static_cast<std::uint8_t>(0x60U | token_size), code, request[2], request[3]};
  append(out, request.subspan(4, token_size));
  if (!payload.empty()) {
    out.push_back(0xFF);
    append(out, as_bytes(payload));
  }
  return out;
}

constexpr std::uint8_t kContent = 0x45;
constexpr std::uint8_t kUnauthorized = 0x81;

TEST(CoapSurface, a_function_that_everybody_may_use_is_found_and_one_that_refuses_passes) {
  TwinDatagrams closed(testing::own_address(), [](Bytes request) { return coap_reply(request, kUnauthorized, {}); });
  DatagramBench good(closed.port(), Speaks::coap);
  good.function("SoftServ-Lamp", "PUT", "/lamp", "user", true);
  good.run("access");
  bool refused = false;
  for (const Fact& fact : good.list.facts()) refused = refused || (fact.probe == "access" && fact.number("status") == 401);
  EXPECT_TRUE(refused);

  TwinDatagrams open(testing::own_address(), [](Bytes request) { return coap_reply(request, kContent, "on"); });
  DatagramBench bad(open.port(), Speaks::coap);
  bad.function("SoftServ-Lamp", "PUT", "/lamp", "user", true);
  expect(bad.judge("access", "unentitled_cannot_configure"), Verdict::fail, "PUT /lamp as nobody -> 205");
}

TEST(CoapSurface, its_list_of_resources_is_searched_and_plain_datagrams_fail_the_channel) {
  TwinDatagrams talking(testing::own_address(),
                        [](Bytes request) { return coap_reply(request, kContent, "</fw>;title=\"firmware 2.4.1\""); });
  DatagramBench bench(talking.port(), Speaks::coap);
  expect(bench.judge("disclosure", "nothing_undeclared_disclosed"), Verdict::fail, "2.4.1");
  expect(bench.judge("tls", "channels_as_declared"), Verdict::fail, "coap without TLS");
}

Buffer element(std::uint8_t tag, const Buffer& content) {
  Buffer out{tag, static_cast<std::uint8_t>(content.size())};
  append(out, content);
  return out;
}

// What an agent with this community answers; the number of the request stands behind "02 04".
Buffer snmp_reply(Bytes request, std::string_view community, std::string_view description) {
  if (!contains(request, community)) return {};
  const std::size_t at = as_text(request).find(std::string_view("\x02\x04", 2));
  Buffer pair = element(0x06, {0x2b, 6, 1, 2, 1, 1, 1, 0});
  append(pair, element(0x04, to_buffer(as_bytes(description))));
  Buffer response = to_buffer(request.subspan(at, 6));
  append(response, Buffer{2, 1, 0, 2, 1, 0});
  append(response, element(0x30, element(0x30, pair)));
  Buffer message{2, 1, 1};
  append(message, element(0x04, to_buffer(as_bytes(community))));
  append(message, element(0xA2, response));
  return element(0x30, message);
}

TEST(SnmpSurface, a_community_of_its_own_passes_and_the_one_that_everybody_knows_is_found) {
  const auto judge = [](std::string_view community) {
    TwinDatagrams agent(testing::own_address(), [=](Bytes request) { return snmp_reply(request, community, "box"); });
    DatagramBench bench(agent.port(), Speaks::snmp);
    bench.write("owner", community);
    bench.driver.sign_in.kind = SignInKind::snmp;
    bench.driver.sign_in.refused = {401};
    return bench.judge("passwords", "shared_values_refused");
  };
  expect(judge("of-this-house-alone"), Verdict::pass);
  expect(judge("public"), Verdict::fail, "community public");
}

TEST(SnmpSurface, a_description_for_everybody_is_searched) {
  TwinDatagrams agent(testing::own_address(),
                      [](Bytes request) { return snmp_reply(request, "public", "Linux/6.1 box v1.2.3"); });
  DatagramBench bench(agent.port(), Speaks::snmp);
  expect(bench.judge("disclosure", "nothing_undeclared_disclosed"), Verdict::fail, "1.2.3");
}

TEST(DatagramSurface, a_port_that_keeps_silent_tells_nothing) {
  TwinDatagrams silent(testing::own_address(), [](Bytes) { return Buffer{}; });
  DatagramBench bench(silent.port(), Speaks::coap);
  EXPECT_NE(bench.judge("disclosure", "nothing_undeclared_disclosed").verdict, Verdict::fail);
}

// Only what is a question in its own language is answered.
Buffer ssdp_reply(Bytes request, std::string_view server) {
  if (!contains(request, "M-SEARCH * HTTP/1.1\r\n") || !contains(request, "MAN: \"ssdp:discover\"\r\n")) return {};
  return to_buffer(as_bytes("HTTP/1.1 200 OK\r\nST: upnp:rootdevice\r\nSERVER: " + std::string(server) + "\r\n\r\n"));
}

Buffer mdns_reply(Bytes request, std::string_view text) {
  if (request.size() < 12 || !contains(request, "\x09_services\x07_dns-sd\x04_udp\x05local")) return {};
  Buffer out{request[0], request[1], 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0};
  for (const std::string_view label : {std::string_view("Lamp"), std::string_view("_http"), std::string_view("_tcp")}) {
    out.push_back(static_cast<std::uint8_t>(label.size()));
    append(out, as_bytes(label));
  }
  out.insert(out.end(), {0, 0, 16, 0, 1, 0, 0, 0, 120, 0});  // TXT, IN, two minutes
  out.push_back(static_cast<std::uint8_t>(text.size() + 1));
  out.push_back(static_cast<std::uint8_t>(text.size()));
  append(out, as_bytes(text));
  return out;
}

Judgement told_to_whoever_looks(const TwinDatagrams::Answer& answer, std::string* speaks = nullptr) {
  const TwinDatagrams twin(testing::own_address(), answer);
  DatagramBench bench(twin.port(), Speaks::other);
  const Judgement judgement = bench.judge("disclosure", "nothing_undeclared_disclosed");
  for (const Fact& fact : bench.list.facts()) {
    if (speaks != nullptr && fact.subject.starts_with("announcement of udp "))
      *speaks = fact.text("speaks") + fact.text("server");
  }
  return judgement;
}

TEST(Announcements, by_ssdp_that_name_software_fail) {
  expect(told_to_whoever_looks([](Bytes request) { return ssdp_reply(request, "Linux/5.4 UPnP/1.0 MiniUPnPd/2.1"); }),
         Verdict::fail, "MiniUPnPd/2.1");
}

TEST(Announcements, by_mdns_that_name_the_version_fail) {
  expect(told_to_whoever_looks([](Bytes request) { return mdns_reply(request, "fw=2.4.1"); }), Verdict::fail, "2.4.1");
}

TEST(Announcements, that_give_nothing_away_pass_and_are_on_record) {
  std::string speaks;
  expect(told_to_whoever_looks([](Bytes request) { return mdns_reply(request, "path=/"); }, &speaks), Verdict::pass);
  EXPECT_EQ(speaks, "mdns");
}

// An echo is no answer, nor is one to another question.
TEST(Announcements, that_are_none_are_not_on_record) {
  std::string speaks = "nothing";
  told_to_whoever_looks([](Bytes request) { return to_buffer(request); }, &speaks);
  EXPECT_EQ(speaks, "nothing");
  told_to_whoever_looks(
      [](Bytes request) {
        Buffer answer = mdns_reply(request, "fw=2.4.1");
        if (!answer.empty()) answer[1] ^= 1U;
        return answer;
      },
      &speaks);
  EXPECT_EQ(speaks, "nothing");
}

}  // namespace
}  // namespace cardea::assess
