// SPDX-License-Identifier: Apache-2.0
// For the tests beside it: both proofs for one store, and a line that says how much was tried.
#pragma once

#include <gmock/gmock.h>

#include <cstdio>
#include <filesystem>

#include "sim/disk/crash_proof.hpp"

namespace cardea::sim {

inline void expect_survives_power_cuts(const Subject& subject, std::size_t states_at_least, const Budget& budget = {}) {
  const Proof proof = prove_against_power_cuts(subject, budget);
  std::printf("  %s: %zu calls to the disk, %zu distinct states after a power cut, %zu lost\n", subject.name.c_str(), proof.operations,
              proof.states, proof.lost.size());
  EXPECT_THAT(proof.lost, testing::IsEmpty());
  EXPECT_GE(proof.states, states_at_least);
}

inline void expect_survives_failed_calls(const Subject& subject, std::size_t calls_at_least) {
  const Proof proof = prove_against_failed_calls(subject);
  std::printf("  %s: %zu runs with one failed call, %zu lost\n", subject.name.c_str(), proof.failed_calls, proof.lost.size());
  EXPECT_THAT(proof.lost, testing::IsEmpty());
  EXPECT_GE(proof.failed_calls, calls_at_least);
}

}  // namespace cardea::sim
