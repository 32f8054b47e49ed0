// SPDX-License-Identifier: Apache-2.0
#include "device/boards/life.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstdlib>

#include "contracts/board/trial_end.hpp"

namespace cardea::board {
namespace {

constexpr std::uint64_t kWatchdogLookMs = 1000;
constexpr std::uint64_t kPoliteStopMs = 5000;

struct Pipe {
  UniqueFd read, write;
};

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return io_error("cannot make a pipe");
  Pipe pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
  if (::fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK) != 0) return io_error("cannot set up a pipe");
  return pipe;
}

std::vector<std::string> warden_words(const LifePlan& plan, int line_end) {
  std::vector<std::string> words{
      plan.device + "/run/bin/warden", "--device", plan.device, "--slot", name_of(plan.slot), "--watchdog",
      std::to_string(line_end)};
  for (const std::string& listen : plan.listen) words.insert(words.end(), {"--listen", listen});
  if (plan.uid_base) words.insert(words.end(), {"--uid-base", std::to_string(*plan.uid_base)});
  return words;
}

}  // namespace

LifeResult judge_end(int wait_status, const std::string& told) {
  LifeResult result;
  if (WIFEXITED(wait_status)) {
    const int code = WEXITSTATUS(wait_status);
    if (code == kExitPowerOff)
      result.end = LifeEnd::power_off;
    else if (code == kExitRestart)
      result.end = LifeEnd::restart;
    else
      result.reason = "warden exited with code " + std::to_string(code);
  } else {
    result.reason = "warden was ended by signal " + std::to_string(WTERMSIG(wait_status));
  }
  if (result.end == LifeEnd::crash && !told.empty()) result.reason = told;
  return result;
}

Result<LifeResult> Life::run(int signals) {
  TRY_(start());
  TRY_(loop_.watch(signals, EPOLLIN, [this, signals](std::uint32_t) { signalled(signals); }));
  TRY_(loop_.watch(log_pipe_.get(), EPOLLIN, [this](std::uint32_t) { drain(log_pipe_, [this](Bytes b) { log_.add(b); }); }));
  TRY_(loop_.watch(line_pipe_.get(), EPOLLIN, [this](std::uint32_t) { drain(line_pipe_, [this](Bytes b) { lines_.add(b); }); }));
  last_pet_ms_ = loop_.clock().monotonic_ms();
  std::uint64_t next_look = last_pet_ms_ + kWatchdogLookMs;
  while (!status_) {
    loop_.turn(static_cast<int>(kWatchdogLookMs));
    if (loop_.clock().monotonic_ms() < next_look) continue;
    check_watchdog();
    next_look = loop_.clock().monotonic_ms() + kWatchdogLookMs;
  }
  bury();
  loop_.forget(signals);
  LifeResult result = judge_end(*status_, told_reason_);
  result.was_ready = was_ready_;
  result.asked_to_stop = asked_to_stop_;
  return result;
}

Status Life::start() {
  TRY(Pipe log, make_pipe());
  TRY(Pipe line, make_pipe());
  // warden must never wait for us: a full pipe loses a line, not a device.
  if (::fcntl(line.write.get(), F_SETFL, O_NONBLOCK) != 0) return io_error("cannot set up the watchdog's pipe");
  const int hardware = ::getpid();
  const int child = ::fork();
  if (child < 0) return io_error("cannot start warden");
  if (child == 0) {
    // The pull of the plug reaches everything: warden dies with the hardware, and the others with warden.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != hardware) ::_exit(1);
    become_warden(log.write.get(), line.write.get());
  }
  ::setpgid(child, child);
  warden_ = child;
  log_pipe_ = std::move(log.read);
  line_pipe_ = std::move(line.read);
  return kOk;
}

void Life::become_warden(int log_end, int line_end) const {
  ::setpgid(0, 0);
  sigset_t nothing;
  sigemptyset(&nothing);
  ::sigprocmask(SIG_SETMASK, &nothing, nullptr);
  const int null = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(null, STDIN_FILENO);
  ::dup2(log_end, STDOUT_FILENO);
  ::dup2(log_end, STDERR_FILENO);
  ::fcntl(line_end, F_SETFD, 0);
  std::vector<std::string> words = warden_words(plan_, line_end);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<char*, 1> no_environment{nullptr};
  ::execve(argv[0], argv.data(), no_environment.data());
  ::_exit(127);
}

void Life::hear(const LineMessage& message) {
  last_pet_ms_ = loop_.clock().monotonic_ms();
  if (message.event == "ready") was_ready_ = true;
  if (message.event == "failed") told_reason_ = message.text;  // told with the crash that follows
  if (message.event == "ready" || message.event == "confirmed") told_(message);
}

void Life::signalled(int signals) {
  signalfd_siginfo signal{};
  while (::read(signals, &signal, sizeof(signal)) == static_cast<ssize_t>(sizeof(signal))) {
    if (signal.ssi_signo == SIGCHLD)
      reap();
    else
      stop_politely();
  }
}

void Life::drain(const UniqueFd& from, const std::function<void(Bytes)>& to) {
  std::array<std::uint8_t, 4096> chunk{};
  // As much as a pipe holds, no more: a process that never stops talking must not hold the loop.
  for (int i = 0; i < 16; ++i) {
    const ssize_t got = ::read(from.get(), chunk.data(), chunk.size());
    if (got <= 0) {
      if (got == 0) loop_.forget(from.get());
      return;
    }
    to(Bytes(chunk.data(), static_cast<std::size_t>(got)));
  }
}

//= EN303645 5.9-1
void Life::check_watchdog() {
  if (loop_.clock().monotonic_ms() - last_pet_ms_ < plan_.watchdog_ms) return;
  told_reason_ = trial_end::kHung;
  cut_power();
}

void Life::stop_politely() {
  if (asked_to_stop_) return;
  asked_to_stop_ = true;
  ::kill(warden_, SIGTERM);
  stop_deadline_ = loop_.after_ms(kPoliteStopMs, [this] { cut_power(); });
}

void Life::cut_power() const {
  ::kill(-warden_, SIGKILL);
}

void Life::reap() {
  int status = 0;
  for (int child = ::waitpid(-1, &status, WNOHANG); child > 0; child = ::waitpid(-1, &status, WNOHANG)) {
    if (child == warden_) status_ = status;
  }
}

// Nothing of a life outlives it. We are the subreaper, so the orphans of warden are ours to wait for.
void Life::bury() {
  loop_.cancel(stop_deadline_);
  cut_power();
  while (::waitpid(-warden_, nullptr, 0) > 0) continue;
  drain(line_pipe_, [this](Bytes b) { lines_.add(b); });
  drain(log_pipe_, [this](Bytes b) { log_.add(b); });
  loop_.forget(log_pipe_.get());
  loop_.forget(line_pipe_.get());
}

}  // namespace cardea::board
