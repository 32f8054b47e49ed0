// SPDX-License-Identifier: Apache-2.0
#include "bench/sign_in_figures.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "bench/attacker.hpp"

namespace cardea::bench {
namespace {

constexpr std::uint32_t kAttemptsPerS = 5'500;  // asked for; what arrives is measured
constexpr int kRounds = 6;
constexpr int kSignInsPerRound = 5;
constexpr auto kWarmUp = std::chrono::milliseconds(500);  // connections stand, free attempts are used up

using Millis = std::chrono::duration<double, std::milli>;

Outcome<Unit> sign_in_times(const household::Home& home, const household::Room& room, std::vector<double>& into) {
  for (int i = 0; i < kSignInsPerRound; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    TRY_(home.visit(room));
    into.push_back(Millis(std::chrono::steady_clock::now() - begun).count());
  }
  return kOk;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

// In turns, so that what else the machine does falls on both.
Outcome<SignInFigures> sign_in_under_attack(const household::Home& home, const household::Room& room) {
  TRY_(home.visit(room));  // from here on the owner's address is a familiar one
  TRY(Attacker attacker, Attacker::start({room.address, room.port, room.label.spki_pin}, kAttemptsPerS));
  std::vector<double> idle, attacked;
  std::uint64_t answered = 0;
  double attacked_ms = 0;
  for (int round = 0; round < kRounds; ++round) {
    attacker.rest();
    std::this_thread::sleep_for(kWarmUp);
    TRY_(sign_in_times(home, room, idle));
    attacker.press();
    std::this_thread::sleep_for(kWarmUp);
    const std::uint64_t before = attacker.answered();
    const auto begun = std::chrono::steady_clock::now();
    TRY_(sign_in_times(home, room, attacked));
    attacked_ms += Millis(std::chrono::steady_clock::now() - begun).count();
    answered += attacker.answered() - before;
  }
  return SignInFigures{median(idle), median(attacked), static_cast<double>(answered) * 1000 / attacked_ms};
}

}  // namespace cardea::bench
