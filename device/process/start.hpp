// SPDX-License-Identifier: Apache-2.0
// What warden handed over, read from argv: names and descriptor numbers, nothing else. Reading is strict: a peer that
// kLinks does not give this process, a descriptor that is not what it should be, or an unknown word, and nothing starts.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "contracts/board/boot_record.hpp"
#include "lib/base/fd.hpp"

namespace cardea::process {

inline constexpr std::size_t kMaxListeners = 16;

struct NamedFd {
  std::string name;
  int fd = -1;
};

// The words of argv, checked for form and against the peer table, not yet against the kernel.
struct StartWords {
  std::string device;                  // the device's folder
  std::vector<NamedFd> peers;          // exactly those of kLinks, and warden
  std::vector<NamedFd> listeners;      // only gate has any
  std::optional<int> tpm;              // only vault has it, and only where the keys are in a TPM
  std::optional<std::uint32_t> uid;    // when warden runs as root: whom to become
  std::optional<board::Slot> running;  // the slot this system runs from
};

// `--device DIR --peer NAME=FD ... [--listen ID=FD ...] [--tpm FD] [--uid N] [--slot a|b]`
Result<StartWords> parse_start(std::string_view process, std::span<const std::string_view> words);

struct Listener {
  std::string id;  // the declared interface's
  UniqueFd fd;
};

// The same, as owned descriptors.
struct Start {
  std::string device;
  std::map<std::string, UniqueFd, std::less<>> peers;
  std::vector<Listener> listeners;
  UniqueFd tpm;  // invalid without
  std::optional<std::uint32_t> uid;
  board::Slot running = board::Slot::a;
};

// Takes the descriptors over: checks their kind, marks them close-on-exec, closes every other one above stderr.
Result<Start> take_over(const StartWords& words);

}  // namespace cardea::process
