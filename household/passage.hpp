// SPDX-License-Identifier: Apache-2.0
// One connection that goes on as another: bytes are carried both ways, in order, as fast as the slower side takes them.
#pragma once

#include <functional>

#include "lib/base/bytes.hpp"
#include "lib/base/event_loop.hpp"

namespace cardea::household {

class Passage {
 public:
  // Two sockets that do not block; `there` may still be connecting. `ended` is called once, and may destroy the passage.
  Passage(EventLoop& loop, UniqueFd here, UniqueFd there, std::function<void()> ended);
  ~Passage();
  Passage(const Passage&) = delete;
  Passage& operator=(const Passage&) = delete;

  Status begin();

 private:
  struct Way {
    int from = -1;
    int to = -1;
    Buffer waiting{};  // read from the one, not yet taken by the other
  };

  void moved(std::uint32_t events);
  bool carry(Way& way) const;  // false: one side is gone
  Status wait_for_more();
  Status wait_at(const Way& out, const Way& in);

  EventLoop& loop_;
  UniqueFd here_, there_;
  Way out_, in_;
  std::function<void()> ended_;
};

}  // namespace cardea::household
