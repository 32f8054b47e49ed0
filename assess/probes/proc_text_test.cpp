// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/proc_text.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

TEST(ProcStatus, users_capabilities_and_filters_are_read) {
  const auto status =
      parse_proc_status(as_bytes("Name:\tgate\nPPid:\t41\nUid:\t901\t902\t903\t904\nCapInh:\t0000000000000000\nCapPrm:"
                                 "\t0000000000000400\nCapEff:\t0000000000000000\n"
                                 "CapAmb:\t0000000000000001\nNoNewPrivs:\t1\nSeccomp:\t2\n"));
  ASSERT_TRUE(status.ok());
  EXPECT_EQ(status->name, "gate");
  EXPECT_EQ(status->parent, 41);
  EXPECT_EQ(status->uid_real, 901U);
  EXPECT_EQ(status->uid_effective, 902U);
  EXPECT_EQ(status->uid_saved, 903U);
  EXPECT_EQ(status->capabilities_permitted, 0x400U);
  EXPECT_EQ(status->capabilities_ambient, 1U);
  EXPECT_EQ(status->no_new_privs, true);
  EXPECT_EQ(status->seccomp, 2);
}

TEST(ProcStatus, an_old_kernel_that_does_not_say_is_no_answer) {
  const auto status = parse_proc_status(as_bytes("Name:\tx\nUid:\t0\t0\t0\t0\n"));
  ASSERT_TRUE(status.ok());
  EXPECT_FALSE(status->no_new_privs.has_value());
  EXPECT_FALSE(status->seccomp.has_value());
}

TEST(ProcStatus, a_file_without_a_user_or_with_garbage_is_refused) {
  EXPECT_FALSE(parse_proc_status({}).ok());
  EXPECT_FALSE(parse_proc_status(as_bytes("Name:\tx\n")).ok());
  EXPECT_FALSE(parse_proc_status(as_bytes("Uid:\tx\t0\t0\t0\n")).ok());
  EXPECT_FALSE(parse_proc_status(as_bytes("Uid:\t0\t0\t0\t0\nCapEff:\tzz\n")).ok());
}

TEST(ProcStat, the_state_and_the_beginning_stand_behind_a_name_that_may_hold_anything) {
  const auto stat = parse_proc_stat(as_bytes("41 (a) Z 1 2) S 1 41 41 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 1 0 77123 4096 12\n"));
  ASSERT_TRUE(stat.ok());
  EXPECT_EQ(stat->state, 'S');
  EXPECT_EQ(stat->began, 77123U);
}

TEST(ProcStat, a_line_that_is_none_is_refused) {
  for (const char* line : {"", "41 (a", "41 (a) S", "41 (a) Sleeps 1 41 41 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 1 0 77123 4096 12",
                           "41 (a) S 1 41 41 0 -1 4194560 9 0 0 0 1 2 0 0 20 0 1 0 x 4096 12"}) {
    EXPECT_FALSE(parse_proc_stat(as_bytes(line)).ok()) << line;
  }
}

TEST(ProcMaps, memory_that_is_writable_and_executable_is_listed) {
  const auto maps = parse_proc_maps(
      as_bytes("00400000-00401000 r-xp 00000000 08:01 1 /bin/x\n00500000-00501000 rwxp 00000000 00:00 0 [jit]\n"));
  ASSERT_TRUE(maps.ok());
  EXPECT_EQ(maps->mappings, 2U);
  ASSERT_EQ(maps->writable_and_executable.size(), 1U);
  EXPECT_NE(maps->writable_and_executable[0].find("[jit]"), std::string::npos);
  EXPECT_FALSE(parse_proc_maps(as_bytes("not a map\n")).ok());
}

TEST(ProcSockets, addresses_ports_states_and_inodes_are_read) {
  const auto sockets = parse_proc_sockets(
      as_bytes("  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
               "   0: 0207007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4711 1 "
               "0000000000000000 100 0 0 10 0\n"
               "   1: 00000000000000000000000001000000:0035 00000000000000000000000000000000:0000 07 00000000:00000000 "
               "00:00000000 00000000 0 0 99 2 0\n"));
  ASSERT_TRUE(sockets.ok());
  ASSERT_EQ(sockets->size(), 2U);
  EXPECT_EQ((*sockets)[0].address, "127.0.7.2");
  EXPECT_EQ((*sockets)[0].port, 8080);
  EXPECT_EQ((*sockets)[0].state, kTcpListens);
  EXPECT_EQ((*sockets)[0].inode, 4711U);
  EXPECT_EQ((*sockets)[1].address, "::1");
  EXPECT_EQ((*sockets)[1].port, 53);
}

TEST(ProcSockets, a_line_that_is_none_is_refused) {
  EXPECT_FALSE(parse_proc_sockets(as_bytes("heading\n 0: nonsense\n")).ok());
}

}  // namespace
}  // namespace cardea::assess
