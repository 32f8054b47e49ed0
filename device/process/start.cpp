// SPDX-License-Identifier: Apache-2.0
#include "device/process/start.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <set>

#include "contracts/ipc/peers.hpp"

namespace cardea::process {
namespace {

constexpr std::size_t kMaxWords = 64;
constexpr std::size_t kMaxWord = 4096;
constexpr std::uint32_t kMaxUid = 1U << 30;
constexpr int kFirstHandedFd = STDERR_FILENO + 1;

Result<std::uint32_t> number_up_to(std::string_view text, std::uint32_t max) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return Error{Err::bad_value, "a number was expected"};
  if (value > max) return Error{Err::too_large, "a number is above its bound"};
  return value;
}

bool is_name(std::string_view text) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), plain);
}

Result<int> handed_fd(std::string_view text) {
  TRY(const std::uint32_t fd, number_up_to(text, 1U << 16));
  if (fd < kFirstHandedFd) return Error{Err::bad_value, "a handed-over descriptor is one of the standard three"};
  return static_cast<int>(fd);
}

Result<NamedFd> named_fd(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) return Error{Err::bad_value, "NAME=FD was expected"};
  if (!is_name(text.substr(0, equals))) return Error{Err::bad_value, "a name holds other than letters, digits and -_."};
  TRY(const int fd, handed_fd(text.substr(equals + 1)));
  return NamedFd{std::string(text.substr(0, equals)), fd};
}

Result<board::Slot> slot_named(std::string_view text) {
  if (text == "a") return board::Slot::a;
  if (text == "b") return board::Slot::b;
  return Error{Err::bad_value, "a slot is a or b"};
}

Status read_word(StartWords& start, std::string_view key, std::string_view value) {
  if (key == "--device" && start.device.empty() && value.starts_with('/')) {
    start.device = value;
  } else if (key == "--peer") {
    TRY(auto peer, named_fd(value));
    start.peers.push_back(std::move(peer));
  } else if (key == "--listen") {
    TRY(auto listener, named_fd(value));
    start.listeners.push_back(std::move(listener));
  } else if (key == "--tpm" && !start.tpm) {
    TRY(start.tpm, handed_fd(value));
  } else if (key == "--uid" && !start.uid) {
    TRY(start.uid, number_up_to(value, kMaxUid));
  } else if (key == "--slot" && !start.running) {
    TRY(start.running, slot_named(value));
  } else {
    return Error{Err::bad_value, "a start word is unknown, given twice or malformed"};
  }
  return kOk;
}

// A process is handed exactly its channels of the peer table: one more is a door nobody declared, one less a broken start.
Status check_peers(std::string_view process, const std::vector<NamedFd>& peers) {
  std::set<std::string_view> expected{peer::warden};
  for (const peer::Link& link : peer::kLinks) {
    if (link.asks == process) expected.insert(link.answers);
    if (link.answers == process) expected.insert(link.asks);
  }
  std::set<std::string_view> given;
  for (const NamedFd& handed : peers) {
    if (!expected.contains(handed.name)) return Error{Err::refused, "a peer was handed over that the peer table does not list"};
    if (!given.insert(handed.name).second) return Error{Err::bad_value, "a peer was handed over twice"};
  }
  if (given != expected) return Error{Err::bad_value, "a peer of the table was not handed over"};
  return kOk;
}

Status check_distinct(const StartWords& start) {
  std::set<int> fds;
  std::set<std::string_view> ids;
  for (const NamedFd& handed : start.listeners) {
    if (!ids.insert(handed.name).second) return Error{Err::bad_value, "a listener was handed over twice"};
    fds.insert(handed.fd);
  }
  for (const NamedFd& handed : start.peers) fds.insert(handed.fd);
  if (start.tpm) fds.insert(*start.tpm);
  if (fds.size() != start.listeners.size() + start.peers.size() + (start.tpm ? 1 : 0)) {
    return Error{Err::bad_value, "one descriptor was handed over under two names"};
  }
  return kOk;
}

Result<int> socket_option(int fd, int option) {
  int value = 0;
  socklen_t size = sizeof(value);
  if (getsockopt(fd, SOL_SOCKET, option, &value, &size) != 0) return io_error("a handed-over descriptor is no socket");
  return value;
}

Status check_kind(int fd, bool listener) {
  TRY(const int domain, socket_option(fd, SO_DOMAIN));
  TRY(const int type, socket_option(fd, SO_TYPE));
  TRY(const int listening, socket_option(fd, SO_ACCEPTCONN));
  const bool right = listener ? type == SOCK_STREAM && listening == 1 : domain == AF_UNIX && type == SOCK_SEQPACKET;
  if (!right) return Error{Err::bad_value, "a handed-over socket is of another kind"};
  return kOk;
}

Result<UniqueFd> owned(const NamedFd& handed, bool listener) {
  TRY_(check_kind(handed.fd, listener));
  UniqueFd fd(handed.fd);
  if (fcntl(fd.get(), F_SETFD, FD_CLOEXEC) != 0) return io_error("cannot mark a descriptor close-on-exec");
  return fd;
}

// What warden did not name is not ours: an inherited descriptor would be authority that no table shows.
void close_all_but(const std::set<int>& keep) {
  unsigned first = kFirstHandedFd;
  for (const int fd : keep) {
    const auto kept = static_cast<unsigned>(fd);
    if (kept > first) syscall(SYS_close_range, first, kept - 1, 0U);
    first = kept + 1;
  }
  syscall(SYS_close_range, first, ~0U, 0U);
}

}  // namespace

//= EN303645 5.6-7
Result<StartWords> parse_start(std::string_view process, std::span<const std::string_view> words) {
  if (words.size() > kMaxWords) return Error{Err::too_large, "more start words than any process has"};
  if (words.size() % 2 != 0) return Error{Err::truncated, "a start word lacks its value"};
  StartWords start;
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (words[i + 1].size() > kMaxWord) return Error{Err::too_large, "a start word is too long"};
    TRY_(read_word(start, words[i], words[i + 1]));
  }
  if (start.device.empty()) return Error{Err::bad_value, "--device is missing"};
  TRY_(check_peers(process, start.peers));
  if (!start.listeners.empty() && process != peer::gate) {
    return Error{Err::refused, "a listener was handed to a process that has none"};
  }
  if (start.tpm && process != peer::vault) return Error{Err::refused, "a TPM was handed to a process that holds no keys"};
  if (start.listeners.size() > kMaxListeners) return Error{Err::too_large, "more listeners than the bound"};
  TRY_(check_distinct(start));
  return start;
}

Result<Start> take_over(const StartWords& words) {
  std::set<int> keep;
  for (const NamedFd& handed : words.peers) keep.insert(handed.fd);
  for (const NamedFd& handed : words.listeners) keep.insert(handed.fd);
  if (words.tpm) keep.insert(*words.tpm);
  close_all_but(keep);

  Start start;
  start.device = words.device;
  start.uid = words.uid;
  start.running = words.running.value_or(board::Slot::a);
  if (words.tpm) {  // a device node or a socket: what it is shows at the first command
    start.tpm = UniqueFd(*words.tpm);
    if (fcntl(start.tpm.get(), F_SETFD, FD_CLOEXEC) != 0) return io_error("the handed-over TPM is no open descriptor");
  }
  for (const NamedFd& handed : words.peers) {
    TRY(start.peers[handed.name], owned(handed, /*listener=*/false));
  }
  for (const NamedFd& handed : words.listeners) {
    TRY(UniqueFd fd, owned(handed, /*listener=*/true));
    start.listeners.push_back({handed.name, std::move(fd)});
  }
  return start;
}

}  // namespace cardea::process
