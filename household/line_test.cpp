// SPDX-License-Identifier: Apache-2.0
#include "household/line.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>

#include <thread>

#include "lib/net/http_server.hpp"

namespace cardea::household {
namespace {

constexpr int kPatience_ms = 20'000;  // only a test that fails waits so long

// A socket as a person with a blocking mind uses one.
class Peer {
 public:
  explicit Peer(UniqueFd fd) : fd_(std::move(fd)) {}

  static Peer at(const LineEnd& end) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(end.port);
    EXPECT_EQ(::inet_pton(AF_INET, end.address.c_str(), &place.sin_addr), 1);
    UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::connect(fd.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place), 0);
    return Peer(std::move(fd));
  }

  void say(const std::string& words) const {
    EXPECT_EQ(::send(fd_.get(), words.data(), words.size(), MSG_NOSIGNAL), static_cast<ssize_t>(words.size()));
  }
  void leave() { fd_.reset(); }

  // So many bytes, or fewer where the other side leaves before.
  std::string hear(std::size_t size) const {
    std::string heard;
    for (pollfd in{fd_.get(), POLLIN, 0}; heard.size() < size && ::poll(&in, 1, kPatience_ms) > 0;) {
      std::string piece(size - heard.size(), '\0');
      const ssize_t got = ::recv(fd_.get(), piece.data(), piece.size(), 0);
      if (got <= 0) break;
      heard.append(piece, 0, static_cast<std::size_t>(got));
    }
    return heard;
  }
  // The other side left, and it was told to us.
  bool is_left() const {
    pollfd in{fd_.get(), POLLIN, 0};
    char c = 0;
    return ::poll(&in, 1, kPatience_ms) > 0 && ::recv(fd_.get(), &c, 1, 0) <= 0;
  }

 private:
  UniqueFd fd_;
};

class Host {
 public:
  Host() : listener_(std::move(*net::listen_tcp("127.0.0.1", 0))) {}
  LineEnd end() const { return {"127.0.0.1", *net::local_port(listener_.get())}; }

  Peer next_guest() const {
    pollfd in{listener_.get(), POLLIN, 0};
    EXPECT_GT(::poll(&in, 1, kPatience_ms), 0);
    return Peer(UniqueFd(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC)));
  }

 private:
  UniqueFd listener_;
};

class LineToService : public ::testing::Test {
 protected:
  Host service;
  std::unique_ptr<Line> line = std::move(*Line::open(service.end()));
};

TEST_F(LineToService, carries_what_both_sides_say) {
  const Peer device = Peer::at(line->near_end());
  device.say("may I come in");
  const Peer guest = service.next_guest();
  EXPECT_EQ(guest.hear(13), "may I come in");
  guest.say("you may");
  EXPECT_EQ(device.hear(7), "you may");
}

TEST_F(LineToService, carries_more_than_one_side_takes_at_once) {
  const std::string image(8U << 20, 'i');
  const Peer device = Peer::at(line->near_end());
  const Peer guest = service.next_guest();
  std::thread service_speaks([&] { guest.say(image); });
  EXPECT_EQ(device.hear(image.size()), image);
  service_speaks.join();
}

TEST_F(LineToService, delivers_the_last_words_of_one_that_leaves) {
  const Peer device = Peer::at(line->near_end());
  Peer guest = service.next_guest();
  guest.say("farewell");
  guest.leave();
  EXPECT_EQ(device.hear(100), "farewell");
  EXPECT_TRUE(device.is_left());
}

TEST_F(LineToService, leads_elsewhere_and_cuts_what_stood) {
  const Host stranger;
  const Peer before = Peer::at(line->near_end());
  const Peer guest_before = service.next_guest();
  line->lead_to(stranger.end());
  EXPECT_TRUE(before.is_left());
  EXPECT_TRUE(guest_before.is_left());
  const Peer device = Peer::at(line->near_end());
  device.say("hello");
  EXPECT_EQ(stranger.next_guest().hear(5), "hello");
}

TEST_F(LineToService, leads_back_to_the_service) {
  const Host stranger;
  line->lead_to(stranger.end());
  line->lead_back();
  const Peer device = Peer::at(line->near_end());
  device.say("hello");
  EXPECT_EQ(service.next_guest().hear(5), "hello");
}

TEST_F(LineToService, turns_away_a_device_when_nobody_is_at_the_far_end) {
  const UniqueFd closed(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));  // has a port, and never listens
  sockaddr_in place{};
  place.sin_family = AF_INET;
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(::bind(closed.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place), 0);
  line->lead_to({"127.0.0.1", *net::local_port(closed.get())});
  EXPECT_TRUE(Peer::at(line->near_end()).is_left());
}

TEST(LineThatCannotBe, is_refused) {
  EXPECT_FALSE(Line::open({"no address", 1}));
}

}  // namespace
}  // namespace cardea::household
