// SPDX-License-Identifier: Apache-2.0
// One client, one server, many exchanges: what is kept, what is not, and what is sent again.
#include "lib/net/http_origin.hpp"

#include "lib/net/test_raw_server.hpp"

namespace cardea::net {
namespace {

using test::ok_with;
using Guest = test::RawServer::Guest;

class Origin : public test::Home {
 protected:
  Origin() {
    welcome_ = [this](std::string_view) {
      ++handshakes_;
      return true;
    };
  }

  HttpOrigin& origin() {
    if (origin_ == nullptr) origin_ = std::make_unique<HttpOrigin>(*loop_, client(), HttpOrigin::Place{"127.0.0.1", port_, ""});
    return *origin_;
  }

  // A server of the test's own instead of ours.
  test::RawServer& raw_server() {
    raw_ = std::make_unique<test::RawServer>(*loop_, authority_.identity(test::Authority::server_terms()));
    port_ = raw_->port();
    return *raw_;
  }

  // It answers each request with the number of the connection and of the request on it.
  test::RawServer& numbering_server() {
    raw_server().on_request = [](Guest& guest) { guest.say(ok_with(guest.heard.starts_with("HEAD") ? "" : numbered(guest))); };
    return *raw_;
  }
  static std::string numbered(const Guest& guest) { return std::to_string(guest.number) + "." + std::to_string(guest.requests); }

  void begin(Exchange what) {
    got_.reset();
    cancel_ = origin().fetch(std::move(what), [this](Result<Fetched> result) { got_.emplace(std::move(result)); });
  }
  Result<Fetched> ask(Exchange what) {
    begin(std::move(what));
    turn_until([this] { return got_.has_value(); });
    return got_ ? std::move(*got_) : Result<Fetched>(Error{Err::broken, "the exchange never ended"});
  }
  Result<Fetched> ask(std::string method = "GET", std::string target = "/") {
    return ask(exchange(std::move(method), std::move(target)));
  }
  // The body, or what went wrong.
  std::string said(const Result<Fetched>& got) const { return got ? text(got->response) : std::string(got.error().what); }

  void settle() {
    for (int i = 0; i < 30; ++i) loop_->turn(/*max_wait_ms=*/1);
  }

  std::size_t handshakes_ = 0;
  std::unique_ptr<test::RawServer> raw_;
  std::optional<Result<Fetched>> got_;
  Cancel cancel_;
  std::unique_ptr<HttpOrigin> origin_;
};

TEST_F(Origin, one_connection_carries_one_exchange_after_another) {
  serve({}, [](HttpRequest request, Responder responder) {
    responder.send(HttpResponse::of(200, "", request.method + " " + request.path + " " + std::string(as_text(request.body))));
  });
  for (int i = 0; i < 20; ++i) EXPECT_EQ(said(ask("GET", "/" + std::to_string(i))), "GET /" + std::to_string(i) + " ");
  Exchange post = exchange("POST", "/p");
  post.body = to_buffer(as_bytes("body"));
  EXPECT_EQ(said(ask(post)), "POST /p body");
  EXPECT_TRUE(ask("HEAD", "/h").ok());
  EXPECT_EQ(said(ask("DELETE", "/d")), "DELETE /d ");
  EXPECT_EQ(handshakes_, 1U);
  EXPECT_EQ(server_->connections(), 1U);
}

TEST_F(Origin, every_answer_tells_who_the_server_is) {
  serve();
  const auto first = ask();
  const auto second = ask();
  ASSERT_TRUE(first && second);
  EXPECT_FALSE(first->peer_certificate.empty());
  EXPECT_EQ(first->peer_certificate, second->peer_certificate);
}

TEST_F(Origin, answers_without_a_body_and_in_chunks_keep_the_connection) {
  const std::vector<std::string> answers{"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 304 Not Modified\r\n\r\n",
                                         "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
                                         "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
                                         "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx"};
  raw_server().on_request = [&](Guest& guest) { guest.say(answers.at(guest.requests - 1)); };
  for (const std::string& answer : answers) EXPECT_TRUE(ask().ok()) << answer;
  EXPECT_EQ(raw_->guests.size(), 1U);
}

TEST_F(Origin, an_idle_connection_is_closed_by_us_and_the_next_exchange_makes_another) {
  serve();
  ASSERT_TRUE(ask());
  clock_.advance_ms(kOriginIdleMs - 1);
  settle();
  ASSERT_TRUE(ask());  // its idle time begins anew
  clock_.advance_ms(kOriginIdleMs - 1);
  settle();
  EXPECT_EQ(server_->connections(), 1U);
  EXPECT_EQ(handshakes_, 1U);
  clock_.advance_ms(1);
  turn_until([this] { return server_->connections() == 0; });
  EXPECT_TRUE(ask());
  EXPECT_EQ(handshakes_, 2U);
}

TEST_F(Origin, we_leave_before_our_own_server_would_turn_us_out) {
  EXPECT_LT(kOriginIdleMs + 1000, HttpLimits{}.idle_ms);
}

TEST_F(Origin, a_server_that_says_it_closes_is_believed) {
  for (const char* header : {"connection: close\r\n", "Connection: Close\r\n", "connection: keep-alive, close\r\n"}) {
    raw_server().on_request = [&](Guest& guest) { guest.say(ok_with(numbered(guest), header)); };
    origin_.reset();
    EXPECT_EQ(said(ask()), "0.1");
    EXPECT_EQ(said(ask()), "1.1") << header;
    turn_until([this] { return raw_->open() == 0; });
  }
}

TEST_F(Origin, an_answer_of_http_1_0_or_without_an_end_of_its_own_closes_the_connection) {
  raw_server().on_request = [](Guest& guest) {
    guest.say("HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 1\r\n\r\nx");
  };
  EXPECT_EQ(said(ask()), "x");
  turn_until([this] { return raw_->open() == 0; });
  raw_->on_request = [](Guest& guest) {
    guest.say("HTTP/1.1 200 OK\r\n\r\nto the end");
    guest.say_goodbye();
  };
  EXPECT_EQ(said(ask()), "to the end");
  EXPECT_EQ(said(ask()), "to the end");
  EXPECT_EQ(raw_->guests.size(), 3U);
}

TEST_F(Origin, an_exchange_does_not_wait_for_another_and_one_connection_is_kept) {
  std::vector<Responder> waiting;
  serve({}, [&](HttpRequest, Responder responder) { waiting.push_back(std::move(responder)); });
  int answered = 0;
  for (int i = 0; i < 3; ++i) origin().fetch(exchange(), [&](const Result<Fetched>& got) { answered += got.ok() ? 1 : 0; });
  turn_until([&] { return waiting.size() == 3; });
  for (Responder& responder : waiting) responder.send(HttpResponse::of(200, "", ""));
  turn_until([&] { return answered == 3; });
  turn_until([&] { return server_->connections() == 1; });
  waiting.clear();
  begin(exchange());
  turn_until([&] { return waiting.size() == 1; });
  EXPECT_EQ(handshakes_, 3U);
}

TEST_F(Origin, an_answer_may_ask_the_next_thing_at_once) {
  serve();
  int left = 300;
  std::function<void(Result<Fetched>)> next = [&](const Result<Fetched>& got) {
    ASSERT_TRUE(got.ok()) << got.error().what;
    if (--left > 0) origin().fetch(exchange(), next);
  };
  origin().fetch(exchange(), next);
  turn_until([&] { return left == 0; });
  EXPECT_EQ(handshakes_, 1U);
}

TEST_F(Origin, an_answer_may_end_the_client) {
  serve();
  bool ended = false;
  origin().fetch(exchange(), [&](Result<Fetched>) {
    origin_.reset();
    ended = true;
  });
  turn_until([&] { return ended && server_->connections() == 0; });
}

TEST_F(Origin, the_end_of_the_client_closes_what_waits_and_lets_an_exchange_end) {
  std::vector<Responder> waiting;
  serve({}, [&](HttpRequest request, Responder responder) {
    if (request.path == "/later") return waiting.push_back(std::move(responder));
    responder.send(HttpResponse::of(200, "", "at once"));
  });
  begin(exchange("GET", "/later"));
  turn_until([&] { return waiting.size() == 1; });
  std::optional<Result<Fetched>> other;
  origin().fetch(exchange(), [&](Result<Fetched> result) { other.emplace(std::move(result)); });
  turn_until([&] { return other.has_value(); });
  EXPECT_EQ(server_->connections(), 2U);
  origin_.reset();
  turn_until([&] { return server_->connections() == 1; });
  waiting.front().send(HttpResponse::of(200, "", "at last"));
  turn_until([&] { return got_.has_value(); });
  EXPECT_EQ(said(*got_), "at last");
  turn_until([&] { return server_->connections() == 0; });
}

TEST_F(Origin, a_cancelled_exchange_takes_its_connection_along) {
  numbering_server();
  ASSERT_TRUE(ask());
  begin(exchange());
  cancel_();
  settle();
  EXPECT_FALSE(got_.has_value());
  turn_until([this] { return raw_->open() == 0; });
  EXPECT_EQ(said(ask()), "1.1");
}

TEST_F(Origin, a_silent_kept_connection_is_given_up_at_the_deadline_and_not_tried_anew) {
  raw_server().on_request = [](Guest& guest) {
    if (guest.number > 0 || guest.requests == 1) guest.say(ok_with(numbered(guest)));
  };
  ASSERT_TRUE(ask());
  begin(exchange());
  turn_until([this] { return raw_->requests() == 2; });
  clock_.advance_ms(29'999);
  settle();
  EXPECT_FALSE(got_.has_value());
  clock_.advance_ms(1);
  turn_until([this] { return got_.has_value(); });
  EXPECT_EQ(got_->error().code, Err::unavailable);
  EXPECT_EQ(raw_->requests(), 2U);
  EXPECT_EQ(said(ask()), "1.1");
}

TEST_F(Origin, a_connection_carries_no_more_requests_than_its_limit) {
  numbering_server();
  Exchange limited = exchange();
  limited.limits.requests_per_connection_max = 2;
  EXPECT_EQ(said(ask(limited)), "0.1");
  EXPECT_EQ(said(ask(limited)), "0.2");
  EXPECT_EQ(said(ask(limited)), "1.1");
}

TEST_F(Origin, an_error_of_on_body_ends_the_connection) {
  numbering_server();
  Exchange get = exchange();
  get.on_body = [](Bytes) -> Status { return Error{Err::exhausted, "the disk is full"}; };
  EXPECT_EQ(said(ask(get)), "the disk is full");
  EXPECT_EQ(said(ask()), "1.1");
}

// --- servers that leave

TEST_F(Origin, a_server_that_leaves_between_two_exchanges_is_not_asked_again_over_the_dead_connection) {
  numbering_server();
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(said(ask(i == 1 ? "POST" : "GET")), std::to_string(i) + ".1");
    raw_->guests.back()->hang_up();
    settle();
  }
}

// The server's goodbye is there already, unread, when the request is queued: it was never sent, so anything may be sent anew.
TEST_F(Origin, a_request_that_never_left_goes_over_a_new_connection_whatever_it_is) {
  numbering_server();
  std::size_t number = 0;
  for (const char* method : {"GET", "HEAD", "POST", "PUT", "DELETE"}) {
    ASSERT_TRUE(ask());
    raw_->guests.back()->hang_up();
    begin(exchange(method));
    turn_until([this] { return got_.has_value(); });
    EXPECT_TRUE(got_->ok()) << method << ": " << got_->error().what;
    EXPECT_EQ(raw_->guests.size(), ++number + 1) << method;
    EXPECT_EQ(raw_->guests.back()->requests, 1U) << method;
  }
}

TEST_F(Origin, a_get_or_head_that_finds_a_dead_connection_is_asked_once_more_over_a_new_one) {
  raw_server().on_request = [](Guest& guest) {
    if (guest.requests == 2) return guest.hang_up();
    guest.say(ok_with(guest.heard.starts_with("HEAD") ? "" : numbered(guest)));
  };
  EXPECT_EQ(said(ask()), "0.1");
  EXPECT_EQ(said(ask()), "1.1");
  EXPECT_TRUE(ask("HEAD").ok());
  EXPECT_EQ(raw_->guests.size(), 3U);
  EXPECT_EQ(raw_->requests(), 5U);
}

TEST_F(Origin, a_get_is_asked_no_third_time) {
  raw_server().on_request = [](Guest& guest) {
    if (guest.number == 0 && guest.requests == 1) return guest.say(ok_with("first"));
    guest.hang_up();
  };
  ASSERT_TRUE(ask());
  const auto second = ask();
  EXPECT_EQ(second.error().code, Err::truncated);
  settle();
  EXPECT_EQ(raw_->guests.size(), 2U);
  EXPECT_EQ(raw_->requests(), 3U);
}

TEST_F(Origin, a_get_over_a_new_connection_is_not_asked_twice) {
  raw_server().on_request = [](Guest& guest) { guest.hang_up(); };
  EXPECT_FALSE(ask().ok());
  settle();
  EXPECT_EQ(raw_->requests(), 1U);
}

TEST_F(Origin, what_changes_something_there_is_never_sent_twice) {
  std::size_t asked = 0;
  raw_server().on_request = [](Guest& guest) {
    if (guest.requests == 2) return guest.hang_up();
    guest.say(ok_with(""));
  };
  for (const char* method : {"POST", "PUT", "DELETE"}) {
    ASSERT_TRUE(ask());
    EXPECT_EQ(ask(method).error().code, Err::truncated) << method;
    settle();
    EXPECT_EQ(raw_->guests.size(), ++asked) << method;
    EXPECT_EQ(raw_->requests(), 2 * asked) << method;
  }
}

TEST_F(Origin, a_connection_that_is_reset_under_a_request_counts_as_dead) {
  raw_server().on_request = [](Guest& guest) {
    if (guest.number > 0 || guest.requests == 1) return guest.say(ok_with(numbered(guest)));
    guest.hang_up();  // with bytes of the body unread: the kernel resets
  };
  ASSERT_TRUE(ask());
  Exchange large = exchange();
  large.body = Buffer(300'000, 'x');
  EXPECT_EQ(said(ask(large)), "1.1");
  EXPECT_EQ(raw_->guests.size(), 2U);
}

TEST_F(Origin, an_answer_that_breaks_off_is_not_asked_for_again) {
  raw_server().on_request = [](Guest& guest) {
    if (guest.requests == 1) return guest.say(ok_with("whole"));
    guest.say("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nbegun");
    guest.say_goodbye();
  };
  ASSERT_TRUE(ask());
  EXPECT_EQ(ask().error().code, Err::truncated);
  EXPECT_EQ(raw_->requests(), 2U);
  EXPECT_EQ(said(ask()), "whole");
  EXPECT_EQ(raw_->guests.size(), 2U);
}

// --- servers that say too much

TEST_F(Origin, bytes_after_an_answer_close_the_connection_and_the_answer_stands) {
  raw_server().on_request = [](Guest& guest) { guest.say(ok_with(numbered(guest)) + "x"); };
  EXPECT_EQ(said(ask()), "0.1");
  turn_until([this] { return raw_->open() == 0; });
  EXPECT_EQ(said(ask()), "1.1");
}

TEST_F(Origin, a_second_answer_to_one_request_is_nobodys) {
  const std::string planted = ok_with("planted");
  for (const bool at_once : {true, false}) {
    raw_server().on_request = [&](Guest& guest) {
      guest.say(ok_with(numbered(guest)) + (at_once ? planted : ""));
      if (!at_once) guest.say(planted);  // a record of its own
    };
    origin_.reset();
    EXPECT_EQ(said(ask()), "0.1");
    settle();
    EXPECT_EQ(said(ask()), "1.1");
  }
}

TEST_F(Origin, a_second_answer_that_comes_before_the_next_request_has_left_does_not_answer_it) {
  for (const char* method : {"GET", "POST"}) {
    raw_server().on_request = [](Guest& guest) {
      guest.say(ok_with(numbered(guest)));
      if (guest.number == 0) guest.say(ok_with("planted"));
    };
    origin_.reset();
    std::string first;
    got_.reset();
    origin().fetch(exchange(), [&](const Result<Fetched>& got) {
      first = said(got);
      begin(exchange(method));  // while the other answer is still to be read
    });
    turn_until([this] { return got_.has_value(); });
    EXPECT_EQ(first, "0.1");
    EXPECT_EQ(said(*got_), "1.1") << method;
    EXPECT_EQ(raw_->requests(), 2U) << method;
  }
}

TEST_F(Origin, a_server_that_answers_before_it_is_asked_is_not_believed) {
  raw_server().on_guest = [](Guest& guest) { guest.say(ok_with("unasked")); };
  Exchange slow = exchange();
  slow.headers.emplace_back("x-long", std::string(4 * 1024 * 1024, 'x'));  // its head is still on its way when the answer comes
  EXPECT_EQ(said(ask(slow)), "the server answered before it was asked");
  EXPECT_EQ(raw_->requests(), 0U);
  turn_until([this] { return raw_->open() == 0; });
}

TEST_F(Origin, a_refusal_of_a_body_that_is_still_coming_is_an_answer_and_the_last_one) {
  raw_server().on_request = [](Guest& guest) {
    if (guest.heard.starts_with("PUT")) return guest.say("HTTP/1.1 413 Content Too Large\r\ncontent-length: 2\r\n\r\nno");
    guest.say(ok_with(numbered(guest)));
  };
  ASSERT_TRUE(ask());
  raw_->guests.front()->heard.clear();
  Exchange put = exchange("PUT");
  put.body = Buffer(8 * 1024 * 1024, 'x');
  const auto got = ask(put);
  ASSERT_TRUE(got.ok()) << got.error().what;
  EXPECT_EQ(got->response.status, 413);
  EXPECT_EQ(said(ask()), "1.1");
}

TEST_F(Origin, an_endless_head_is_refused_at_its_bound) {
  const std::string line = "x-more: " + std::string(100, 'x') + "\r\n";
  std::size_t said_so_far = 0;
  raw_server().on_request = [&](Guest& guest) {
    if (guest.requests == 1) return guest.say(ok_with("fine"));
    guest.say("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < 1000; ++i) guest.say(line), said_so_far += line.size();
  };
  ASSERT_TRUE(ask());
  EXPECT_EQ(ask().error().code, Err::too_large);
  EXPECT_GT(said_so_far, HttpLimits{}.head_max * 10);
  EXPECT_EQ(raw_->requests(), 2U) << "it was heard, so it is not asked again";
  turn_until([this] { return raw_->open() == 0; });
}

TEST_F(Origin, endless_interim_answers_are_refused_at_their_bound) {
  raw_server().on_request = [&](Guest& guest) {
    for (int i = 0; i < 100; ++i) guest.say("HTTP/1.1 103 Early Hints\r\n\r\n");
  };
  EXPECT_EQ(ask().error().code, Err::too_large);
}

TEST_F(Origin, words_out_of_nowhere_close_a_waiting_connection) {
  numbering_server();
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(said(ask()), std::to_string(i) + ".1");
    raw_->guests.back()->say(i == 0 ? "HTTP/1.1 408 Request Timeout\r\n\r\n" : "x");
    settle();
    EXPECT_EQ(raw_->open(), 0U);
  }
}

}  // namespace
}  // namespace cardea::net
