// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <array>

#include "contracts/ipc/peers.hpp"
#include "device/boards/ownership.hpp"
#include "device/warden/launcher.hpp"

namespace cardea::warden {
namespace {

void keep_open(const std::vector<process::NamedFd>& handed) {
  for (const process::NamedFd& one : handed) ::fcntl(one.fd, F_SETFD, 0);
}

[[noreturn]] void become(const LaunchPlan& plan, std::vector<std::string> words, int warden, int tpm) {
  // A process must not outlive warden. Becoming another user clears this; from then on the closed control channel ends it.
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != warden) ::_exit(1);
  sigset_t nothing;
  sigemptyset(&nothing);
  ::sigprocmask(SIG_SETMASK, &nothing, nullptr);
  keep_open(plan.peers);
  keep_open(plan.listeners);
  if (plan.process == peer::vault && tpm >= 0) ::fcntl(tpm, F_SETFD, 0);
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  std::array<char*, 1> no_environment{nullptr};
  ::execve(argv[0], argv.data(), no_environment.data());
  ::_exit(127);
}

}  // namespace

std::vector<std::string> OsLauncher::words(const LaunchPlan& plan) const {
  std::vector<std::string> words{device_ + "/run/bin/" + std::string(plan.process), "--device", device_, "--slot",
                                 board::name_of(running_)};
  for (const process::NamedFd& peer : plan.peers)
    words.insert(words.end(), {"--peer", peer.name + '=' + std::to_string(peer.fd)});
  for (const process::NamedFd& one : plan.listeners)
    words.insert(words.end(), {"--listen", one.name + '=' + std::to_string(one.fd)});
  if (plan.process == peer::vault && tpm_ >= 0) words.insert(words.end(), {"--tpm", std::to_string(tpm_)});
  if (uid_base_) words.insert(words.end(), {"--uid", std::to_string(board::uid_of(plan.process, *uid_base_))});
  return words;
}

Result<int> OsLauncher::launch(const LaunchPlan& plan) {
  std::vector<std::string> ready_words = words(plan);
  const int warden = ::getpid();
  const int child = ::fork();
  if (child < 0) return io_error("cannot start a process");
  if (child == 0) become(plan, std::move(ready_words), warden, tpm_);
  return child;
}

}  // namespace cardea::warden
