// SPDX-License-Identifier: Apache-2.0
// The words with which the board starts warden. Strict, like process/start.hpp: a word that is not understood, and nothing
// starts.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "device/boards/board.hpp"

namespace cardea::warden {

// `--listen ID=ADDRESS:PORT` (an IPv6 address in brackets): where a declared interface listens instead of its declared port.
struct ListenWord {
  std::string id;
  std::string address;
  std::uint16_t port = 0;  // 0: the kernel chooses
};
Result<ListenWord> parse_listen(std::string_view text);

struct WardenWords {
  std::string device;
  board::Slot running = board::Slot::a;
  int watchdog_fd = -1;
  std::vector<ListenWord> listen;
  std::optional<std::uint32_t> uid_base;  // as root: the users of the processes are base + index
};
Result<WardenWords> parse_words(std::span<const std::string_view> words);

}  // namespace cardea::warden
