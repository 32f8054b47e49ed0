// SPDX-License-Identifier: Apache-2.0
// Commands of a driver speak for a target, so what they write may be anything, and may have no end.
#include "assess/driver/act.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

Ran ran(const std::string& script, std::int64_t timeout_ms) {
  auto run = run_command({"/bin/sh", "-c", script}, timeout_ms);
  EXPECT_TRUE(run.ok());
  return run ? std::move(*run) : Ran{};
}

TEST(Commands, say_what_they_wrote_and_how_they_ended) {
  const Ran run = ran("echo out; echo talk >&2; exit 3", 60'000);
  EXPECT_EQ(run.output, "out\n");
  EXPECT_EQ(run.talk, "talk\n");
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_FALSE(run.timed_out);
}

TEST(Commands, that_never_end_are_ended) {
  const Ran run = ran("exec sleep 1000000", 50);
  EXPECT_TRUE(run.timed_out);
  EXPECT_EQ(run.exit_code, -1);
}

TEST(Commands, that_write_without_end_are_ended_and_kept_to_the_bound) {
  for (const char* script : {"exec yes", "exec yes >&2", "yes & yes >&2"}) {
    const Ran run = ran(script, 200);
    EXPECT_TRUE(run.timed_out) << script;
    EXPECT_LE(run.output.size(), kCommandOutputMax) << script;
    EXPECT_LE(run.talk.size(), kCommandOutputMax) << script;
  }
}

TEST(Commands, that_leave_a_child_behind_which_holds_their_output_are_not_waited_for) {
  const Ran run = ran("sleep 1000000 & echo out", 100);
  EXPECT_TRUE(run.timed_out);
  EXPECT_EQ(run.output, "out\n");
}

TEST(Commands, that_close_their_output_and_go_on_are_ended) {
  EXPECT_TRUE(ran("exec >&- 2>&-; exec sleep 1000000", 50).timed_out);
}

TEST(Commands, that_write_more_than_is_kept_are_heard_to_their_end) {
  const Ran run = ran("head -c 1000000 /dev/zero", 60'000);
  EXPECT_FALSE(run.timed_out);
  EXPECT_EQ(run.exit_code, 0);
  EXPECT_EQ(run.output.size(), kCommandOutputMax);
}

}  // namespace
}  // namespace cardea::assess
