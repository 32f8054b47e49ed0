// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/snmp.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

Buffer reply_of(const char* hex) {
  return *from_hex(hex);
}

constexpr const char* kReply =
    "302902010104067075626c6963a21c020107020100020100"
    "3011300f06082b060102010101000403626f78";

TEST(Snmp, a_request_names_the_description_and_carries_the_community) {
  const auto wire = encode_snmp_get(SecretBytes(std::string_view("public")), 7);
  ASSERT_TRUE(wire.ok());
  EXPECT_TRUE(to_hex(*wire).starts_with("3082")) << to_hex(*wire);
  EXPECT_NE(to_hex(*wire).find("7075626c6963"), std::string::npos);
  EXPECT_NE(to_hex(*wire).find("2b06010201010100"), std::string::npos);
}

TEST(Snmp, an_answer_gives_its_text_and_number) {
  const auto reply = parse_snmp_reply(reply_of(kReply));
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->request_id, 7);
  EXPECT_EQ(reply->error_status, 0);
  EXPECT_EQ(reply->description, "box");
}

TEST(Snmp, broken_answers_are_refused) {
  const Buffer good = reply_of(kReply);
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(parse_snmp_reply(Bytes(good).first(size)).ok()) << size;
  Buffer request = good;
  request[13] = 0xA0;
  EXPECT_FALSE(parse_snmp_reply(request).ok());
  EXPECT_FALSE(parse_snmp_reply(Buffer(kSnmpMessageMax + 1)).ok());
}

TEST(Snmp, a_community_that_is_too_long_is_refused) {
  EXPECT_EQ(encode_snmp_get(SecretBytes(std::string_view(std::string(201, 'x'))), 1).error().code, Err::too_large);
}

}  // namespace
}  // namespace cardea::assess
