// SPDX-License-Identifier: Apache-2.0
#include "assess/driver/spawn.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <thread>
#include <utility>

#include "assess/wire/socket.hpp"

namespace cardea::assess {

namespace {

constexpr std::chrono::milliseconds kTimeToEnd{2000};

}  // namespace

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return io_error("pipe");
  return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

Result<pid_t> spawn(const Command& command, const StandardStreams& streams) {
  std::vector<char*> argv;
  for (const std::string& word : command) argv.push_back(const_cast<char*>(word.c_str()));  // posix_spawn does not write
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, streams.in, 0);
  posix_spawn_file_actions_adddup2(&actions, streams.out, 1);
  posix_spawn_file_actions_adddup2(&actions, streams.talk, 2);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  pid_t pid = 0;
  const int failure = ::posix_spawnp(&pid, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failure != 0) return Error{Err::not_found, "a command of the driver cannot be started", failure};
  return pid;
}

Result<RunningCommand> RunningCommand::start(const Command& command) {
  if (command.empty()) return Error{Err::bad_value, "an empty command"};
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) return io_error("socketpair");
  UniqueFd ours(ends[0]);
  const UniqueFd theirs(ends[1]);
  const UniqueFd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!nothing.valid()) return io_error("open /dev/null");
  TRY(const pid_t pid, spawn(command, {nothing.get(), theirs.get(), nothing.get()}));
  return RunningCommand(pid, std::move(ours));
}

RunningCommand::RunningCommand(RunningCommand&& from) noexcept
    : pid_(std::exchange(from.pid_, 0)),
      output_(std::move(from.output_)) {}

// Asked first, so that what it has begun elsewhere it can end.
RunningCommand::~RunningCommand() {
  if (pid_ == 0) return;
  ::kill(-pid_, SIGTERM);
  const Deadline deadline(kTimeToEnd);
  while (::waitpid(pid_, nullptr, WNOHANG) == 0) {
    if (deadline.passed()) ::kill(-pid_, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

}  // namespace cardea::assess
