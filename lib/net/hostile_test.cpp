// SPDX-License-Identifier: Apache-2.0
// Peers that send what they should not, stop where they should not, or simply stay: they are refused or
// closed, memory stays bounded, and everybody else goes on being served.
#include <sys/mman.h>
#include <sys/resource.h>

#include <random>

#include "lib/net/test_home.hpp"

namespace cardea::net {
namespace {

class Hostile : public test::Home {
 protected:
  void turn(int times = 20) {
    for (int i = 0; i < times; ++i) loop_->turn(/*max_wait_ms=*/1);
  }

  // The status line's number in the answer to `text`, after which the server closes.
  std::string answer_to(const std::string& text) {
    const auto raw = raw_client();
    raw->say(text);
    for (int i = 0; i < 500 && !raw->closed; ++i) loop_->turn(/*max_wait_ms=*/10);
    EXPECT_TRUE(raw->closed) << "the connection stays open after a refusal";
    return raw->heard.substr(0, 12);
  }

  // Plain bytes to the port, then the end.
  void throw_at_port(std::string_view bytes) {
    UniqueFd fd = test::connect_to(port_);
    (void)!::send(fd.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    turn(5);
  }
};

TEST_F(Hostile, malformed_and_oversized_requests_are_named_and_closed) {
  serve();
  EXPECT_EQ(answer_to("GET /../x HTTP/1.1\r\nhost: a\r\n\r\n"), "HTTP/1.1 400");
  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\n\r\n"), "HTTP/1.1 400");
  EXPECT_EQ(answer_to("GET / HTTP/3.0\r\nhost: a\r\n\r\n"), "HTTP/1.1 505");
  EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"),
            "HTTP/1.1 400");
  EXPECT_EQ(answer_to("GET / HTTP/1.1\r\nx: " + std::string(9000, 'x') + "\r\nhost: a\r\n\r\n"), "HTTP/1.1 431");
  EXPECT_EQ(answer_to(std::string(100'000, 'x')), "HTTP/1.1 431");
  EXPECT_EQ(answer_to("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 262145\r\n\r\n"), "HTTP/1.1 413");
  expect_alive();
}

TEST_F(Hostile, the_refusal_arrives_although_the_body_is_still_coming) {
  serve();
  Exchange put = exchange("PUT", "/v1/large");
  put.body = Buffer(1024 * 1024, 'x');
  const auto got = fetch_here(client(), std::move(put));
  ASSERT_TRUE(got.ok()) << got.error().what;
  EXPECT_EQ(got->response.status, 413);
}

TEST_F(Hostile, bytes_that_are_no_tls_close_only_their_own_connection) {
  serve();
  const auto bystander = raw_client();
  std::mt19937 random(20261123);
  throw_at_port("");
  throw_at_port("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  for (int i = 0; i < 100; ++i) {
    std::string noise(random() % 600, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    if (i % 2 == 0 && noise.size() > 5) noise.replace(0, 5, "\x16\x03\x01\x01\x00", 5);  // looks like a handshake record
    throw_at_port(noise);
  }
  turn_until([&] { return server_->connections() == 1; });
  bystander->say("GET /still HTTP/1.1\r\nhost: a\r\n\r\n");
  turn_until([&] { return bystander->count("GET /still") == 1; });
}

TEST_F(Hostile, a_real_handshake_cut_or_repeated_anywhere_harms_nobody) {
  serve();
  // The first flight of a real client, caught by a listener of ours.
  const UniqueFd trap = test::must(listen_tcp("127.0.0.1", 0));
  const Cancel cancel = fetch(
      *loop_, client(),
      [&] {
        Exchange e = exchange();
        e.port = test::must(local_port(trap.get()));
        return e;
      }(),
      [](Result<Fetched>) {});
  turn(5);
  const UniqueFd caught(::accept4(trap.get(), nullptr, nullptr, SOCK_NONBLOCK));
  std::string hello(4096, '\0');
  const auto size = ::recv(caught.get(), hello.data(), hello.size(), 0);
  ASSERT_GT(size, 100);
  hello.resize(static_cast<std::size_t>(size));
  cancel();

  for (std::size_t cut = 0; cut < hello.size(); cut += 7) throw_at_port(hello.substr(0, cut));
  throw_at_port(hello + hello);
  throw_at_port(hello + hello.substr(0, 50));
  for (std::size_t i = 0; i < hello.size(); i += 5) {
    std::string bent = hello;
    bent[i] = static_cast<char>(bent[i] ^ 0x55);
    throw_at_port(bent);
  }
  turn_until([&] { return server_->connections() == 0; });
  expect_alive();
}

TEST_F(Hostile, a_peer_may_leave_at_any_byte_of_its_request) {
  int handled = 0;
  serve({}, [&](HttpRequest, Responder responder) {
    ++handled;
    responder.send(HttpResponse::of(200, "", ""));
  });
  const std::string text = "POST /a HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello";
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    const auto raw = raw_client();
    raw->say(text.substr(0, cut));
    turn(3);
    raw->stream->abort();
  }
  turn_until([&] { return server_->connections() == 0; });
  EXPECT_EQ(handled, 0);
  expect_alive();
}

TEST_F(Hostile, a_peer_may_leave_in_the_middle_of_its_answer) {
  constexpr std::size_t kSize = 8 * 1024 * 1024;
  UniqueFd file(::memfd_create("body", MFD_CLOEXEC));
  ASSERT_EQ(::ftruncate(file.get(), kSize), 0);
  serve({}, [&](HttpRequest request, Responder responder) {
    if (request.path == "/file") return responder.send_file(HttpResponse::of(200, "", ""), UniqueFd(::dup(file.get())), 0, kSize);
    responder.send(HttpResponse::of(200, "", std::string(kSize, 'x')));
  });
  for (const auto* path : {"/file", "/memory"}) {
    const auto raw = raw_client();
    raw->say("GET " + std::string(path) + " HTTP/1.1\r\nhost: a\r\n\r\n");
    turn_until([&] { return raw->heard.size() > 100'000; });
    raw->stream->abort();
    turn_until([&] { return server_->connections() == 0; });
  }
}

TEST_F(Hostile, a_peer_that_resets_while_the_handler_thinks_is_noticed) {
  std::vector<Responder> waiting;
  serve({}, [&](HttpRequest, Responder responder) { waiting.push_back(std::move(responder)); });
  {
    const auto raw = raw_client();
    raw->say("GET / HTTP/1.1\r\nhost: a\r\n\r\nGET /more");
    turn_until([&] { return !waiting.empty(); });
    raw->say("more that is never read");
    turn(3);
    raw->stream->abort();
  }
  turn(5);
  waiting.front().send(HttpResponse::of(200, "", std::string(1024 * 1024, 'x')));
  turn_until([&] { return server_->connections() == 0; });
}

TEST_F(Hostile, a_slow_head_is_closed_when_it_pauses) {
  serve();
  const auto raw = raw_client();
  raw->say("GET / HT");
  turn();
  clock_.advance_ms(limits_.idle_ms - 1);
  turn();
  EXPECT_FALSE(raw->closed);
  clock_.advance_ms(1001);
  turn_until([&] { return raw->closed; });
  EXPECT_EQ(server_->connections(), 0U);
}

TEST_F(Hostile, a_slow_head_is_closed_although_it_never_pauses) {
  serve();
  const auto raw = raw_client();
  raw->say("GET / HTTP/1.1\r\nx: ");
  std::uint64_t waited = 0;
  while (!raw->closed && waited < 2 * limits_.request_ms) {
    raw->say("x");
    turn(4);
    clock_.advance_ms(1000);
    turn(4);
    waited += 1000;
    if (raw->closed) break;
  }
  EXPECT_TRUE(raw->closed);
  EXPECT_GE(waited, limits_.request_ms - 1000);
  EXPECT_LE(waited, limits_.request_ms + 2000);
}

TEST_F(Hostile, a_connection_that_never_shakes_hands_is_closed) {
  serve();
  const UniqueFd silent = test::connect_to(port_);
  turn_until([&] { return server_->connections() == 1; });
  clock_.advance_ms(limits_.idle_ms + 1000);
  turn_until([&] { return server_->connections() == 0; });
}

TEST_F(Hostile, an_idle_connection_is_closed_but_not_while_its_answer_is_being_made) {
  std::vector<Responder> waiting;
  serve({}, [&](HttpRequest, Responder responder) { waiting.push_back(std::move(responder)); });
  const auto raw = raw_client();
  raw->say("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  turn_until([&] { return !waiting.empty(); });
  clock_.advance_ms(10 * limits_.request_ms);
  turn();
  EXPECT_FALSE(raw->closed);
  waiting.front().send(HttpResponse::of(200, "", "at last"));
  turn_until([&] { return raw->count("at last") == 1; });
  clock_.advance_ms(limits_.idle_ms + 1000);
  turn_until([&] { return raw->closed; });
}

TEST_F(Hostile, a_peer_that_does_not_read_its_answer_is_closed) {
  serve({},
        [](HttpRequest, Responder responder) { responder.send(HttpResponse::of(200, "", std::string(8 * 1024 * 1024, 'x'))); });
  const auto raw = raw_client();
  raw->say("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  raw->stream->pause_reading();
  turn(50);
  EXPECT_EQ(server_->connections(), 1U);
  clock_.advance_ms(limits_.idle_ms + 1000);
  turn_until([&] { return server_->connections() == 0; });
}

TEST_F(Hostile, three_hundred_connections_meet_a_cap_of_256) {
  limits_.connections_per_source_max = 1000;
  limits_.connections_max = 256;
  serve();
  std::vector<UniqueFd> crowd;
  for (int i = 0; i < 300; ++i) {
    crowd.push_back(test::connect_to(port_));
    if (i % 8 == 0) turn(2);
    EXPECT_LE(server_->connections(), 256U);
  }
  turn_until([&] { return server_->connections() == 256; });
  expect_alive();  // the newcomer gets in; one that was silent for longest made room
  EXPECT_LE(server_->connections(), 256U);
}

TEST_F(Hostile, a_request_in_progress_is_never_dropped_for_a_newcomer) {
  limits_.connections_max = 2;
  std::vector<Responder> waiting;
  serve({}, [&](HttpRequest, Responder responder) { waiting.push_back(std::move(responder)); });
  std::vector<std::shared_ptr<test::RawClient>> busy{raw_client(), raw_client()};
  for (const auto& raw : busy) raw->say("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  turn_until([&] { return waiting.size() == 2; });
  const auto late = fetch_here(client(), exchange());
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().code, Err::unavailable);
  for (Responder& responder : waiting) responder.send(HttpResponse::of(200, "", "served"));
  turn_until([&] { return busy[0]->count("served") == 1 && busy[1]->count("served") == 1; });
}

TEST_F(Hostile, one_source_cannot_take_every_place) {
  limits_.connections_per_source_max = 4;
  serve();
  std::vector<UniqueFd> crowd;
  for (int i = 0; i < 20; ++i) {
    crowd.push_back(test::connect_to(port_));
    turn(2);
    EXPECT_LE(server_->connections(), 4U);
  }
  turn_until([&] { return server_->connections() == 4; });
}

TEST_F(Hostile, half_sent_requests_from_many_sources_do_not_keep_a_newcomer_out) {
  limits_.connections_max = 16;
  limits_.connections_per_source_max = 4;
  serve();
  std::vector<std::shared_ptr<test::RawClient>> crowd;
  for (int source = 2; source < 10; ++source) {
    for (int i = 0; i < 4; ++i) {
      crowd.push_back(raw_client("127.0.0." + std::to_string(source)));
      crowd.back()->say(i % 2 == 0 ? "GET / HTTP/1.1\r\nx-slow: " : "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n");
    }
  }
  turn();
  EXPECT_EQ(server_->connections(), 16U);
  expect_alive();
}

TEST_F(Hostile, who_came_in_the_greatest_number_makes_room_and_the_quiet_neighbour_stays) {
  limits_.connections_max = 8;
  limits_.connections_per_source_max = 6;
  serve();
  const auto neighbour = raw_client("127.0.0.2");
  clock_.advance_ms(1000);
  std::vector<UniqueFd> crowd;
  for (int i = 0; i < 40; ++i) {
    crowd.push_back(test::connect_to(port_, "127.0.0." + std::to_string(3 + i % 2)));
    turn(2);
  }
  EXPECT_LE(server_->connections(), 8U);
  neighbour->say("GET /still HTTP/1.1\r\nhost: a\r\n\r\n");
  turn_until([&] { return neighbour->count("GET /still") == 1; });
}

TEST_F(Hostile, who_does_not_read_the_answer_makes_room) {
  limits_.connections_max = 2;
  serve({},
        [](HttpRequest, Responder responder) { responder.send(HttpResponse::of(200, "", std::string(8 * 1024 * 1024, 'x'))); });
  std::vector<std::shared_ptr<test::RawClient>> deaf{raw_client("127.0.0.2"), raw_client("127.0.0.3")};
  for (const auto& raw : deaf) {
    raw->say("GET / HTTP/1.1\r\nhost: a\r\n\r\n");
    raw->stream->pause_reading();
  }
  turn(50);
  clock_.advance_ms(2000);
  const auto newcomer = raw_client("127.0.0.4");
  EXPECT_TRUE(newcomer->open);
}

TEST_F(Hostile, a_source_that_is_not_welcome_is_closed_before_the_handshake) {
  std::vector<std::string> asked;
  welcome_ = [&](std::string_view source) {
    asked.emplace_back(source);
    return source != "127.0.0.66";
  };
  serve();
  const auto unwelcome = raw_client("127.0.0.66");
  EXPECT_TRUE(unwelcome->closed);
  EXPECT_FALSE(unwelcome->open);
  EXPECT_EQ(server_->connections(), 0U);
  expect_alive();
  EXPECT_EQ(asked, (std::vector<std::string>{"127.0.0.66", "127.0.0.1"}));
}

TEST_F(Hostile, running_out_of_descriptors_pauses_accepting_and_recovers) {
  serve();
  expect_alive();
  turn_until([&] { return server_->connections() == 0; });
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  std::vector<UniqueFd> clients;
  for (int i = 0; i < 3; ++i) clients.push_back(test::connect_to(port_));
  rlimit none = before;
  none.rlim_cur = 0;  // no new descriptor from here on; those that exist stay usable
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  loop_->turn(/*max_wait_ms=*/10);
  std::size_t woken = 0;
  for (int i = 0; i < 50; ++i) woken += loop_->turn(/*max_wait_ms=*/0);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_EQ(woken, 0U) << "the loop spins while no connection can be accepted";
  EXPECT_EQ(server_->connections(), 0U);
  clock_.advance_ms(200);
  turn_until([&] { return server_->connections() == 3; });
  expect_alive();
}

TEST_F(Hostile, a_blocking_listener_does_not_block_the_loop) {
  UniqueFd listener = test::must(listen_tcp("127.0.0.1", 0));
  ASSERT_EQ(::fcntl(listener.get(), F_SETFL, 0), 0);
  const int fd = listener.get();
  HttpServer server(*loop_, test::must(TlsContext::server(authority_.identity(test::Authority::server_terms()), {})), limits_,
                    [](HttpRequest, Responder) {});
  ASSERT_TRUE(server.serve(std::move(listener)).ok());
  EXPECT_NE(::fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
}

}  // namespace
}  // namespace cardea::net
