// SPDX-License-Identifier: Apache-2.0
#include "device/gate/requests.hpp"

#include <gtest/gtest.h>

#include "device/gate/credential.hpp"
#include "device/gate/source_rate.hpp"
#include "lib/base/source_network.hpp"

namespace cardea::gate {
namespace {

constexpr std::string_view kToken = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

net::HttpRequest with(net::Headers headers) {
  net::HttpRequest request;
  request.headers = std::move(headers);
  return request;
}

TEST(Requests, settings_are_read_whole_or_not_at_all) {
  const auto settings = parse_settings(as_bytes(
      R"({"device_name":"Küche","language":"zh","telemetry_consent":true)"
      R"(,"automatic_updates":false,"updates_postponed_until":"2027-02-01T00:00:00Z","setup_finished":true,"quiet_from":"22:30","quiet_to":"06:05","utc_offset_min":-150})"));
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->device_name, "Küche");
  EXPECT_TRUE(settings->telemetry_consent);
  EXPECT_FALSE(settings->automatic_updates);
  EXPECT_EQ(settings->updates_postponed_until_s, 1'801'440'000);
  EXPECT_TRUE(settings->quiet.on);
  EXPECT_EQ(settings->quiet.from_min, 22U * 60 + 30);
  EXPECT_EQ(settings->quiet.to_min, 6U * 60 + 5);
  EXPECT_EQ(settings->quiet.utc_offset_min, -150);
  EXPECT_FALSE(
      parse_settings(as_bytes(R"({"device_name":"x","language":"zh","telemetry_consent":true,"automatic_updates":false})")));
  EXPECT_FALSE(parse_settings(as_bytes(
      R"({"device_name":"x","language":"zh","telemetry_consent":"yes")"
      R"(,"automatic_updates":false,"updates_postponed_until":null,"setup_finished":true,"quiet_from":null,"quiet_to":null,"utc_offset_min":0})")));
  EXPECT_FALSE(parse_settings(as_bytes(
      R"({"device_name":"x","language":"zh","telemetry_consent":true)"
      R"(,"automatic_updates":false,"updates_postponed_until":"tomorrow","setup_finished":true,"quiet_from":null,"quiet_to":null,"utc_offset_min":0})")));
}

TEST(Requests, a_time_of_day_is_two_digits_a_colon_and_two_digits) {
  EXPECT_EQ(*parse_time_of_day("00:00"), 0U);
  EXPECT_EQ(*parse_time_of_day("23:59"), 1439U);
  for (const char* text :
       {"", "24:00", "12:60", "7:00", "07:0", "0700", "07.00", "07:00:00", "-1:00", "+7:00", " 7:00", "ab:cd"}) {
    EXPECT_FALSE(parse_time_of_day(text)) << text;
  }
}

TEST(Requests, quiet_hours_are_whole_or_none) {
  const auto quiet = [](const std::string& fields) {
    return parse_settings(as_bytes(R"({"device_name":"x","language":"zh","telemetry_consent":true,"automatic_updates":false)"
                                   R"(,"updates_postponed_until":null,"setup_finished":true,)" +
                                   fields + "}"));
  };
  EXPECT_FALSE(quiet(R"("quiet_from":null,"quiet_to":null,"utc_offset_min":60)")->quiet.on);
  EXPECT_TRUE(quiet(R"("quiet_from":"09:00","quiet_to":"12:00","utc_offset_min":60)")->quiet.on);
  EXPECT_FALSE(quiet(R"("quiet_from":"09:00","quiet_to":null,"utc_offset_min":60)"));
  EXPECT_FALSE(quiet(R"("quiet_from":null,"quiet_to":"09:00","utc_offset_min":60)"));
  EXPECT_FALSE(quiet(R"("quiet_from":"09:00","quiet_to":"09:00","utc_offset_min":60)"));
  EXPECT_FALSE(quiet(R"("quiet_from":"09:00","quiet_to":"12:00","utc_offset_min":841)"));
  EXPECT_FALSE(quiet(R"("quiet_from":"09:00","quiet_to":"12:00","utc_offset_min":"1")"));
}

TEST(Requests, a_password_may_hold_any_text) {
  const auto password = parse_password(as_bytes(R"({"password":"\u96ea \"quoted\" \\"})"));
  ASSERT_TRUE(password);
  EXPECT_EQ(as_text(password->expose_secret()), "雪 \"quoted\" \\");
}

TEST(Requests, depth_and_size_are_bounded) {
  EXPECT_FALSE(parse_password(as_bytes(R"({"password":[[[[]]]]})")));
  EXPECT_FALSE(parse_password(as_bytes("{\"password\":\"" + std::string(kBodyMax, 'x') + "\"}")));
}

TEST(Credential, is_the_bearer_token_or_the_cookie) {
  const auto bearer = credential_of(with({{"authorization", "Bearer " + std::string(kToken)}}));
  ASSERT_TRUE(bearer);
  EXPECT_EQ(bearer->carrier, Carrier::bearer);
  const auto cookie = credential_of(with({{"cookie", "a=b; session=" + std::string(kToken)}}));
  ASSERT_TRUE(cookie);
  EXPECT_EQ(cookie->carrier, Carrier::cookie);
  EXPECT_EQ(as_text(cookie->token.expose_secret()), kToken);
}

TEST(Credential, what_is_ambiguous_or_malformed_is_none) {
  const std::string bearer = "Bearer " + std::string(kToken);
  EXPECT_FALSE(credential_of(with({})));
  EXPECT_FALSE(credential_of(with({{"authorization", bearer}, {"authorization", bearer}})));
  EXPECT_FALSE(credential_of(with({{"authorization", "Basic YWRhOng="}})));
  EXPECT_FALSE(credential_of(with({{"authorization", "Bearer short"}})));
  EXPECT_FALSE(credential_of(with({{"authorization", "Bearer " + std::string(42, 'A') + "!"}})));
  EXPECT_FALSE(credential_of(with({{"authorization", "bad"}, {"cookie", "session=" + std::string(kToken)}})));
  EXPECT_FALSE(credential_of(with({{"cookie", "session=x"}})));
  EXPECT_FALSE(credential_of(with({{"cookie", "session=" + std::string(kToken)}, {"cookie", "session=" + std::string(kToken)}})));
}

TEST(Credential, is_wiped_from_the_request) {
  net::HttpRequest request = with({{"authorization", "Bearer x"}, {"cookie", "session=x"}, {"accept", "text/html"}});
  request.body = to_buffer(as_bytes("secret"));
  wipe_secrets(request);
  EXPECT_TRUE(request.body.empty());
  EXPECT_EQ(request.header("authorization"), "");
  EXPECT_EQ(request.header("cookie"), "");
  EXPECT_EQ(request.header("accept"), "text/html");
}

TEST(SourceRate, a_burst_then_a_steady_rate) {
  FakeClock clock;
  SourceRate rate(clock, kRequestPace);
  for (std::uint64_t i = 0; i < kBurst; ++i) EXPECT_TRUE(rate.take("192.0.2.1"));
  EXPECT_FALSE(rate.take("192.0.2.1"));
  EXPECT_TRUE(rate.take("192.0.2.2"));
  clock.advance_ms(1000);
  for (std::uint64_t i = 0; i < kPerSecond; ++i) EXPECT_TRUE(rate.take("192.0.2.1"));
  EXPECT_FALSE(rate.take("192.0.2.1"));
}

TEST(SourceRate, what_is_given_back_can_be_taken_again_and_no_more_than_the_burst) {
  FakeClock clock;
  SourceRate rate(clock, {2, 1});
  rate.give_back("192.0.2.9");
  EXPECT_EQ(rate.sources(), 0U);
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(rate.take("192.0.2.1"));
    rate.give_back("192.0.2.1");
    rate.give_back("192.0.2.1");
  }
  EXPECT_TRUE(rate.take("192.0.2.1"));
  EXPECT_TRUE(rate.take("192.0.2.1"));
  EXPECT_FALSE(rate.take("192.0.2.1"));
}

TEST(SourceRate, memory_is_bounded_and_the_busy_one_is_not_forgotten) {
  FakeClock clock;
  SourceRate rate(clock, kRequestPace);
  for (int i = 0; i < 5000; ++i) {
    clock.advance_ms(1);
    rate.take("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250));
    for (int n = 0; n < 3; ++n) rate.take("192.0.2.1");
  }
  EXPECT_LE(rate.sources(), kSourcesMax);
  EXPECT_FALSE(rate.take("192.0.2.1"));
}

TEST(SourceNetwork, is_the_address_or_the_prefix_of_a_home) {
  EXPECT_EQ(source_network("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(source_network("2001:db8:1:2::7"), "2001:db8:1:2");
  EXPECT_EQ(source_network("::1"), "::1");
  EXPECT_EQ(source_network(""), "");
}

}  // namespace
}  // namespace cardea::gate
