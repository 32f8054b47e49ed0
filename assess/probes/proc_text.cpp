// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/proc_text.hpp"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstring>

namespace cardea::assess {

namespace {

// Cuts the next line off `text`.
std::string_view next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// Cuts the next blank-separated word off `line`.
std::string_view next_word(std::string_view& line) {
  const std::size_t start = line.find_first_not_of(" \t");
  if (start == std::string_view::npos) {
    line = {};
    return {};
  }
  line.remove_prefix(start);
  const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
  const std::string_view word = line.substr(0, end);
  line.remove_prefix(end);
  return word;
}

template <class Int>
Result<Int> parse_number(std::string_view word, int base) {
  Int value{};
  const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value, base);
  if (word.empty() || failure != std::errc{} || end != word.data() + word.size()) return Error{Err::bad_value, "not a number"};
  return value;
}

Status read_uids(std::string_view rest, ProcStatus& status) {
  TRY(status.uid_real, parse_number<std::uint32_t>(next_word(rest), 10));
  TRY(status.uid_effective, parse_number<std::uint32_t>(next_word(rest), 10));
  TRY(status.uid_saved, parse_number<std::uint32_t>(next_word(rest), 10));
  return kOk;
}

Status read_status_line(std::string_view key, std::string_view rest, ProcStatus& status) {
  if (key == "Uid") return read_uids(rest, status);
  if (key == "PPid") {
    TRY(status.parent, parse_number<std::int64_t>(next_word(rest), 10));
  } else if (key == "CapPrm") {
    TRY(status.capabilities_permitted, parse_number<std::uint64_t>(next_word(rest), 16));
  } else if (key == "CapEff") {
    TRY(status.capabilities_effective, parse_number<std::uint64_t>(next_word(rest), 16));
  } else if (key == "CapInh") {
    TRY(status.capabilities_inheritable, parse_number<std::uint64_t>(next_word(rest), 16));
  } else if (key == "CapAmb") {
    TRY(status.capabilities_ambient, parse_number<std::uint64_t>(next_word(rest), 16));
  } else if (key == "NoNewPrivs") {
    TRY(const int value, parse_number<int>(next_word(rest), 10));
    status.no_new_privs = value == 1;
  } else if (key == "Seccomp") {
    TRY(status.seccomp, parse_number<int>(next_word(rest), 10));
  } else if (key == "Name") {
    status.name = std::string(next_word(rest));
  }
  return kOk;
}

// Addresses stand as 32-bit words in the machine's own order.
Result<std::string> parse_address(std::string_view hex) {
  if (hex.size() != 8 && hex.size() != 32) return Error{Err::bad_value, "not a socket address"};
  std::array<std::uint8_t, 16> raw{};
  for (std::size_t i = 0; i < hex.size() / 8; ++i) {
    TRY(const std::uint32_t word, parse_number<std::uint32_t>(hex.substr(8 * i, 8), 16));
    std::memcpy(raw.data() + 4 * i, &word, sizeof word);
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (inet_ntop(hex.size() == 8 ? AF_INET : AF_INET6, raw.data(), text.data(), text.size()) == nullptr)
    return io_error("inet_ntop");
  return std::string(text.data());
}

Result<KernelSocket> parse_socket_line(std::string_view line) {
  KernelSocket socket;
  next_word(line);  // the slot
  const std::string_view local = next_word(line);
  const std::string_view peer = next_word(line);
  const std::size_t local_colon = local.find(':');
  const std::size_t peer_colon = peer.find(':');
  if (local_colon == std::string_view::npos || peer_colon == std::string_view::npos)
    return Error{Err::bad_value, "not a socket line"};
  TRY(socket.address, parse_address(local.substr(0, local_colon)));
  TRY(socket.port, parse_number<std::uint16_t>(local.substr(local_colon + 1), 16));
  TRY(socket.peer_port, parse_number<std::uint16_t>(peer.substr(peer_colon + 1), 16));
  TRY(socket.state, parse_number<unsigned>(next_word(line), 16));
  for (int skipped = 0; skipped < 5; ++skipped) next_word(line);  // queues, timer, retransmits, uid, timeout
  TRY(socket.inode, parse_number<std::uint64_t>(next_word(line), 10));
  return socket;
}

}  // namespace

Result<ProcStatus> parse_proc_status(Bytes bytes) {
  std::string_view text = as_text(bytes);
  if (text.size() > kProcTextMax) return Error{Err::too_large, "a status file above its bound"};
  ProcStatus status;
  bool has_uid = false;
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return Error{Err::bad_value, "a status line without a name"};
    TRY_(read_status_line(line.substr(0, colon), line.substr(colon + 1), status));
    has_uid = has_uid || line.starts_with("Uid:");
  }
  if (!has_uid) return Error{Err::bad_value, "a status file without a user"};
  return status;
}

// The name stands in brackets and may hold brackets itself: the numbers are behind the last one.
Result<ProcStat> parse_proc_stat(Bytes text) {
  constexpr int kWordsBetween = 18;  // the state is word 3, the begin word 22
  std::string_view rest = as_text(text);
  const std::size_t name_end = rest.rfind(')');
  if (name_end == std::string_view::npos) return Error{Err::bad_value, "no stat of a process"};
  rest.remove_prefix(name_end + 1);
  const std::string_view state = next_word(rest);
  if (state.size() != 1) return Error{Err::bad_value, "a process without a state"};
  for (int i = 0; i < kWordsBetween; ++i) next_word(rest);
  ProcStat stat{state.front(), 0};
  TRY(stat.began, parse_number<std::uint64_t>(next_word(rest), 10));
  return stat;
}

Result<ProcMaps> parse_proc_maps(Bytes bytes) {
  std::string_view text = as_text(bytes);
  if (text.size() > kProcTextMax) return Error{Err::too_large, "a maps file above its bound"};
  ProcMaps maps;
  while (!text.empty()) {
    const std::string_view line = next_line(text);
    std::string_view rest = line;
    const std::string_view range = next_word(rest);
    const std::string_view mode = next_word(rest);
    if (range.find('-') == std::string_view::npos || mode.size() != 4) return Error{Err::bad_value, "not a mapping"};
    ++maps.mappings;
    if (mode[1] == 'w' && mode[2] == 'x' && maps.writable_and_executable.size() < 20) {
      maps.writable_and_executable.emplace_back(line.substr(0, 200));
    }
  }
  return maps;
}

Result<std::vector<KernelSocket>> parse_proc_sockets(Bytes bytes) {
  std::string_view text = as_text(bytes);
  if (text.size() > kProcTextMax) return Error{Err::too_large, "a socket table above its bound"};
  std::vector<KernelSocket> sockets;
  next_line(text);  // the heading
  while (!text.empty()) {
    TRY(KernelSocket socket, parse_socket_line(next_line(text)));
    sockets.push_back(std::move(socket));
  }
  return sockets;
}

}  // namespace cardea::assess
