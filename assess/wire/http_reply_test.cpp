// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/http_reply.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

Result<HttpReply> parse(std::string_view text, bool closed = false) {
  return parse_http_reply(as_bytes(text), closed);
}

TEST(HttpReply, a_length_ends_the_body_and_headers_keep_their_values) {
  const auto reply = parse("HTTP/1.1 401 No\r\nServer: Boa/0.94\r\nContent-Length: 3\r\n\r\nabcdef");
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(reply->status, 401);
  EXPECT_EQ(reply->header("server"), "Boa/0.94");
  EXPECT_EQ(as_text(reply->body), "abc");
}

TEST(HttpReply, in_chunks_of_one_byte_is_read_up_to_a_bound) {
  std::string head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  std::string many;
  for (std::size_t i = 0; i < kReplyChunksMax; ++i) many += "1\r\nx\r\n";
  EXPECT_EQ(parse(head + many + "0\r\n\r\n")->body.size(), kReplyChunksMax);
  EXPECT_EQ(parse(head + many + "1\r\nx\r\n").error().code, Err::too_large);
}

TEST(HttpReply, whose_first_line_has_no_end_is_given_up) {
  EXPECT_EQ(parse(std::string(kReplyHeadMax, 'x')).error().code, Err::truncated);
  EXPECT_EQ(parse(std::string(kReplyHeadMax + 1, 'x')).error().code, Err::too_large);
}

TEST(HttpReply, chunks_are_put_together) {
  const auto reply = parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n");
  ASSERT_TRUE(reply.ok());
  EXPECT_EQ(as_text(reply->body), "abcde");
}

TEST(HttpReply, without_a_length_the_body_ends_with_the_connection) {
  const std::string_view text = "HTTP/1.0 200 OK\r\n\r\nhello";
  EXPECT_EQ(parse(text, false).error().code, Err::truncated);
  ASSERT_TRUE(parse(text, true).ok());
  EXPECT_EQ(as_text(parse(text, true)->body), "hello");
}

TEST(HttpReply, every_cut_of_a_reply_asks_for_more) {
  const std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  for (std::size_t n = 0; n < text.size(); ++n) {
    const auto reply = parse(text.substr(0, n));
    ASSERT_FALSE(reply.ok()) << n;
    EXPECT_EQ(reply.error().code, Err::truncated) << n;
  }
}

TEST(HttpReply, what_is_no_http_and_what_is_too_much_is_refused) {
  EXPECT_EQ(parse("SSH-2.0-dropbear\r\n").error().code, Err::bad_value);
  EXPECT_EQ(parse("HTTP/1.1 2x0 OK\r\n\r\n", true).error().code, Err::bad_value);
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", true).error().code, Err::bad_value);
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n").error().code, Err::too_large);
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nContent-Length: 9999999\r\n\r\n").error().code, Err::too_large);
  EXPECT_EQ(parse("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n").error().code, Err::too_large);
  std::string many = "HTTP/1.1 200 OK\r\n";
  for (int i = 0; i < 300; ++i) many += "a: b\r\n";
  EXPECT_EQ(parse(many + "\r\n", true).error().code, Err::too_large);
}

}  // namespace
}  // namespace cardea::assess
