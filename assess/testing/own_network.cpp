// SPDX-License-Identifier: Apache-2.0
#include "assess/testing/own_network.hpp"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>

#include "lib/base/fd.hpp"
#include "lib/codec/json.hpp"

namespace cardea::assess::testing {

namespace {

constexpr int kNoSuchNetwork = 75;

bool write_line(const char* path, const std::string& line) {
  const UniqueFd file(::open(path, O_WRONLY | O_CLOEXEC));
  return file.valid() && ::write(file.get(), line.data(), line.size()) == static_cast<ssize_t>(line.size());
}

// An ordinary user becomes root of nothing but this network.
bool leave_for_own_network() {
  const uid_t user = ::geteuid();
  const gid_t group = ::getegid();
  if (::unshare(user == 0 ? CLONE_NEWNET : CLONE_NEWUSER | CLONE_NEWNET) != 0) return false;
  if (user == 0) return true;
  return write_line("/proc/self/setgroups", "deny") && write_line("/proc/self/uid_map", "0 " + std::to_string(user) + " 1") &&
         write_line("/proc/self/gid_map", "0 " + std::to_string(group) + " 1");
}

bool bring_up_loopback() {
  const UniqueFd any(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ifreq request{};
  std::strncpy(request.ifr_name, "lo", IFNAMSIZ - 1);
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  return any.valid() && ::ioctl(any.get(), SIOCSIFFLAGS, &request) == 0;
}

[[noreturn]] void work_and_end(const std::function<std::vector<Fact>()>& work, int out) {
  if (!leave_for_own_network() || !bring_up_loopback()) ::_exit(kNoSuchNetwork);
  Value all{Value::Array{}};
  for (const Fact& fact : work()) {
    Value one;
    all.push(one.set("probe", fact.probe)
                 .set("effect", std::int64_t{static_cast<int>(fact.effect)})
                 .set("subject", fact.subject)
                 .set("values", fact.values));
  }
  const std::string text = print_json(all);
  const bool written = ::write(out, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::_exit(written ? 0 : 1);
}

std::string read_to_end(int fd) {
  std::string all;
  std::array<char, 4096> piece{};
  for (ssize_t got = 0; (got = ::read(fd, piece.data(), piece.size())) != 0;) {
    if (got < 0 && errno != EINTR) std::abort();
    if (got > 0) all.append(piece.data(), static_cast<std::size_t>(got));
  }
  return all;
}

std::vector<Fact> facts_from(const std::string& text) {
  FactList list;
  const auto all = parse_json(as_bytes(text));
  if (!all || all->if_array() == nullptr) std::abort();
  for (const Value& one : *all->if_array()) {
    const auto effect = static_cast<Effect>(*one.integer("effect"));
    if (!list.record(*one.text("probe"), effect, *one.text("subject"), *one.find("values"))) std::abort();
  }
  return list.facts();
}

}  // namespace

std::optional<std::vector<Fact>> in_own_network(const std::function<std::vector<Fact>()>& work) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();  // a test's own scaffolding
  const UniqueFd ours(ends[0]);
  UniqueFd theirs(ends[1]);
  const pid_t pid = ::fork();
  if (pid < 0) std::abort();
  if (pid == 0) work_and_end(work, theirs.get());
  theirs.reset();
  const std::string text = read_to_end(ours.get());
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) == kNoSuchNetwork) return std::nullopt;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) std::abort();
  return facts_from(text);
}

}  // namespace cardea::assess::testing
