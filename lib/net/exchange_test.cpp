// SPDX-License-Identifier: Apache-2.0
// Client and server together: what goes in comes out, in order, once.
#include <sys/mman.h>

#include <thread>

#include "lib/net/test_home.hpp"

namespace cardea::net {
namespace {

class Exchanges : public test::Home {
 protected:
  // A file of `size` bytes that differ from place to place.
  static UniqueFd file_of(std::size_t size) {
    UniqueFd fd(::memfd_create("body", MFD_CLOEXEC));
    const std::string content = content_of(size);
    EXPECT_EQ(::write(fd.get(), content.data(), content.size()), static_cast<ssize_t>(size));
    return fd;
  }

  static std::string content_of(std::size_t size) {
    std::string content(size, '\0');
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>('a' + (i * 7 + i / 1000) % 26);
    return content;
  }
};

TEST_F(Exchanges, a_get_is_answered) {
  serve();
  const auto got = fetch_here(client(), exchange("GET", "/api/state"));
  ASSERT_TRUE(got.ok()) << got.error().what;
  EXPECT_EQ(got->response.status, 200);
  EXPECT_EQ(got->response.header("content-type"), "text/plain");
  EXPECT_EQ(text(got->response), "GET /api/state");
  EXPECT_FALSE(got->peer_certificate.empty());
}

TEST_F(Exchanges, no_header_names_our_software) {
  serve();
  const auto got = fetch_here(client(), exchange());
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(got->response.header("server"), "");
  for (const auto& [name, value] : got->response.headers)
    EXPECT_TRUE(name == "content-type" || name == "content-length" || name == "connection") << name;
}

TEST_F(Exchanges, a_post_carries_body_headers_query_and_source) {
  HttpRequest seen;
  serve({}, [&](HttpRequest request, Responder responder) {
    seen = std::move(request);
    responder.send(HttpResponse::of(201, "", ""));
  });
  Exchange post = exchange("POST", "/v1/telemetry?batch=7");
  post.headers = {{"content-type", "application/cbor"}};
  post.body = to_buffer(as_bytes(content_of(200'000)));
  const auto got = fetch_here(client(), std::move(post));
  ASSERT_TRUE(got.ok()) << got.error().what;
  EXPECT_EQ(got->response.status, 201);
  EXPECT_EQ(seen.method, "POST");
  EXPECT_EQ(seen.query_parameter("batch"), "7");
  EXPECT_EQ(seen.header("content-type"), "application/cbor");
  EXPECT_EQ(seen.header("host"), "127.0.0.1:" + std::to_string(port_));
  EXPECT_EQ(as_text(seen.body), content_of(200'000));
  EXPECT_EQ(seen.source, "127.0.0.1");
  EXPECT_EQ(seen.peer_certificate, "");
}

TEST_F(Exchanges, a_server_name_is_verified_through_the_host) {
  serve();
  Exchange named = exchange();
  named.host = "service.example.com";
  const auto got = fetch_here(client(), std::move(named));
  EXPECT_TRUE(got.ok()) << got.error().what;
}

TEST_F(Exchanges, an_answer_may_come_later) {
  std::vector<Responder> waiting;
  serve({}, [&](HttpRequest, Responder responder) { waiting.push_back(std::move(responder)); });
  std::optional<Result<Fetched>> got;
  const Cancel cancel = fetch(*loop_, client(), exchange(), [&](Result<Fetched> result) { got.emplace(std::move(result)); });
  turn_until([&] { return !waiting.empty(); });
  EXPECT_FALSE(got.has_value());
  waiting.front().send(HttpResponse::of(202, "", ""));
  turn_until([&] { return got.has_value(); });
  EXPECT_EQ((*got)->response.status, 202);
}

TEST_F(Exchanges, a_responder_dropped_unanswered_answers_500) {
  serve({}, [](HttpRequest, Responder) {});
  const auto got = fetch_here(client(), exchange());
  ASSERT_TRUE(got.ok()) << got.error().what;
  EXPECT_EQ(got->response.status, 500);
}

TEST_F(Exchanges, a_responder_answers_once) {
  serve({}, [](HttpRequest, Responder responder) {
    responder.send(HttpResponse::of(200, "", "first"));
    responder.send(HttpResponse::of(200, "", "second"));
  });
  const auto raw = raw_client();
  raw->say("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  turn_until([&] { return raw->closed; });
  EXPECT_EQ(raw->count("HTTP/1.1"), 1U);
  EXPECT_EQ(raw->count("second"), 0U);
}

TEST_F(Exchanges, a_responder_outlives_its_connection_and_its_server) {
  std::vector<Responder> waiting;
  serve({}, [&](HttpRequest, Responder responder) { waiting.push_back(std::move(responder)); });
  auto raw = raw_client();
  raw->say("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  turn_until([&] { return !waiting.empty(); });
  raw->stream->abort();
  server_.reset();
  waiting.front().send(HttpResponse::of(200, "", "for nobody"));
}

TEST_F(Exchanges, a_handler_may_end_the_server) {
  serve({}, [&](HttpRequest, Responder responder) {
    server_.reset();
    responder.send(HttpResponse::of(200, "", ""));
  });
  EXPECT_FALSE(fetch_here(client(), exchange()).ok());
}

TEST_F(Exchanges, the_answer_to_head_has_a_length_and_no_body) {
  serve();
  const auto raw = raw_client();
  raw->say("HEAD /abc HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  turn_until([&] { return raw->closed; });
  EXPECT_EQ(raw->count("content-length: 9\r\n"), 1U);
  EXPECT_TRUE(raw->heard.ends_with("\r\n\r\n"));
  const auto got = fetch_here(client(), exchange("HEAD", "/abc"));
  EXPECT_TRUE(got.ok());
}

TEST_F(Exchanges, a_204_has_neither_length_nor_body) {
  serve({}, [](HttpRequest, Responder responder) { responder.send(HttpResponse::of(204, "", "lost")); });
  const auto raw = raw_client();
  raw->say("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
  turn_until([&] { return raw->closed; });
  EXPECT_EQ(raw->heard, "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
}

TEST_F(Exchanges, a_header_that_would_split_the_answer_becomes_500) {
  serve({}, [](HttpRequest, Responder responder) {
    HttpResponse response = HttpResponse::of(200, "text/plain", "x");
    response.headers.emplace_back("location", "/\r\nset-cookie: session=stolen");
    responder.send(std::move(response));
  });
  const auto got = fetch_here(client(), exchange());
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(got->response.status, 500);
  EXPECT_EQ(got->response.header("set-cookie"), "");
}

TEST_F(Exchanges, pipelined_requests_are_answered_one_by_one_in_order) {
  std::vector<Responder> waiting;
  std::vector<std::string> paths;
  serve({}, [&](HttpRequest request, Responder responder) {
    paths.push_back(request.path);
    waiting.push_back(std::move(responder));
  });
  const auto raw = raw_client();
  raw->say(
      "GET /1 HTTP/1.1\r\nhost: a\r\n\r\nPOST /2 HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabcGET /3 HTTP/1.1\r\nhost: "
      "a\r\n\r\n");
  for (std::size_t i = 0; i < 3; ++i) {
    turn_until([&] { return waiting.size() == i + 1; });
    for (int quiet = 0; quiet < 5; ++quiet) loop_->turn(/*max_wait_ms=*/0);
    EXPECT_EQ(waiting.size(), i + 1) << "the next request was read before this one was answered";
    waiting[i].send(HttpResponse::of(200, "", paths[i]));
  }
  turn_until([&] { return raw->count("HTTP/1.1 200") == 3; });
  EXPECT_EQ(paths, (std::vector<std::string>{"/1", "/2", "/3"}));
  EXPECT_LT(raw->heard.find("/1"), raw->heard.find("/2"));
  EXPECT_LT(raw->heard.find("/2"), raw->heard.find("/3"));
}

TEST_F(Exchanges, hundreds_of_pipelined_requests_do_not_recurse) {
  limits_.requests_per_connection_max = 500;
  serve();
  const auto raw = raw_client();
  std::string many;
  for (int i = 0; i < 600; ++i) many += "GET /a HTTP/1.1\r\nhost: a\r\n\r\n";
  raw->say(many);
  turn_until([&] { return raw->closed; });
  EXPECT_EQ(raw->count("HTTP/1.1 200"), 500U);
  EXPECT_EQ(raw->count("connection: close"), 1U);  // the last one says so
}

TEST_F(Exchanges, a_client_that_expects_100_is_told_to_go_on) {
  serve({}, [](HttpRequest request, Responder responder) { responder.send(HttpResponse::of(200, "", as_text(request.body))); });
  const auto raw = raw_client();
  raw->say("PUT / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 4\r\n\r\n");
  turn_until([&] { return raw->count("100 Continue") == 1; });
  EXPECT_EQ(raw->count("HTTP/1.1 200"), 0U);
  raw->say("body");
  turn_until([&] { return raw->heard.ends_with("body"); });
  EXPECT_EQ(raw->count("100 Continue"), 1U);
}

TEST_F(Exchanges, a_client_that_expects_100_for_too_much_is_refused_before_it_sends) {
  serve();
  const auto raw = raw_client();
  raw->say("PUT / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 400000000\r\n\r\n");
  turn_until([&] { return raw->closed; });
  EXPECT_EQ(raw->count("HTTP/1.1 413"), 1U);
  EXPECT_EQ(raw->count("100 Continue"), 0U);
}

TEST_F(Exchanges, a_file_of_3_mb_arrives_whole_and_in_pieces) {
  constexpr std::size_t kSize = 3 * 1024 * 1024;
  serve({}, [](HttpRequest, Responder responder) {
    responder.send_file(HttpResponse::of(200, "application/octet-stream", ""), file_of(kSize), 0, kSize);
  });
  Exchange get = exchange();
  get.limits.body_max = kSize;
  std::string streamed;
  std::size_t largest = 0;
  get.on_body = [&](Bytes piece) -> Status {
    streamed += as_text(piece);
    largest = std::max(largest, piece.size());
    return kOk;
  };
  const auto got = fetch_here(client(), std::move(get));
  ASSERT_TRUE(got.ok()) << got.error().what;
  EXPECT_TRUE(streamed == content_of(kSize));
  EXPECT_TRUE(got->response.body.empty());
  EXPECT_LE(largest, 16U * 1024);
}

TEST_F(Exchanges, a_part_of_a_file_is_sent_as_a_range) {
  serve({}, [](HttpRequest request, Responder responder) {
    EXPECT_EQ(request.header("range"), "bytes=1000-1099");
    HttpResponse head = HttpResponse::of(206, "application/octet-stream", "");
    head.headers.emplace_back("content-range", "bytes 1000-1099/5000");
    responder.send_file(std::move(head), file_of(5000), 1000, 100);
  });
  Exchange get = exchange();
  get.headers = {{"range", "bytes=1000-1099"}};
  const auto got = fetch_here(client(), std::move(get));
  ASSERT_TRUE(got.ok()) << got.error().what;
  EXPECT_EQ(got->response.status, 206);
  EXPECT_EQ(text(got->response), content_of(5000).substr(1000, 100));
}

TEST_F(Exchanges, a_file_shorter_than_promised_cuts_the_connection) {
  serve({}, [](HttpRequest, Responder responder) { responder.send_file(HttpResponse::of(200, "", ""), file_of(1000), 0, 2000); });
  const auto got = fetch_here(client(), exchange());
  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.error().code, Err::truncated);
}

TEST_F(Exchanges, an_error_of_on_body_ends_the_exchange) {
  serve();
  Exchange get = exchange();
  get.on_body = [](Bytes) -> Status { return Error{Err::exhausted, "the disk is full"}; };
  const auto got = fetch_here(client(), std::move(get));
  ASSERT_FALSE(got.ok());
  EXPECT_STREQ(got.error().what, "the disk is full");
}

TEST_F(Exchanges, a_response_over_the_bound_is_refused_by_the_client) {
  serve({}, [](HttpRequest, Responder responder) { responder.send(HttpResponse::of(200, "", content_of(2000))); });
  Exchange get = exchange();
  get.limits.body_max = 1999;
  const auto got = fetch_here(client(), std::move(get));
  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.error().code, Err::too_large);
}

TEST_F(Exchanges, a_cancelled_exchange_never_reports) {
  serve();
  bool reported = false;
  const Cancel at_once = fetch(*loop_, client(), exchange(), [&](Result<Fetched>) { reported = true; });
  at_once();
  const Cancel later = fetch(*loop_, client(), exchange(), [&](Result<Fetched>) { reported = true; });
  turn_until([&] { return server_->connections() > 0; });
  later();
  later();
  turn_until([&] { return server_->connections() == 0; });
  EXPECT_FALSE(reported);
}

TEST_F(Exchanges, an_exchange_that_cannot_begin_reports_after_fetch_returned) {
  port_ = 1;
  for (Exchange bad : {exchange("GET", "no-slash"), exchange("G T", "/")}) {
    std::optional<Result<Fetched>> got;
    const Cancel cancel = fetch(*loop_, client(), bad, [&](Result<Fetched> result) { got.emplace(std::move(result)); });
    EXPECT_FALSE(got.has_value());
    turn_until([&] { return got.has_value(); });
    EXPECT_EQ(got->error().code, Err::bad_value);
  }
  Exchange ours = exchange();
  ours.headers = {{"content-length", "5"}};
  EXPECT_EQ(fetch_here(client(), ours).error().code, Err::bad_value);
  Exchange name = exchange();
  name.address = "service.example.com";
  EXPECT_EQ(fetch_here(client(), name).error().code, Err::bad_value);
}

TEST_F(Exchanges, nobody_there_is_unavailable) {
  UniqueFd listener = test::must(listen_tcp("127.0.0.1", 0));
  port_ = test::must(local_port(listener.get()));
  listener.reset();
  EXPECT_EQ(fetch_here(client(), exchange()).error().code, Err::unavailable);
}

TEST_F(Exchanges, a_silent_server_is_given_up_at_the_deadline) {
  const UniqueFd listener = test::must(listen_tcp("127.0.0.1", 0));  // the kernel completes the connection; nobody answers
  port_ = test::must(local_port(listener.get()));
  std::optional<Result<Fetched>> got;
  const Cancel cancel = fetch(*loop_, client(), exchange(), [&](Result<Fetched> result) { got.emplace(std::move(result)); });
  for (int i = 0; i < 5; ++i) loop_->turn(/*max_wait_ms=*/1);
  clock_.advance_ms(29'999);
  loop_->turn(/*max_wait_ms=*/0);
  EXPECT_FALSE(got.has_value());
  clock_.advance_ms(1);
  turn_until([&] { return got.has_value(); });
  EXPECT_EQ(got->error().code, Err::unavailable);
}

TEST_F(Exchanges, fetch_now_waits_for_the_answer) {
  // In its own thread and by the real clock, so the certificates are dated by that one.
  clock_.set_wall_s(SystemClock().wall_s());
  crypto::CertificateTerms terms = test::Authority::server_terms();
  terms.not_before_s = clock_.wall_s() - test::kDay;
  terms.not_after_s = clock_.wall_s() + test::kDay;
  const TlsIdentity identity = authority_.identity(terms);
  PeerCheck pinned;
  pinned.spki_pin = crypto::spki_sha256_hex(identity.signer->public_key());
  serve_as(identity);
  std::atomic<bool> over = false;
  std::optional<Result<Fetched>> got;
  std::thread tool([&] {
    got.emplace(fetch_now(test::must(TlsContext::client(pinned, {})), exchange("GET", "/now")));
    over = true;
  });
  while (!over) loop_->turn(/*max_wait_ms=*/10);
  tool.join();
  ASSERT_TRUE(got->ok()) << got->error().what;
  EXPECT_EQ(text((*got)->response), "GET /now");
}

}  // namespace
}  // namespace cardea::net
