// SPDX-License-Identifier: Apache-2.0
// One question by datagrams, and the answer that belongs to it. What nobody answers costs twice the patience.
#pragma once

#include "assess/wire/socket.hpp"

namespace cardea::assess {

inline constexpr std::chrono::milliseconds kDatagramPatience{600};
inline constexpr unsigned kDatagramAttempts = 2;  // a datagram may be lost
inline constexpr std::size_t kDatagramsOfOthersMax = 50;
inline constexpr std::size_t kDatagramMax = 65535;

// The first datagram that `mine` takes for an answer.
template <class Mine>
Result<Buffer> exchange_datagram(const Endpoint& endpoint, Bytes request, Mine mine) {
  TRY(const std::unique_ptr<Stream> socket, open_udp(endpoint));
  Buffer datagram(kDatagramMax);
  for (unsigned attempt = 0; attempt < kDatagramAttempts; ++attempt) {
    const Deadline deadline(kDatagramPatience);
    TRY_(socket->send(request, deadline));
    for (std::size_t others = 0; others < kDatagramsOfOthersMax; ++others) {
      const auto got = socket->receive(datagram, deadline);
      if (!got && got.error().code == Err::exhausted) break;
      if (!got) return got.error();
      const Bytes answer = Bytes(datagram).first(*got);
      if (mine(answer)) return to_buffer(answer);
    }
  }
  return Error{Err::exhausted, "the target did not answer"};
}

}  // namespace cardea::assess
