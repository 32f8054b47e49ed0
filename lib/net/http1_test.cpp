// SPDX-License-Identifier: Apache-2.0
#include "lib/net/http1.hpp"

#include <gtest/gtest.h>

namespace cardea::net {
namespace {

constexpr std::string_view kHost = "host: device.example.com\r\n";

std::string request(std::string_view line, std::string_view headers = {}, std::string_view body = {}) {
  return std::string(line) + "\r\n" + std::string(kHost) + std::string(headers) + "\r\n" + std::string(body);
}

// The status that the text is refused with; 200 when it is a whole request, 0 when more is awaited.
int verdict(std::string_view text, const HttpLimits& limits = {}) {
  RequestParser parser(limits);
  const auto fed = parser.feed(as_bytes(text));
  if (!fed) return parser.refusal();
  return fed->done ? 200 : 0;
}

TEST(RequestGrammar, a_request_is_read_whole) {
  const std::string text =
      request("POST /api/session?next=1 HTTP/1.1", "Content-Type: application/json\r\nContent-Length: 2\r\n", "{}");
  RequestParser parser({});
  const auto fed = parser.feed(as_bytes(text + "GET /next"));
  ASSERT_TRUE(fed.ok());
  EXPECT_TRUE(fed->done);
  EXPECT_EQ(fed->consumed, text.size());
  EXPECT_TRUE(parser.keep_alive());
  const HttpRequest got = parser.take();
  EXPECT_EQ(got.method, "POST");
  EXPECT_EQ(got.path, "/api/session");
  EXPECT_EQ(got.query, "next=1");
  EXPECT_EQ(got.header("content-type"), "application/json");
  EXPECT_EQ(as_text(got.body), "{}");
}

TEST(RequestGrammar, one_byte_at_a_time_gives_the_same_request) {
  const std::string text = request("PUT /a HTTP/1.1", "Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  RequestParser parser({});
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto fed = parser.feed(as_bytes(text).subspan(i, 1));
    ASSERT_TRUE(fed.ok()) << i << ": " << fed.error().what;
    EXPECT_EQ(fed->consumed, 1U);
    EXPECT_EQ(fed->done, i + 1 == text.size());
  }
  EXPECT_EQ(as_text(parser.take().body), "abcde");
}

TEST(RequestGrammar, a_last_chunk_cut_anywhere_is_read) {
  const std::string text = request("PUT /a HTTP/1.1", "Transfer-Encoding: chunked\r\n", "0\r\n\r\n");
  for (std::size_t cut = text.size() - 5; cut < text.size(); ++cut) {
    RequestParser parser({});
    ASSERT_TRUE(parser.feed(as_bytes(text).first(cut)).ok()) << cut;
    const auto fed = parser.feed(as_bytes(text).subspan(cut));
    EXPECT_TRUE(fed.ok() && fed->done) << cut;
  }
}

TEST(RequestGrammar, ambiguous_lengths_are_refused) {
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")), 400);
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n")), 400);
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Content-Length: 3\r\nContent-Length: 4\r\n", "abc")), 400);
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Content-Length: 3\r\nContent-Length: 3\r\n", "abc")), 400);
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Content-Length: 3, 3\r\n", "abc")), 400);
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Content-Length: +3\r\n", "abc")), 400);
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Content-Length: -1\r\n")), 400);
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Content-Length: 99999999999999999999999\r\n")), 400);
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Transfer-Encoding: gzip, chunked\r\n")), 501);
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Transfer-Encoding: identity\r\n")), 501);
  EXPECT_EQ(verdict(request("POST / HTTP/1.0", "Transfer-Encoding: chunked\r\n")), 400);
}

TEST(RequestGrammar, malformed_heads_are_refused) {
  EXPECT_EQ(verdict(request("GET / HTTP/1.1", "X-A: a\r\n b\r\n")), 400);  // folded
  EXPECT_EQ(verdict(request("GET / HTTP/1.1", "X-A : a\r\n")), 400);       // space before the colon
  EXPECT_EQ(verdict(request("GET / HTTP/1.1", "X A: a\r\n")), 400);
  EXPECT_EQ(verdict(request("GET / HTTP/1.1", std::string("X-A: a\0b\r\n", 10))), 400);
  EXPECT_EQ(verdict(request("GET / HTTP/2.0")), 505);
  EXPECT_EQ(verdict(request("GET  / HTTP/1.1")), 400);
  EXPECT_EQ(verdict(request("GET https://device.example.com/ HTTP/1.1")), 400);
  EXPECT_EQ(verdict(request("CONNECT device.example.com:443 HTTP/1.1")), 400);
  EXPECT_EQ(verdict(request("OPTIONS * HTTP/1.1")), 400);
  EXPECT_EQ(verdict(request("GET /../etc/passwd HTTP/1.1")), 400);
  EXPECT_EQ(verdict(request("GET /a%zz HTTP/1.1")), 400);
  EXPECT_EQ(verdict(request("GET / HTTP/1.1", "Expect: the unexpected\r\n")), 417);
  EXPECT_EQ(verdict("\r\n\r\n"), 400);
}

TEST(RequestGrammar, exactly_one_host_is_demanded) {
  EXPECT_EQ(verdict("GET / HTTP/1.1\r\n\r\n"), 400);
  EXPECT_EQ(verdict(request("GET / HTTP/1.1", "Host: other.example.com\r\n")), 400);
  EXPECT_EQ(verdict("GET / HTTP/1.0\r\n\r\n"), 200);
}

TEST(RequestGrammar, bounds_hold_at_their_edge) {
  HttpLimits limits;
  limits.head_max = 200;
  limits.body_max = 10;
  const std::string empty = request("GET / HTTP/1.1", "X-Fill: \r\n");
  const std::string fill(limits.head_max - empty.size(), 'x');
  EXPECT_EQ(verdict(request("GET / HTTP/1.1", "X-Fill: " + fill + "\r\n"), limits), 200);
  EXPECT_EQ(verdict(request("GET / HTTP/1.1", "X-Fill: " + fill + "x\r\n"), limits), 431);
  EXPECT_EQ(verdict(std::string(limits.head_max + 1, 'x'), limits), 431);  // refused before its end is seen
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Content-Length: 10\r\n", "0123456789"), limits), 200);
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Content-Length: 11\r\n"), limits), 413);  // before a byte of it came
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n", "a\r\n0123456789\r\n1\r\n"), limits), 413);
}

TEST(RequestGrammar, header_lines_are_counted) {
  std::string lines;
  for (std::size_t i = 1; i < kHeaderLinesMax; ++i) lines += "a:b\r\n";
  EXPECT_EQ(verdict(request("GET / HTTP/1.1", lines)), 200);
  EXPECT_EQ(verdict(request("GET / HTTP/1.1", lines + "a:b\r\n")), 431);
}

TEST(RequestGrammar, chunk_lines_are_bounded_and_carry_nothing_else) {
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n", "1;a=b\r\nx\r\n0\r\n\r\n")), 400);
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n", "xyz\r\n")), 400);
  EXPECT_EQ(verdict(request("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n", std::string(9000, '0'))), 400);
}

TEST(RequestGrammar, trailers_do_not_become_headers) {
  RequestParser parser({});
  const auto fed = parser.feed(as_bytes(
      request("POST / HTTP/1.1", "Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\nauthorization: Bearer stolen\r\n\r\n")));
  ASSERT_TRUE(fed.ok() && fed->done);
  EXPECT_EQ(parser.take().header("authorization"), "");
}

TEST(RequestGrammar, keep_alive_follows_the_client) {
  for (const auto& [text, expected] : {std::pair{request("GET / HTTP/1.1"), true},
                                       {request("GET / HTTP/1.1", "Connection: close\r\n"), false},
                                       {request("GET / HTTP/1.0", "Connection: keep-alive\r\n"), false}}) {
    RequestParser parser({});
    ASSERT_TRUE(parser.feed(as_bytes(text)).ok());
    EXPECT_EQ(parser.keep_alive(), expected) << text;
  }
}

TEST(ResponseGrammar, interim_answers_are_passed_over_and_bounded) {
  ResponseParser parser({}, false, {});
  const auto fed = parser.feed(as_bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"));
  ASSERT_TRUE(fed.ok() && fed->done);
  EXPECT_EQ(as_text(parser.take().body), "ok");

  std::string flood;
  for (int i = 0; i < 6; ++i) flood += "HTTP/1.1 103 Early Hints\r\n\r\n";
  ResponseParser flooded({}, false, {});
  EXPECT_EQ(flooded.feed(as_bytes(flood)).error().code, Err::too_large);
}

TEST(ResponseGrammar, a_body_without_length_ends_with_the_connection) {
  ResponseParser parser({}, false, {});
  ASSERT_TRUE(parser.feed(as_bytes("HTTP/1.1 200 OK\r\n\r\nall of it")).ok());
  ASSERT_TRUE(parser.end().ok());
  EXPECT_EQ(as_text(parser.take().body), "all of it");
}

TEST(ResponseGrammar, a_body_cut_short_is_truncated) {
  for (const auto* text : {"", "HTTP/1.1 20", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nabc",
                           "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nabc", "HTTP/1.1 100 Continue\r\n\r\n"}) {
    ResponseParser parser({}, false, {});
    ASSERT_TRUE(parser.feed(as_bytes(text)).ok());
    EXPECT_EQ(parser.end().error().code, Err::truncated) << text;
  }
}

TEST(ResponseGrammar, the_answer_to_head_has_no_body) {
  ResponseParser parser({}, /*answers_head=*/true, {});
  const auto fed = parser.feed(as_bytes("HTTP/1.1 200 OK\r\ncontent-length: 5000\r\n\r\n"));
  EXPECT_TRUE(fed.ok() && fed->done);
}

TEST(ResponseGrammar, pieces_go_to_the_callback_only_for_success) {
  std::string streamed;
  const auto take = [&](Bytes piece) -> Status {
    streamed += as_text(piece);
    return kOk;
  };
  ResponseParser good({}, false, take);
  ASSERT_TRUE(good.feed(as_bytes("HTTP/1.1 206 Partial Content\r\ncontent-length: 3\r\n\r\nabc")).ok());
  EXPECT_EQ(streamed, "abc");
  ResponseParser bad({}, false, take);
  ASSERT_TRUE(bad.feed(as_bytes("HTTP/1.1 404 Not Found\r\ncontent-length: 3\r\n\r\nxyz")).ok());
  EXPECT_EQ(streamed, "abc");
  EXPECT_EQ(as_text(bad.take().body), "xyz");
}

TEST(ResponseGrammar, the_callbacks_refusal_ends_it_with_its_own_error) {
  ResponseParser parser({}, false, [](Bytes) -> Status { return Error{Err::exhausted, "the disk is full"}; });
  const auto fed = parser.feed(as_bytes("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc"));
  ASSERT_FALSE(fed.ok());
  EXPECT_STREQ(fed.error().what, "the disk is full");
}

TEST(ResponseGrammar, keep_alive_follows_the_server) {
  for (const auto& [text, expected] :
       {std::pair{"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", true},
        {"HTTP/1.1 204 No Content\r\n\r\n", true},
        {"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n", true},
        {"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n", false},
        {"HTTP/1.1 100 Continue\r\nconnection: close\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", true},
        {"HTTP/1.0 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n", false}}) {
    ResponseParser parser({}, false, {});
    const auto fed = parser.feed(as_bytes(text));
    ASSERT_TRUE(fed.ok() && fed->done) << text;
    EXPECT_EQ(parser.keep_alive(), expected) << text;
  }
}

TEST(ResponseGrammar, who_sees_the_head_first_may_refuse_it_or_bound_its_body) {
  std::vector<int> seen;
  std::string kind;
  const auto judge = [&](const HttpResponse& head) -> Result<std::size_t> {
    seen.push_back(head.status);
    kind = head.header("content-type");
    if (head.status == 500) return Error{Err::unavailable, "not today"};
    return std::size_t{3};
  };
  const auto outcome = [&](std::string_view text) {
    ResponseParser parser({}, false, {}, judge);
    const auto fed = parser.feed(as_bytes(text));
    return std::string(fed ? fed->done ? as_text(parser.take().body) : "more" : fed.error().what);
  };
  EXPECT_EQ(outcome("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-type: a\r\ncontent-length: 3\r\n\r\nabc"), "abc");
  EXPECT_EQ(kind, "a");
  EXPECT_EQ(outcome("HTTP/1.1 404 Not Found\r\ncontent-length: 4\r\n\r\nabcd"), "the body is over its limit");
  EXPECT_EQ(outcome("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"),
            "the body is over its limit");
  EXPECT_EQ(outcome("HTTP/1.1 500 Internal Server Error\r\n"), "more");
  EXPECT_EQ(outcome("HTTP/1.1 500 Internal Server Error\r\n\r\n"), "not today");
  EXPECT_EQ(seen, (std::vector<int>{200, 404, 200, 500}));
}

TEST(ResponseGrammar, no_bound_of_the_heads_judge_is_wider_than_the_limit) {
  HttpLimits limits;
  limits.body_max = 2;
  ResponseParser parser(limits, false, {}, [](const HttpResponse&) -> Result<std::size_t> { return std::size_t{1'000'000}; });
  EXPECT_EQ(parser.feed(as_bytes("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc")).error().code, Err::too_large);
}

TEST(Heads, what_would_break_the_message_is_not_written) {
  EXPECT_TRUE(encode_response_head(200, {{"x-a", "b"}}).ok());
  EXPECT_FALSE(encode_response_head(200, {{"x-a", "b\r\nset-cookie: session=1"}}).ok());
  EXPECT_FALSE(encode_response_head(200, {{"x a", "b"}}).ok());
  EXPECT_FALSE(encode_response_head(200, {{"", "b"}}).ok());
  EXPECT_FALSE(encode_response_head(20, {}).ok());
  EXPECT_FALSE(encode_request_head("GET", "/a b", {}).ok());
  EXPECT_FALSE(encode_request_head("GET", "/a\r\n", {}).ok());
  EXPECT_FALSE(encode_request_head("G T", "/", {}).ok());
  EXPECT_FALSE(encode_request_head("GET", "https://example.com/", {}).ok());
}

}  // namespace
}  // namespace cardea::net
