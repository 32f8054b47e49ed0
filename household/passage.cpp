// SPDX-License-Identifier: Apache-2.0
#include "household/passage.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace cardea::household {
namespace {

constexpr std::size_t kPiece = 64U << 10;

bool may_come_later() {
  return errno == EAGAIN || errno == EINTR;
}

}  // namespace

Passage::Passage(EventLoop& loop, UniqueFd here, UniqueFd there, std::function<void()> ended)
    : loop_(loop),
      here_(std::move(here)),
      there_(std::move(there)),
      out_{here_.get(), there_.get()},
      in_{there_.get(), here_.get()},
      ended_(std::move(ended)) {}

Passage::~Passage() {
  loop_.forget(here_.get());
  loop_.forget(there_.get());
}

Status Passage::begin() {
  TRY_(loop_.watch(here_.get(), EPOLLIN, [this](std::uint32_t events) { moved(events); }));
  return loop_.watch(there_.get(), EPOLLIN | EPOLLOUT, [this](std::uint32_t events) { moved(events); });
}

// What a side said before it left is carried first. A reset, or nobody at the far end, is the end of both.
void Passage::moved(std::uint32_t events) {
  const bool broke_off = (events & (EPOLLERR | EPOLLHUP)) != 0;
  if (carry(out_) && carry(in_) && !broke_off && wait_for_more()) return;
  const std::function<void()> ended = std::move(ended_);
  if (ended) ended();
}

bool Passage::carry(Way& way) const {
  for (;;) {
    while (!way.waiting.empty()) {
      const ssize_t sent = ::send(way.to, way.waiting.data(), way.waiting.size(), MSG_NOSIGNAL);
      if (sent < 0) return may_come_later();
      way.waiting.erase(way.waiting.begin(), way.waiting.begin() + sent);
    }
    std::array<std::uint8_t, kPiece> piece;
    const ssize_t got = ::recv(way.from, piece.data(), piece.size(), 0);
    if (got == 0) return false;
    if (got < 0) return may_come_later();
    way.waiting.assign(piece.begin(), piece.begin() + got);
  }
}

Status Passage::wait_for_more() {
  TRY_(wait_at(in_, out_));
  return wait_at(out_, in_);
}

// At the descriptor to which `out` leads and from which `in` comes. It is read only while nothing of it waits.
Status Passage::wait_at(const Way& out, const Way& in) {
  const std::uint32_t may_read = in.waiting.empty() ? EPOLLIN : 0U;
  const std::uint32_t may_write = out.waiting.empty() ? 0U : EPOLLOUT;
  return loop_.change(in.from, may_read | may_write);
}

}  // namespace cardea::household
