// SPDX-License-Identifier: Apache-2.0
#include "assess/testing/hostile.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace cardea::assess::testing {

namespace {

constexpr int kMomentMs = 20;

bool has_gone(int fd, int within_ms) {
  pollfd one{fd, POLLRDHUP, 0};
  return ::poll(&one, 1, within_ms) > 0 && (one.revents & (POLLRDHUP | POLLERR | POLLHUP)) != 0;
}

// What the other says is thrown away: one that nobody hears would be kept from hearing us.
void listen_away(int fd) {
  std::array<char, 4096> piece{};
  while (::recv(fd, piece.data(), piece.size(), MSG_DONTWAIT) > 0) {
  }
}

// False when nobody takes it any more.
bool say(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent > 0) text.remove_prefix(static_cast<std::size_t>(sent));
    if (sent < 0 && (errno == EAGAIN || errno == EINTR) && !has_gone(fd, kMomentMs)) continue;
    if (sent <= 0) return false;
  }
  return true;
}

}  // namespace

HostileTalk flooding(std::string first, std::string again) {
  while (again.size() < 32'768) again += again;
  return [first = std::move(first), again = std::move(again)](int fd) {
    bool heard = say(fd, first);
    while (heard && !has_gone(fd, 0)) {
      listen_away(fd);
      heard = say(fd, again);
    }
  };
}

HostileTalk dripping(std::string first, std::string again) {
  return [first = std::move(first), again = std::move(again)](int fd) {
    bool heard = say(fd, first);
    while (heard && !has_gone(fd, kMomentMs)) {
      listen_away(fd);
      heard = say(fd, again);
    }
  };
}

HostileTalk keeping_silent() {
  return [](int fd) {
    while (!has_gone(fd, 1000)) listen_away(fd);
  };
}

}  // namespace cardea::assess::testing
