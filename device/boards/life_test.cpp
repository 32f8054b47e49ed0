// SPDX-License-Identifier: Apache-2.0
#include "device/boards/life.hpp"

#include <gtest/gtest.h>

#include "device/boards/power.hpp"

namespace cardea::board {
namespace {

constexpr int exited(int code) {
  return code << 8;
}
constexpr int killed(int signal) {
  return signal;
}

TEST(LifeEnd, reads_the_exit_codes_of_warden) {
  EXPECT_EQ(judge_end(exited(0), "").end, LifeEnd::power_off);
  EXPECT_EQ(judge_end(exited(42), "").end, LifeEnd::restart);
  EXPECT_EQ(judge_end(exited(1), "").reason, "warden exited with code 1");
  EXPECT_EQ(judge_end(killed(9), "").reason, "warden was ended by signal 9");
}

TEST(LifeEnd, takes_wardens_own_word_for_a_crash_and_only_for_a_crash) {
  EXPECT_EQ(judge_end(exited(1), "gate died").reason, "gate died");
  EXPECT_EQ(judge_end(exited(42), "gate died").end, LifeEnd::restart);
  EXPECT_EQ(judge_end(exited(42), "gate died").reason, "");
}

TEST(Power, waits_longer_after_each_crash_and_never_too_long) {
  EXPECT_EQ(back_off_ms(1), 200U);
  EXPECT_LT(back_off_ms(2), back_off_ms(3));
  EXPECT_EQ(back_off_ms(1000), 30'000U);
}

TEST(Power, tells_its_events_as_json_lines) {
  const Booted booted{Slot::b, "2.0.0", true, false, "", ""};
  EXPECT_EQ(event_line("boot", booted, ""), R"({"event":"boot","slot":"b","trial":true,"version":"2.0.0"})");
  const Booted fallen{Slot::a, "1.0.0", false, true, "2.0.0", "gate \"died\""};
  EXPECT_EQ(
      event_line("fell-back", fallen, "x"),
      R"({"event":"fell-back","failed_version":"2.0.0","reason":"gate \"died\"","slot":"a","trial":false,"version":"1.0.0"})");
}

}  // namespace
}  // namespace cardea::board
