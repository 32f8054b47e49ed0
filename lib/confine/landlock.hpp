// SPDX-License-Identifier: Apache-2.0
// Landlock: what a process may reach in files, ports and other processes. The plan is a pure function of
// the rules and of what the kernel offers, so that a test can ask for any kernel.
#pragma once

#include <cstdint>

#include "lib/confine/confine.hpp"

namespace cardea::confine {

inline constexpr int kLandlockAbiMax = 7;  // the newest that we know; a newer kernel still offers this one

struct PathRule {
  std::string path;
  std::uint64_t access = 0;
};

struct LandlockPlan {
  int abi = 0;
  std::uint64_t handled_fs = 0;   // denied unless a rule allows it
  std::uint64_t handled_net = 0;
  std::uint64_t scoped = 0;
  std::vector<PathRule> paths;
  std::vector<std::uint16_t> connect_ports;
  std::vector<WallFact> facts;    // landlock.fs, landlock.net, landlock.scope: what holds once this is applied
};

// What the kernel offers: 0 when it has no Landlock.
int landlock_abi();

LandlockPlan plan_landlock(const Rules& rules, int abi);

}  // namespace cardea::confine
