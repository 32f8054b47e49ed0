// SPDX-License-Identifier: Apache-2.0
#include "assess/traffic/conversations.hpp"

#include <gtest/gtest.h>

#include "assess/testing/frames.hpp"

namespace cardea::assess {
namespace {

using testing::TcpOf;

constexpr const char* kValue = "hunter2-and-more";

class Heard : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(canaries_.add("account", SecretBytes(std::string_view(kValue)))); }

  void tcp(std::string_view payload, const TcpOf& of = {}) { take(testing::in_ipv4(6, testing::tcp(payload, of))); }
  void udp(std::string_view payload) { take(testing::in_ipv4(17, testing::udp(payload))); }
  void take(const Buffer& frame) { heard_.take(parse_packet(LinkType::raw, frame)); }
  std::vector<std::string> spellings() const {
    std::vector<std::string> all;
    for (const auto& [sighting, times] : heard_.sightings()) all.push_back(sighting.spelling);
    return all;
  }
  const TalkTotals& only_talk() {
    talks_ = heard_.talks();
    EXPECT_EQ(talks_.size(), 1U);
    return talks_.begin()->second;
  }

  Canaries canaries_;
  Conversations heard_{canaries_};
  std::map<Talk, TalkTotals> talks_;
};

TEST_F(Heard, value_in_clear_is_seen_with_who_sent_it_to_whom) {
  tcp("password=hunter2-and-more&x");
  ASSERT_EQ(heard_.sightings().size(), 1U);
  const Sighting& sighting = heard_.sightings().begin()->first;
  EXPECT_EQ(sighting.spelling, "as it is");
  EXPECT_TRUE(sighting.to_server);
  EXPECT_EQ(print_place(sighting.talk.server), "127.0.0.2:443");
  EXPECT_EQ(sighting.talk.client.port, 0) << "a port of the moment says nothing";
}

TEST_F(Heard, value_is_known_in_each_spelling) {
  EXPECT_TRUE(canaries_.add("odd", SecretBytes(std::string_view("a \"b\" & 9/+"))));
  std::uint32_t at = 1;
  for (const char* text : {"Basic b3duZXI6aHVudGVyMi1hbmQtbW9yZQ==", "68756e746572322d616e642d6d6f7265",
                           "68756E746572322D616E642D6D6F7265", "a%20%22b%22%20%26%209%2F%2B", "a \\\"b\\\" & 9/+"}) {
    tcp(text, {.sequence = at});
    at += static_cast<std::uint32_t>(std::string_view(text).size());
  }
  EXPECT_EQ(heard_.sightings().size(), 4U) << "both cases of hexadecimal digits are one spelling";
  EXPECT_EQ(spellings(), (std::vector<std::string>{"in base64", "in hexadecimal digits", "in JSON", "percent-encoded"}));
}

TEST_F(Heard, value_in_base64_is_known_wherever_it_begins) {
  std::uint32_t at = 1;
  for (const char* before : {"", "o", "ow"}) {
    Conversations fresh(canaries_);
    const std::string digits = to_base64(as_bytes(before + std::string(kValue) + "tail"));
    fresh.take(parse_packet(LinkType::raw, testing::in_ipv4(6, testing::tcp(digits, {.sequence = at}))));
    EXPECT_EQ(fresh.sightings().size(), 1U) << before;
  }
}

TEST_F(Heard, value_that_two_segments_share_is_seen) {
  tcp("", {.sequence = 99, .flags = testing::kSyn});
  tcp("password=hunter2", {.sequence = 100});
  tcp("-and-more", {.sequence = 116});
  EXPECT_EQ(spellings(), std::vector<std::string>{"as it is"});
}

TEST_F(Heard, value_typed_letter_by_letter_is_seen) {
  std::uint32_t at = 1;
  for (const char letter : std::string_view(kValue)) tcp(std::string(1, letter), {.sequence = at++});
  EXPECT_EQ(spellings(), std::vector<std::string>{"as it is"});
}

TEST_F(Heard, segment_that_is_sent_again_is_heard_once) {
  tcp("hunter2-an", {.sequence = 1});
  tcp("hunter2-an", {.sequence = 1});
  tcp("2-and-more", {.sequence = 7});
  EXPECT_EQ(spellings(), std::vector<std::string>{"as it is"});
  EXPECT_EQ(only_talk().bytes_there, 16);
  EXPECT_TRUE(heard_.unheard().none());
}

TEST_F(Heard, gap_is_told_and_joins_nothing) {
  tcp("hunter2", {.sequence = 1});
  tcp("-and-more", {.sequence = 20});
  EXPECT_TRUE(heard_.sightings().empty());
  EXPECT_EQ(heard_.unheard().gaps, 1);
  EXPECT_FALSE(heard_.unheard().none());
}

TEST_F(Heard, datagrams_are_each_for_themselves) {
  udp("hunter2");
  udp("-and-more");
  EXPECT_TRUE(heard_.sightings().empty());
  udp("hunter2-and-more");
  EXPECT_EQ(heard_.sightings().size(), 1U);
}

TEST_F(Heard, whoever_accepts_is_the_server_even_when_the_opening_was_missed) {
  tcp("", {.from = 443, .to = 40000, .flags = testing::kSyn | testing::kAck});
  EXPECT_EQ(print_place(heard_.talks().begin()->first.server), "127.0.0.1:443");
}

TEST_F(Heard, talk_adds_up_over_its_connections_and_names_each_language) {
  tcp("GET / HTTP/1.1\r\n", {.from = 1000});
  tcp(std::string_view("\x16\x03\x01\x02\x00\x01", 6), {.from = 1001});
  EXPECT_EQ(only_talk().connections, 2);
  EXPECT_EQ(only_talk().speaks, (std::vector<std::string>{"HTTP", ""})) << "a hello that nobody answers is no TLS";
}

TEST_F(Heard, what_is_missed_is_counted) {
  take(testing::in_ipv4(6, testing::tcp("x"), 0x2000));
  take({0x45});
  EXPECT_EQ(heard_.unheard().fragments, 1);
  EXPECT_EQ(heard_.unheard().broken, 1);
}

TEST_F(Heard, flood_of_conversations_is_followed_up_to_a_bound_and_told) {
  for (std::uint32_t i = 0; i < 10'000; ++i)
    tcp("x", {.from = static_cast<std::uint16_t>(i % 60'000), .to = static_cast<std::uint16_t>(60'000 + i / 60'000)});
  EXPECT_GT(heard_.unheard().unfollowed, 0);
  tcp("hunter2-and-more", {.from = 1, .to = 60'000, .sequence = 2});
  EXPECT_EQ(heard_.sightings().size(), 1U) << "the first are still followed";
}

TEST(Canary, that_any_page_may_say_is_not_looked_for) {
  Canaries canaries;
  for (const char* word : {"", "short-1", "password", "12345678"})
    EXPECT_FALSE(canaries.add("x", SecretBytes(std::string_view(word)))) << word;
  EXPECT_EQ(canaries.count(), 0U);
  EXPECT_TRUE(canaries.add("x", SecretBytes(std::string_view("correct horse"))));
}

TEST(Canary, of_many_kilobytes_is_sought_by_its_beginning) {
  Canaries canaries;
  EXPECT_TRUE(canaries.add("x", SecretBytes(std::string_view("a1" + std::string(60'000, '-')))));
  EXPECT_LT(canaries.longest(), 1000U);
}

}  // namespace
}  // namespace cardea::assess
