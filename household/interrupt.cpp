// SPDX-License-Identifier: Apache-2.0
#include "household/interrupt.hpp"

#include <signal.h>

namespace cardea::household {
namespace {

sigset_t interrupts() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  return set;
}

}  // namespace

void block_interrupts() {
  const sigset_t set = interrupts();
  sigprocmask(SIG_BLOCK, &set, nullptr);
  signal(SIGPIPE, SIG_IGN);
}

Outcome<Unit> not_interrupted() {
  sigset_t pending;
  sigpending(&pending);
  if (sigismember(&pending, SIGINT) == 1 || sigismember(&pending, SIGTERM) == 1) return Problem(Err::refused, "interrupted", "");
  return kOk;
}

}  // namespace cardea::household
