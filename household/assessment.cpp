// SPDX-License-Identifier: Apache-2.0
#include "household/assessment.hpp"

#include "household/driver.hpp"
#include "household/interrupt.hpp"
#include "lib/base/clock.hpp"

namespace cardea::household {
namespace {

constexpr std::uint64_t kPatience_ms = 600'000;
constexpr int kLook_ms = 200;

// Meanwhile the home does what the driver orders of it.
Outcome<int> run_beside(Child assessor, Home& home, const OrderDesk& orders) {
  const SystemClock clock;
  const std::uint64_t give_up = clock.monotonic_ms() + kPatience_ms;
  while (!assessor.has_ended()) {
    TRY_(not_interrupted());
    if (clock.monotonic_ms() > give_up) return Problem(Err::unavailable, "the assessor did not end in time");
    orders.serve(home, kLook_ms);
  }
  return assessor.exit_code(0);
}

}  // namespace

Outcome<int> assess(Home& home, Room& room, const OrderDesk& orders) {
  TRY(const std::string driver, write_driver(home, room));
  const std::vector<std::string> command{home.plan().programs + "/cardea",
                                         "assess",
                                         "run",
                                         "--declaration",
                                         home.plan().products + "/" + room.name + "/product.toml",
                                         "--driver",
                                         driver,
                                         "--out",
                                         report_folder(home, room)};
  TRY(Child assessor, Child::start_in_the_foreground(command));
  return run_beside(std::move(assessor), home, orders);
}

std::string report_folder(const Home& home, const Room& room) {
  return home.path("assessment-" + room.name);
}

}  // namespace cardea::household
