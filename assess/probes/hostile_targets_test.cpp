// SPDX-License-Identifier: Apache-2.0
// Targets that never come to an end by themselves: every door at which the assessor reads ends by its own bounds, and what it
// read there proves nothing good.
#include <gtest/gtest.h>

#include "assess/probes/announcements.hpp"
#include "assess/probes/disclosure.hpp"
#include "assess/probes/surface.hpp"
#include "assess/testing/expect.hpp"
#include "assess/testing/hostile.hpp"
#include "assess/testing/twin_datagrams.hpp"

namespace cardea::assess {
namespace {

using testing::dripping;
using testing::flooding;
using testing::HostileTalk;
using testing::keeping_silent;
using testing::TwinTalker;

constexpr std::chrono::milliseconds kShort{400};

Result<HttpReply> asked(const HostileTalk& talk, bool tls) {
  const TwinTalker target("127.0.0.1", talk);
  return exchange({{"127.0.0.1", target.port(), {}}, tls, {}, {}}, {}, {kShort});
}

struct Kind {
  const char* name;
  std::string first;
  std::string again;
};

const std::string kOk200 = "HTTP/1.1 200 X\r\n";

std::vector<Kind> endless_answers() {
  return {{"a status line", "HTTP/1.1 200 ", "x"},
          {"a header line", kOk200 + "a: ", "x"},
          {"header lines", kOk200, "a: b\r\n"},
          {"answers before the answer", {}, "HTTP/1.1 100 Continue\r\n"},
          {"chunks", kOk200 + "transfer-encoding: chunked\r\n\r\n", "1\r\nx\r\n"},
          {"the size of a chunk", kOk200 + "transfer-encoding: chunked\r\n\r\n", "0"},
          {"words behind a size", kOk200 + "transfer-encoding: chunked\r\n\r\n1;", "x"},
          {"a body that is said to be long", kOk200 + "content-length: 99999999999999999999\r\n\r\n", "x"},
          {"bytes that are nothing", {}, std::string("\0", 1)},
          {"line ends", {}, "\n"}};
}

TEST(HostileHttp, an_answer_without_end_is_none) {
  for (const Kind& kind : endless_answers()) {
    EXPECT_FALSE(asked(flooding(kind.first, kind.again), false).ok()) << kind.name;
    EXPECT_FALSE(asked(dripping(kind.first, kind.again), false).ok()) << kind.name;
  }
}

TEST(HostileHttp, a_body_without_end_is_cut_off_or_is_not_whole) {
  const auto flooded = asked(flooding(kOk200 + "\r\n", "x"), false);
  ASSERT_FALSE(flooded.ok());
  EXPECT_EQ(flooded.error().code, Err::too_large);
  const auto dripped = asked(dripping(kOk200 + "\r\n", "x"), false);
  ASSERT_TRUE(dripped.ok());
  EXPECT_EQ(dripped->status, 200);
  EXPECT_FALSE(dripped->whole);
}

// A megabyte of nulls, packed to a thousand bytes: what nobody asked to be packed is not unpacked.
TEST(HostileHttp, what_is_packed_stays_packed) {
  const std::string packed = std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10) + std::string(1000, '\0');
  for (const char* coding : {"gzip", "deflate", "br"}) {
    const std::string head =
        kOk200 + "content-encoding: " + coding + "\r\ncontent-length: " + std::to_string(packed.size()) + "\r\n\r\n";
    const auto reply = asked(dripping(head + packed, "x"), false);
    ASSERT_TRUE(reply.ok());
    EXPECT_EQ(reply->body.size(), packed.size());
  }
}

TEST(HostileHttp, a_redirect_to_itself_is_told_and_not_followed) {
  const auto reply = asked(dripping("HTTP/1.1 302 X\r\nlocation: /\r\ncontent-length: 0\r\n\r\n", "x"), false);
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->header("location"), "/");
}

std::string record_of(std::string_view type, std::string_view content) {
  const char size[]{static_cast<char>(content.size() >> 8), static_cast<char>(content.size() & 0xff)};
  return std::string(type) + "\x03\x03" + std::string(size, 2) + std::string(content);
}

std::string many(std::string_view one, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += one;
  return all;
}

std::vector<Kind> endless_handshakes() {
  const std::string hello_request("\0\0\0\0", 4);
  return {{"garbage", {}, "x"},
          {"one record that does not come", std::string("\x16\x03\x03\x40\0", 5), "x"},
          {"records with nothing in them", {}, record_of("\x16", {})},
          {"requests to begin anew", {}, record_of("\x16", many(hello_request, 4000))},
          {"a message above any bound", record_of("\x16", {"\x02\xff\xff\xff", 4}), record_of("\x16", std::string(4000, 'x'))},
          {"warnings", {}, record_of("\x15", {"\x01\x5a", 2})},
          {"changes of the cipher", {}, record_of("\x14", "\x01")},
          {"data before its time", {}, record_of("\x17", std::string(4000, 'x'))}};
}

TEST(HostileTls, a_handshake_without_end_ends_and_is_never_accepted) {
  for (const Kind& kind : endless_handshakes()) {
    for (const HostileTalk& talk : {flooding(kind.first, kind.again), dripping(kind.first, kind.again)}) {
      const TwinTalker target("127.0.0.1", talk);
      for (const int version : {0x0303, 0}) {
        TlsOffer offer;
        offer.version_max = version;
        EXPECT_FALSE(TlsStream::open({"127.0.0.1", target.port(), {}}, offer, Deadline(kShort)).ok()) << kind.name;
      }
    }
  }
}

// Each is a message that OpenSSL takes by itself and that is no data.
TEST(HostileTls, tickets_without_end_keep_nobody_from_leaving) {
  testing::TwinReply reply;
  reply.raw = " ";
  reply.tickets_for_ever = true;
  const testing::TwinServer target("127.0.0.1", {}, [&](const testing::TwinRequest&) { return reply; });
  EXPECT_FALSE(exchange({{"127.0.0.1", target.port(), {}}, true, {}, {}}, {}, {kShort}).ok());
}

Fact greeting_of(const HostileTalk& talk) {
  const TwinTalker target("127.0.0.1", talk);
  TwinBench bench(1);
  bench.driver.target.door.clear();
  bench.declare("Intf", "Intf-Other", R"({"transport":"tcp","port":)" + std::to_string(target.port()) + "}");
  bench.driver.target.interfaces["Intf-LocalHttps"] = target.port();
  bench.run("disclosure");
  const std::string where = "127.0.0.1:" + std::to_string(target.port());
  for (const char* what : {"greeting of tcp ", "answer of tcp "}) {
    if (const Fact* fact = Facts(bench.list.facts()).one("disclosure", what + where)) return *fact;
  }
  return {};
}

TEST(HostileGreeting, without_end_is_heard_up_to_the_bound) {
  EXPECT_EQ(greeting_of(flooding({}, "x")).number("bytes"), 1024);
  EXPECT_GT(greeting_of(dripping("SSH-2.0-", "x")).number("bytes"), 8);
}

TEST(HostileGreeting, shows_its_words_and_nothing_that_a_terminal_would_carry_out) {
  EXPECT_EQ(greeting_of(dripping("hello\x1b[2J\x1b]0;title\x07", "\x9b")).text("greeting"), "hello");
}

TEST(HostileGreeting, of_options_alone_has_no_words) {
  EXPECT_EQ(greeting_of(flooding({}, "\xff\xfb\x01")).text("greeting"), "");
}

Result<HttpReply> asked_by_mqtt(const HostileTalk& talk) {
  const TwinTalker target("127.0.0.1", talk);
  TwinBench bench(target.port());
  bench.driver.target.tls = false;
  bench.driver.target.speaks = Speaks::mqtt;
  const std::vector<Fact> declaration = bench.list.facts();
  return ask_by_mqtt(Bench{bench.driver, declaration, {}}, {"PUT", "/topic", SecretBytes(std::string_view("x")), {}}, nobody());
}

TEST(HostileBroker, that_never_comes_to_the_point_gives_no_answer) {
  const std::string come_in("\x20\x02\0\0", 4);
  const std::string granted("\x90\x03\0\x01\0", 5);
  const std::string other("\x30\x07\0\x05other", 9);
  for (const std::string& again : {std::string("\xd0\0", 2), other, std::string("x")}) {
    for (const std::string& first : {std::string(), come_in, come_in + granted}) {
      EXPECT_FALSE(asked_by_mqtt(flooding(first, again)).ok()) << first.size() << ' ' << int{again[0]};
    }
  }
  EXPECT_FALSE(asked_by_mqtt(dripping(come_in + granted, other)).ok());
  EXPECT_FALSE(asked_by_mqtt(dripping({"\x20\xff\xff\xff\x7f", 5}, "x")).ok());
}

TEST(HostileDatagrams, that_are_no_answers_are_none_however_many_there_are) {
  const testing::TwinDatagrams target("127.0.0.1", [](Bytes) { return Buffer(60'000, 0xff); });
  const Endpoint endpoint{"127.0.0.1", target.port(), {}};
  EXPECT_FALSE(ask_by_coap(endpoint, "GET", "/", {}).ok());
  EXPECT_FALSE(ask_by_ssdp(endpoint).ok());
  EXPECT_FALSE(ask_by_mdns(endpoint).ok());
  const auto described = describe_to_nobody(endpoint);
  EXPECT_TRUE(described.ok() && !described->has_value());
}

// A door that is open and says nothing that can be read: what was asked there was not refused, and is not absent either.
void expect_nothing_passes_at(const HostileTalk& talk) {
  const TwinTalker target(testing::own_address(), talk);
  TwinBench bench(target.port(), testing::own_address());
  bench.driver.target.tls = false;
  bench.driver.target.dedicated = true;
  bench.pids = {::getpid()};
  for (const char* probe : {"listeners", "disclosure", "discovery", "access", "methods"}) bench.run(probe);
  const Facts facts(bench.list.facts());
  for (const char* rule : {"no_undeclared_api", "no_undeclared_update", "unentitled_are_refused", "entitled_get_in",
                           "unentitled_cannot_configure", "nothing_undeclared_disclosed"}) {
    const Judgement judgement = find_rule(rule)(facts);
    EXPECT_NE(judgement.verdict, Verdict::pass) << rule << ": " << explain(judgement);
  }
  expect(find_rule("no_undeclared_api")(facts), Verdict::inconclusive, "gave no answer");
}

TEST(HostileDoor, that_leaves_at_once_passes_nothing) {
  expect_nothing_passes_at([](int) {});
}

TEST(HostileDoor, whose_answers_have_no_end_passes_nothing) {
  expect_nothing_passes_at(flooding(kOk200, "a: b\r\n"));
}

TEST(SlowAnswers, are_waited_for_less_and_less_until_the_target_answers_again) {
  constexpr std::chrono::seconds kUsual{10};
  SlowAnswers slow;
  EXPECT_EQ(slow.allowed(kUsual), kUsual);
  for (int i = 0; i < 8; ++i) slow.count(false);
  const auto hurried = slow.allowed(kUsual);
  EXPECT_LT(hurried, kUsual);
  for (int i = 0; i < 1000; ++i) slow.count(false);
  EXPECT_LT(slow.allowed(kUsual), hurried);
  EXPECT_EQ(slow.allowed(std::chrono::milliseconds(1)), std::chrono::milliseconds(1));
  for (int i = 0; i < 40; ++i) slow.count(true);
  EXPECT_EQ(slow.allowed(kUsual), kUsual);
}

}  // namespace
}  // namespace cardea::assess
