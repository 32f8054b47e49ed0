// SPDX-License-Identifier: Apache-2.0
// For the tests beside it: a thousand clients that hold on to gate and want nothing from it. Some never finish the handshake,
// some send a head byte by byte, some promise a body that never comes, some sit there after the handshake.
#pragma once

#include <sys/resource.h>

#include <array>
#include <vector>

#include "lib/net/test_home.hpp"

namespace cardea::gate::test {

class SlowCrowd {
 public:
  static constexpr int kFromOneSource = 300;
  static constexpr int kSources = 35;
  static constexpr int kPerSource = 20;
  static constexpr int kAll = kFromOneSource + kSources * kPerSource;

  SlowCrowd(EventLoop& loop, std::shared_ptr<net::TlsContext> tls, std::uint16_t port)
      : loop_(loop),
        tls_(std::move(tls)),
        port_(port) {
    rlimit files{};
    if (::getrlimit(RLIMIT_NOFILE, &files) != 0) throw std::runtime_error("cannot read the limit of files");
    files.rlim_cur = files.rlim_max;
    if (::setrlimit(RLIMIT_NOFILE, &files) != 0) throw std::runtime_error("cannot raise the limit of files");
  }

  void gather() {
    for (int i = 0; i < kFromOneSource; ++i) join("127.0.1.1");
    for (int source = 0; source < kSources; ++source) {
      for (int i = 0; i < kPerSource; ++i) join("127.0.2." + std::to_string(1 + source));
    }
  }

  // Each does what it does slowly: one byte more, where it is sending anything.
  void press_on() {
    for (const auto& one : speaking_) {
      if (one->open && !one->closed) (void)one->stream->send(to_buffer(as_bytes("x")));
    }
  }

  std::size_t still_there() const {
    std::size_t count = 0;
    for (const auto& one : speaking_) count += one->closed ? 0 : 1;
    for (const UniqueFd& fd : mute_) {
      std::array<char, 64> any;  // NOLINT(cppcoreguidelines-pro-type-member-init): thrown away
      const auto got = ::recv(fd.get(), any.data(), any.size(), MSG_PEEK);
      count += got < 0 && errno == EAGAIN ? 1 : 0;
    }
    return count;
  }

 private:
  void join(const std::string& from) {
    switch (joined_ % 4) {
      case 0: half_a_handshake(from); break;
      case 1: speak(from, "GET / HTTP/1.1\r\nhost: a\r\nx-slow: "); break;
      case 2:
        speak(from, "POST /api/session HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{");
        break;
      default: speak(from, ""); break;
    }
    // The backlog keeps room, and a handshake ends before the next few begin.
    if (++joined_ % 8 == 0) {
      for (int i = 0; i < 4; ++i) loop_.turn(/*max_wait_ms=*/1);
    }
  }

  void half_a_handshake(const std::string& from) {
    UniqueFd fd = net::test::connect_to(port_, from);
    constexpr std::string_view kBegun("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
    (void)!::send(fd.get(), kBegun.data(), kBegun.size(), MSG_NOSIGNAL);
    mute_.push_back(std::move(fd));
  }

  void speak(const std::string& from, std::string_view words) {
    auto one = net::test::RawClient::connect(loop_, tls_, port_, from);
    for (int i = 0; i < 100 && !one->open && !one->closed; ++i) loop_.turn(/*max_wait_ms=*/10);
    if (one->open && !words.empty()) (void)one->stream->send(to_buffer(as_bytes(words)));
    speaking_.push_back(std::move(one));
  }

  EventLoop& loop_;
  std::shared_ptr<net::TlsContext> tls_;
  std::uint16_t port_;
  int joined_ = 0;
  std::vector<UniqueFd> mute_;
  std::vector<std::shared_ptr<net::test::RawClient>> speaking_;
};

}  // namespace cardea::gate::test
