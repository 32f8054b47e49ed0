// SPDX-License-Identifier: Apache-2.0
#include "household/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

#include "household/interrupt.hpp"
#include "lib/base/clock.hpp"

namespace cardea::household {
namespace {

constexpr int kLook_ms = 200;
constexpr std::size_t kLineMax = 64 * 1024;

// In the child, after fork: only async-signal-safe calls.
[[noreturn]] void become(const std::vector<char*>& argv, int out, int log, pid_t parent) {
  setpgid(0, 0);
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (getppid() != parent) _exit(127);  // it died before we asked to be told
  const int null = open("/dev/null", O_RDONLY);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  if (null < 0 || dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(log, 2) < 0) _exit(127);
  execv(argv[0], argv.data());
  _exit(127);
}

bool wait_for(int fd, int deadline_ms) {
  pollfd p{fd, POLLIN, 0};
  return poll(&p, 1, deadline_ms) > 0;
}

}  // namespace

Outcome<Child> Child::start(const std::vector<std::string>& arguments, const std::string& log) {
  int pipe_ends[2];
  if (pipe2(pipe_ends, O_CLOEXEC) != 0) return Problem(io_error("cannot make a pipe"));
  UniqueFd out(pipe_ends[0]);
  UniqueFd in(pipe_ends[1]);
  UniqueFd log_fd(open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!log_fd.valid()) return Problem(Err::io, "cannot write the log " + log);
  return start_with(arguments, {in.get(), log_fd.get()}, std::move(out));
}

Outcome<Child> Child::start_in_the_foreground(const std::vector<std::string>& arguments) { return start_with(arguments, {STDOUT_FILENO, STDERR_FILENO}, {}); }

Outcome<Child> Child::start_with(const std::vector<std::string>& arguments, Ends ends, UniqueFd out) {
  std::vector<char*> argv;
  for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  const pid_t parent = getpid();
  const pid_t pid = fork();
  if (pid < 0) return Problem(io_error("cannot start a program"));
  if (pid == 0) become(argv, ends.out, ends.log, parent);
  UniqueFd ended(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  return Child(arguments[0], pid, std::move(out), std::move(ended));
}

Child::Child(Child&& from) noexcept
    : name_(std::move(from.name_)), pid_(std::exchange(from.pid_, -1)), out_(std::move(from.out_)), ended_(std::move(from.ended_)), unread_(std::move(from.unread_)) {}

Child& Child::operator=(Child&& from) noexcept {
  end();
  name_ = std::move(from.name_);
  pid_ = std::exchange(from.pid_, -1);
  out_ = std::move(from.out_);
  ended_ = std::move(from.ended_);
  unread_ = std::move(from.unread_);
  return *this;
}

Child::~Child() { end(); }

Outcome<std::string> Child::line(int deadline_ms) {
  const SystemClock clock;
  const std::uint64_t until = clock.monotonic_ms() + static_cast<std::uint64_t>(deadline_ms);
  for (;;) {
    if (const std::size_t end = unread_.find('\n'); end != std::string::npos) {
      std::string found = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return found;
    }
    const std::uint64_t now = clock.monotonic_ms();
    if (now >= until || unread_.size() > kLineMax || !wait_for(out_.get(), static_cast<int>(until - now))) break;
    std::array<char, 4096> piece{};
    const ssize_t n = read(out_.get(), piece.data(), piece.size());
    if (n <= 0) return Problem(Err::unavailable, name_ + " ended before it said what was expected", "its log says why");
    unread_.append(piece.data(), static_cast<std::size_t>(n));
  }
  return Problem(Err::unavailable, name_ + " said nothing in time", "its log says why");
}

int Child::reap() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return status;
}

int Child::end(int grace_ms) {
  if (pid_ < 0) return 0;
  if (grace_ms > 0) kill(pid_, SIGTERM);
  if (grace_ms == 0 || !wait_for(ended_.get(), grace_ms)) kill(-pid_, SIGKILL);
  return reap();
}

bool Child::has_ended() const { return pid_ < 0 || wait_for(ended_.get(), 0); }

Outcome<int> Child::exit_code(int deadline_ms) {
  for (int waited_ms = 0; pid_ < 0 || !wait_for(ended_.get(), kLook_ms); waited_ms += kLook_ms) {
    TRY_(not_interrupted());
    if (pid_ < 0 || waited_ms >= deadline_ms) return Problem(Err::unavailable, name_ + " did not end in time");
  }
  const int status = reap();
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace cardea::household
