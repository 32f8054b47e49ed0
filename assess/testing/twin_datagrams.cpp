// SPDX-License-Identifier: Apache-2.0
#include "assess/testing/twin_datagrams.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "assess/wire/socket.hpp"

namespace cardea::assess::testing {

TwinDatagrams::TwinDatagrams(const std::string& address, Answer answer)
    : answer_(std::move(answer)),
      wake_(::eventfd(0, EFD_CLOEXEC)) {
  const auto at = socket_address(address, 0);
  if (!at) std::abort();  // a test's own scaffolding
  socket_ = UniqueFd(::socket(at->family, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  sockaddr_in6 bound{};
  socklen_t size = sizeof bound;
  if (::bind(socket_.get(), reinterpret_cast<const sockaddr*>(at->storage), at->size) != 0 ||
      ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&bound), &size) != 0)
    std::abort();
  port_ = ntohs(bound.sin6_port);  // at the same place in both families
  answering_ = std::thread([this] { answer_loop(); });
}

TwinDatagrams::~TwinDatagrams() {
  const std::uint64_t one = 1;
  (void)!::write(wake_.get(), &one, sizeof one);
  answering_.join();
}

void TwinDatagrams::answer_loop() {
  std::array<std::uint8_t, 4096> datagram{};
  while (true) {
    std::array<pollfd, 2> both{{{socket_.get(), POLLIN, 0}, {wake_.get(), POLLIN, 0}}};
    ::poll(both.data(), both.size(), -1);
    if (both[1].revents != 0) return;
    sockaddr_in6 peer{};
    socklen_t size = sizeof peer;
    const ssize_t got = ::recvfrom(socket_.get(), datagram.data(), datagram.size(), 0, reinterpret_cast<sockaddr*>(&peer), &size);
    if (got < 0) continue;
    const Buffer reply = answer_(Bytes(datagram).first(static_cast<std::size_t>(got)));
    if (!reply.empty()) (void)!::sendto(socket_.get(), reply.data(), reply.size(), 0, reinterpret_cast<sockaddr*>(&peer), size);
  }
}

}  // namespace cardea::assess::testing
