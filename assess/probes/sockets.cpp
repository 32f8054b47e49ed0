// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/sockets.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <memory>

#include "lib/base/fd.hpp"

namespace cardea::assess {

namespace {

std::vector<std::string> names_in(const std::string& folder, bool& readable) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(::opendir(folder.c_str()), ::closedir);
  readable = open != nullptr;
  while (open != nullptr) {
    const dirent* entry = ::readdir(open.get());
    if (entry == nullptr) break;
    names.emplace_back(static_cast<const char*>(entry->d_name));
  }
  return names;
}

template <class Int>
bool to_number(std::string_view text, Int& value) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && failure == std::errc{} && end == text.data() + text.size();
}

std::string process_name(std::int64_t pid) {
  const auto status = read_proc("/proc/" + std::to_string(pid) + "/status");
  if (!status) return {};
  const auto parsed = parse_proc_status(*status);
  return parsed ? parsed->name : std::string();
}

std::map<std::uint64_t, std::int64_t> owners_of_inodes() {
  std::map<std::uint64_t, std::int64_t> owners;
  for (const std::int64_t pid : running_pids()) {
    bool readable = false;
    for (const std::uint64_t inode : socket_inodes_of(pid, readable)) owners.emplace(inode, pid);
  }
  return owners;
}

bool listens(std::string_view transport, const KernelSocket& socket) {
  if (transport == "tcp") return socket.state == kTcpListens;
  return socket.state == kUdpUnconnected && socket.port != 0;
}

}  // namespace

Result<Buffer> read_proc(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.valid()) return io_error("a kernel file cannot be opened");
  Buffer all;
  std::array<std::uint8_t, 16384> piece{};
  while (true) {
    const ssize_t got = ::read(fd.get(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io_error("a kernel file cannot be read");
    if (got == 0) return all;
    if (all.size() + static_cast<std::size_t>(got) > kProcTextMax) return Error{Err::too_large, "a kernel file above its bound"};
    all.insert(all.end(), piece.begin(), piece.begin() + got);
  }
}

std::vector<std::int64_t> running_pids() {
  std::vector<std::int64_t> pids;
  bool readable = false;
  for (const std::string& name : names_in("/proc", readable)) {
    std::int64_t pid = 0;
    if (to_number(name, pid)) pids.push_back(pid);
  }
  return pids;
}

std::set<std::uint64_t> socket_inodes_of(std::int64_t pid, bool& readable) {
  std::set<std::uint64_t> inodes;
  const std::string folder = "/proc/" + std::to_string(pid) + "/fd";
  for (const std::string& name : names_in(folder, readable)) {
    std::array<char, 64> target{};
    const ssize_t size = ::readlink((folder + "/" + name).c_str(), target.data(), target.size());
    std::string_view link(target.data(), size < 0 ? 0 : static_cast<std::size_t>(size));
    std::uint64_t inode = 0;
    if (!link.starts_with("socket:[") || !link.ends_with("]")) continue;
    link.remove_prefix(8);
    link.remove_suffix(1);
    if (to_number(link, inode)) inodes.insert(inode);
  }
  return inodes;
}

Result<std::vector<OwnedSocket>> listening_sockets(std::int64_t network_of) {
  const std::string folder = network_of == 0 ? "/proc/net/" : "/proc/" + std::to_string(network_of) + "/net/";
  const std::map<std::uint64_t, std::int64_t> owners = owners_of_inodes();
  std::vector<OwnedSocket> all;
  for (const char* table : {"tcp", "tcp6", "udp", "udp6"}) {
    const auto text = read_proc(folder + table);
    if (!text && std::string_view(table).ends_with('6')) continue;  // a kernel without IPv6
    if (!text) return text.error();
    TRY(const std::vector<KernelSocket> sockets, parse_proc_sockets(*text));
    const std::string transport(table, 3);
    for (const KernelSocket& socket : sockets) {
      if (!listens(transport, socket)) continue;
      const auto owner = owners.find(socket.inode);
      const std::int64_t pid = owner == owners.end() ? 0 : owner->second;
      all.push_back({transport, socket, pid, pid == 0 ? std::string() : process_name(pid)});
    }
  }
  return all;
}

}  // namespace cardea::assess
