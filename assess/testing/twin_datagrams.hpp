// SPDX-License-Identifier: Apache-2.0
// For tests: a port of datagrams that answers each with what `answer` says, or not at all.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include "lib/base/bytes.hpp"
#include "lib/base/fd.hpp"

namespace cardea::assess::testing {

class TwinDatagrams {
 public:
  using Answer = std::function<Buffer(Bytes)>;  // empty: silence

  TwinDatagrams(const std::string& address, Answer answer);
  ~TwinDatagrams();
  TwinDatagrams(const TwinDatagrams&) = delete;
  TwinDatagrams& operator=(const TwinDatagrams&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  void answer_loop();

  Answer answer_;
  std::uint16_t port_ = 0;
  UniqueFd socket_;
  UniqueFd wake_;
  std::thread answering_;
};

}  // namespace cardea::assess::testing
