// SPDX-License-Identifier: Apache-2.0
// The link to the service over real TLS: what shares a connection, and what a hostile or half-broken service can do to a read.
#include "device/courier/service_link.hpp"

#include "device/courier/repository_read.hpp"
#include "lib/net/test_raw_server.hpp"

namespace cardea::courier {
namespace {

using net::test::must;
using net::test::ok_with;
using Guest = net::test::RawServer::Guest;

class LinkTest : public net::test::Home {
 protected:
  LinkTest() {
    welcome_ = [this](std::string_view) {
      ++handshakes_;
      return true;
    };
  }

  ServiceLink& link() {
    if (link_ == nullptr) {
      net::PeerCheck check = server_of(authority_);
      check.server_name = "service.example.com";
      auto tls = must(net::TlsContext::client(check, authority_.identity(net::test::Authority::client_terms())));
      link_ = std::make_unique<ServiceLink>(*loop_, ServiceAddress{"127.0.0.1", port_, "service.example.com"}, std::move(tls));
    }
    return *link_;
  }

  net::test::RawServer& raw_service() {
    raw_ = std::make_unique<net::test::RawServer>(*loop_, authority_.identity(net::test::Authority::server_terms()),
                                                  clients_of(authority_));
    port_ = raw_->port();
    return *raw_;
  }
  // A service that gives ranges of file_, and lets the test do something else with some requests.
  void ranging_service(std::function<bool(Guest&)> instead = {}) {
    raw_service().on_request = [this, instead = std::move(instead)](Guest& guest) {
      if (!instead || !instead(guest)) guest.say(range_answer(guest));
    };
  }
  std::string range_answer(const Guest& guest) const {
    std::size_t first = 0;
    std::size_t last = 0;
    EXPECT_EQ(std::sscanf(guest.heard.c_str() + guest.heard.rfind("range: "), "range: bytes=%zu-%zu", &first, &last), 2)
        << guest.heard;
    return range_answer(first, std::min(last, file_.size() - 1));
  }
  std::string range_answer(std::size_t first, std::size_t last) const {
    return "HTTP/1.1 206 Partial Content\r\ncontent-range: bytes " + std::to_string(first) + "-" + std::to_string(last) + "/" +
           std::to_string(file_.size()) + "\r\ncontent-length: " + std::to_string(last - first + 1) + "\r\n\r\n" +
           file_.substr(first, last - first + 1);
  }

  void begin_read(std::uint64_t offset, std::uint32_t length) {
    piece_.reset();
    link().read({"targets/00.image", offset, length},
                [this](Result<contract::Piece> piece) { piece_.emplace(std::move(piece)); });
  }
  Result<contract::Piece> read(std::uint64_t offset, std::uint32_t length = 1000) {
    begin_read(offset, length);
    turn_until([this] { return piece_.has_value(); });
    return piece_ ? std::move(*piece_) : Result<contract::Piece>(Error{Err::broken, "the read never ended"});
  }
  void expect_read(std::uint64_t offset, std::uint32_t length = 1000) {
    const auto piece = read(offset, length);
    ASSERT_TRUE(piece) << offset << ": " << piece.error().what;
    EXPECT_TRUE(as_text(piece->bytes) == file_.substr(offset, length)) << offset;
  }
  void expect_unavailable(std::uint64_t offset, std::string_view what) {
    const auto piece = read(offset);
    ASSERT_FALSE(piece.ok());
    EXPECT_EQ(piece.error().code, Err::unavailable);
    EXPECT_EQ(piece.error().what, what);
  }
  Result<VisitAnswer> check_in() {
    std::optional<Result<VisitAnswer>> got;
    link().check_in(Value().set("state", "initialized"), [&](Result<VisitAnswer> answer) { got.emplace(std::move(answer)); });
    turn_until([&] { return got.has_value(); });
    return got ? std::move(*got) : Result<VisitAnswer>(Error{Err::broken, "the visit never ended"});
  }
  void settle() {
    for (int i = 0; i < 30; ++i) loop_->turn(/*max_wait_ms=*/1);
  }

  static std::string content_of(std::size_t size) {
    std::string content(size, '\0');
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>('a' + (i * 7 + i / 1000) % 26);
    return content;
  }

  const std::string file_ = content_of(300'000);
  std::size_t handshakes_ = 0;
  std::unique_ptr<net::test::RawServer> raw_;
  std::optional<Result<contract::Piece>> piece_;
  std::unique_ptr<ServiceLink> link_;
};

constexpr std::string_view kVisit = R"({"next_visit_s":900,"update_hint":false})";

TEST_F(LinkTest, a_visit_its_telemetry_and_an_update_cost_one_handshake_and_each_is_signed_in_by_certificate) {
  std::vector<std::string> heard;
  serve(clients_of(authority_), [&](net::HttpRequest request, net::Responder responder) {
    EXPECT_FALSE(request.peer_certificate.empty());
    heard.push_back(request.method + " " + request.path + " " + std::string(request.header("range")));
    if (request.path == "/v1/check-in") return responder.send(net::HttpResponse::of(200, "application/json", kVisit));
    if (request.path == "/v1/telemetry") return responder.send(net::HttpResponse{204, {}, {}});
    auto response = net::HttpResponse::of(206, "", "0123456789");
    response.headers.emplace_back("content-range", "bytes " + std::string(request.header("range").substr(6)) + "/100");
    responder.send(std::move(response));
  });
  ASSERT_TRUE(check_in());
  std::optional<Status> sent;
  link().send_telemetry({1, {{1'800'000'000, "uptime_hours", 3}}}, [&](Status status) { sent.emplace(std::move(status)); });
  turn_until([&] { return sent.has_value(); });
  EXPECT_TRUE(sent->ok());
  for (std::uint64_t offset = 0; offset < 100; offset += 10) EXPECT_TRUE(read(offset, 10)) << offset;
  EXPECT_EQ(handshakes_, 1U);
  ASSERT_EQ(heard.size(), 12U);
  EXPECT_EQ(heard[2], "GET /v1/repository/targets/00.image bytes=0-9");
  EXPECT_EQ(heard[11], "GET /v1/repository/targets/00.image bytes=90-99");
}

TEST_F(LinkTest, reads_go_on_over_a_connection_until_it_is_idle) {
  ranging_service();
  for (std::uint64_t offset = 0; offset < file_.size(); offset += kReadMax) expect_read(offset, kReadMax);
  EXPECT_EQ(raw_->guests.size(), 1U);
  clock_.advance_ms(net::kOriginIdleMs);
  turn_until([this] { return raw_->open() == 0; });
  expect_read(5);
  EXPECT_EQ(raw_->guests.size(), 2U);
}

TEST_F(LinkTest, a_visit_does_not_wait_for_a_slow_read) {
  ranging_service([](Guest& guest) {
    if (guest.heard.starts_with("POST")) guest.say(ok_with(kVisit));
    return true;  // a read is never answered
  });
  begin_read(0, 1000);
  turn_until([this] { return raw_->requests() == 1; });
  EXPECT_TRUE(check_in());
  EXPECT_FALSE(piece_.has_value());
  clock_.advance_ms(30'000);
  turn_until([this] { return piece_.has_value(); });
  EXPECT_EQ(piece_->error().code, Err::unavailable);
}

TEST_F(LinkTest, a_read_that_may_not_be_is_refused_before_anything_is_sent) {
  ranging_service();
  EXPECT_EQ(read(0, 0).error().code, Err::bad_value);
  EXPECT_EQ(read(0, kReadMax + 1).error().code, Err::bad_value);
  std::optional<Result<contract::Piece>> got;
  link().read({"metadata/../secret", 0, 10}, [&](Result<contract::Piece> piece) { got.emplace(std::move(piece)); });
  EXPECT_EQ(got->error().code, Err::bad_value);
  settle();
  EXPECT_EQ(raw_->requests(), 0U);
}

TEST_F(LinkTest, a_service_that_leaves_between_two_reads_is_asked_over_a_new_connection) {
  ranging_service();
  for (const std::uint64_t offset : {0U, 5000U, 10'000U}) {
    expect_read(offset);
    raw_->guests.back()->hang_up();
    if (offset > 0) settle();  // once it is seen before the next read, and once with it
  }
  EXPECT_EQ(raw_->guests.size(), 3U);
}

TEST_F(LinkTest, a_service_that_leaves_as_a_read_arrives_is_asked_once_more) {
  ranging_service([](Guest& guest) {
    if (guest.number > 0 || guest.requests < 2) return false;
    guest.hang_up();
    return true;
  });
  expect_read(0);
  expect_read(1000);
  EXPECT_EQ(raw_->requests(), 3U);
}

TEST_F(LinkTest, a_visit_is_never_made_twice) {
  raw_service().on_request = [](Guest& guest) {
    if (guest.requests == 2) return guest.hang_up();
    guest.say(ok_with(kVisit));
  };
  EXPECT_TRUE(check_in());
  EXPECT_FALSE(check_in());
  settle();
  EXPECT_EQ(raw_->requests(), 2U);
  EXPECT_TRUE(check_in());
}

TEST_F(LinkTest, a_read_that_breaks_off_in_the_middle_is_tried_later_and_leaves_nothing_behind) {
  ranging_service([this](Guest& guest) {
    if (guest.number > 0) return false;
    guest.say(range_answer(guest).substr(0, 500));
    guest.say_goodbye();
    return true;
  });
  expect_unavailable(0, "the peer closed before its answer was whole");
  expect_read(0);
}

TEST_F(LinkTest, a_second_answer_is_nobodys_even_when_it_fits_the_next_read) {
  std::string planted = range_answer(1000, 1999);
  std::replace(planted.end() - 1000, planted.end(), 'a', 'X');
  for (const bool at_once : {true, false}) {
    ranging_service([&](Guest& guest) {
      if (guest.number > 0) return false;
      guest.say(range_answer(guest) + (at_once ? planted : ""));
      if (!at_once) guest.say(planted);
      return true;
    });
    link_.reset();
    begin_read(0, 1000);
    turn_until([this] { return piece_.has_value(); });
    expect_read(1000);
    EXPECT_EQ(raw_->guests.size(), 2U);
  }
}

TEST_F(LinkTest, an_answer_to_no_request_is_not_the_answer_to_the_next) {
  ranging_service();
  expect_read(0);
  raw_->guests.back()->say(range_answer(5000, 5999));
  settle();
  expect_read(5000);
  EXPECT_EQ(raw_->guests.size(), 2U);
}

TEST_F(LinkTest, endless_headers_are_given_up_and_tried_later) {
  ranging_service([](Guest& guest) {
    if (guest.number > 0) return false;
    guest.say("HTTP/1.1 206 Partial Content\r\n");
    for (int i = 0; i < 10'000; ++i) guest.say("x-more: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n");
    return true;
  });
  expect_unavailable(0, "the head is over its limit");
  expect_read(0);
}

TEST_F(LinkTest, a_wrong_range_is_given_up_before_its_body_and_tried_later) {
  ranging_service([this](Guest& guest) {
    if (guest.number > 0) return false;
    guest.say(range_answer(1000, 1999).substr(0, 100));  // it never sends the body
    return true;
  });
  expect_unavailable(0, "the service sent another range than was asked for");
  expect_read(0);
}

TEST_F(LinkTest, a_range_that_does_not_end_where_it_says_is_given_up) {
  ranging_service([](Guest& guest) {
    if (guest.number > 0) return false;
    guest.say("HTTP/1.1 206 Partial Content\r\ncontent-range: bytes 0-999/300000\r\ntransfer-encoding: chunked\r\n\r\n");
    for (int i = 0; i < 500; ++i) guest.say("10\r\n0123456789abcdef\r\n");
    return true;
  });
  expect_unavailable(0, "the service sent another range than was asked for");
  expect_read(0);
}

TEST_F(LinkTest, the_whole_of_a_small_file_is_as_good_as_a_range_and_keeps_the_connection) {
  raw_service().on_request = [this](Guest& guest) { guest.say(ok_with(file_)); };
  expect_read(0);
  expect_read(150'000, kReadMax);
  expect_read(299'500);
  EXPECT_TRUE(read(300'000)->bytes.empty());
  EXPECT_EQ(raw_->guests.size(), 1U);
}

TEST_F(LinkTest, the_whole_of_a_large_file_is_given_up_at_its_head) {
  raw_service().on_request = [](Guest& guest) { guest.say("HTTP/1.1 200 OK\r\ncontent-length: 268435456\r\n\r\n"); };
  expect_unavailable(0, "the service, or a proxy before it, does not do range requests");
  turn_until([this] { return raw_->open() == 0; });
}

TEST_F(LinkTest, the_whole_of_a_file_without_an_end_is_given_up_at_the_bound) {
  std::size_t said = 0;
  raw_service().on_request = [&](Guest& guest) {
    guest.say("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    for (int i = 0; i < 80; ++i, said += 65'536) guest.say("10000\r\n" + std::string(65'536, 'x') + "\r\n");
  };
  expect_unavailable(0, "the service, or a proxy before it, does not do range requests");
  EXPECT_GT(said, kWholeMax);
  turn_until([this] { return raw_->open() == 0; });
}

TEST_F(LinkTest, the_end_of_a_file_and_a_file_that_is_not_there_are_answers_that_keep_the_connection) {
  raw_service().on_request = [](Guest& guest) {
    if (guest.requests == 1)
      return guest.say("HTTP/1.1 416 Range Not Satisfiable\r\ncontent-range: bytes */300000\r\ncontent-length: 2\r\n\r\n{}");
    guest.say("HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}");
  };
  const auto end = read(300'000);
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->found && end->bytes.empty());
  EXPECT_EQ(end->total, 300'000U);
  const auto missing = read(0);
  ASSERT_TRUE(missing);
  EXPECT_FALSE(missing->found);
  EXPECT_EQ(raw_->guests.size(), 1U);
}

TEST_F(LinkTest, a_service_that_does_not_take_our_certificate_refuses_us) {
  net::test::Authority other("another CA");
  raw_ = std::make_unique<net::test::RawServer>(*loop_, authority_.identity(net::test::Authority::server_terms()),
                                                clients_of(other));
  port_ = raw_->port();
  EXPECT_EQ(read(0).error().code, Err::refused);
}

}  // namespace
}  // namespace cardea::courier
