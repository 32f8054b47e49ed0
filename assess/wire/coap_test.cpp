// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/coap.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

Result<CoapReply> parse(std::initializer_list<std::uint8_t> bytes) {
  const Buffer raw(bytes);
  return parse_coap_reply(raw);
}

TEST(Coap, a_request_is_what_the_standard_draws) {
  EXPECT_EQ(to_hex(*encode_coap_request({"GET", "/temperature", {}, 0x7d34, {}})), "40017d34bb74656d7065726174757265");
  const Buffer token{0x20};
  EXPECT_EQ(to_hex(*encode_coap_request({"PUT", "/a/b", as_bytes("1"), 1, token})), "4103000120b1610162ff31");
  EXPECT_EQ(to_hex(*encode_coap_request({"GET", "/", {}, 1, {}})), "40010001");
  EXPECT_EQ(to_hex(*encode_coap_request({"GET", "/.well-known/core", {}, 1, {}})), "40010001bb2e77656c6c2d6b6e6f776e04636f7265");
  EXPECT_EQ(to_hex(*encode_coap_request({"GET", "/fourteen-long-", {}, 1, {}})), "40010001bd01666f75727465656e2d6c6f6e672d");
}

TEST(Coap, what_it_cannot_carry_is_refused) {
  EXPECT_EQ(encode_coap_request({"PATCH", "/", {}, 1, {}}).error().code, Err::unsupported);
  EXPECT_EQ(encode_coap_request({"GET", "/" + std::string(300, 'x'), {}, 1, {}}).error().code, Err::too_large);
  EXPECT_EQ(encode_coap_request({"GET", "/", {}, 1, as_bytes("123456789")}).error().code, Err::too_large);
}

TEST(Coap, answers_are_understood) {
  const auto content = parse({0x61, 0x45, 0, 1, 0x0a, 0xc1, 0x28, 0xff, 'h', 'i'});
  ASSERT_TRUE(content.ok());
  EXPECT_EQ(content->status, 205);
  EXPECT_EQ(content->message_id, 1);
  EXPECT_EQ(as_text(content->payload), "hi");
  EXPECT_EQ(parse({0x60, 0x81, 0, 1})->status, 401);
}

TEST(Coap, what_is_no_answer_is_refused) {
  EXPECT_FALSE(parse({}).ok());
  EXPECT_FALSE(parse({0x60, 0x45, 0}).ok());
  EXPECT_FALSE(parse({0xA0, 0x45, 0, 1}).ok());              // another version
  EXPECT_FALSE(parse({0x69, 0x45, 0, 1}).ok());              // a token of nine bytes
  EXPECT_FALSE(parse({0x60, 0x00, 0, 1}).ok());              // empty: an acknowledgement alone
  EXPECT_FALSE(parse({0x60, 0x01, 0, 1}).ok());              // a request
  EXPECT_FALSE(parse({0x60, 0x45, 0, 1, 0xff}).ok());        // a mark without a payload
  EXPECT_FALSE(parse({0x60, 0x45, 0, 1, 0xf0}).ok());        // a reserved length
  EXPECT_FALSE(parse({0x60, 0x45, 0, 1, 0xd5, 0x01}).ok());  // an option that ends early
}

}  // namespace
}  // namespace cardea::assess
