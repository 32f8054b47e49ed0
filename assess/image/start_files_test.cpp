// SPDX-License-Identifier: Apache-2.0
#include "assess/image/start_files.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

UnitFile unit(std::string_view text) {
  const auto parsed = parse_unit_file(as_bytes(text));
  EXPECT_TRUE(parsed.ok());
  return parsed ? *parsed : UnitFile();
}

TEST(UnitFile, says_which_program_runs_and_as_whom) {
  const UnitFile file =
      unit("[Unit]\nUser=wrong\n[Service]\nExecStart=-/usr/sbin/sshd -D $OPTS\nUser = sshd\n[Install]\nUser=wrong\n");
  EXPECT_EQ(file.program, "/usr/sbin/sshd");
  EXPECT_EQ(file.user, "sshd");
  EXPECT_FALSE(file.as_root_anyhow);
}

TEST(UnitFile, keeps_nothing_of_the_arguments) {
  EXPECT_EQ(unit("[Service]\nExecStart=/bin/agent --password hunter2\n").program, "/bin/agent");
}

TEST(UnitFile, what_comes_later_counts) {
  const UnitFile file = unit("[Service]\nExecStart=/a\nUser=a\n[Service]\nExecStart=\nExecStart=+/b\nUser=b\nDynamicUser=yes\n");
  EXPECT_EQ(file.program, "/b");
  EXPECT_EQ(file.user, "b");
  EXPECT_TRUE(file.dynamic_user);
  EXPECT_TRUE(file.as_root_anyhow);
}

TEST(UnitFile, a_line_that_goes_on_is_one) {
  const UnitFile file = unit("[Service]\nExecStart=/a \\\n  --option \\\nUser=a-word-of-the-command\n# a \\\nUser=b\n");
  EXPECT_EQ(file.program, "/a");
  EXPECT_EQ(file.user, "b");
}

TEST(Inittab, starts_what_its_actions_say) {
  const auto started = parse_inittab(as_bytes(std::string_view(
      "# comment\n::sysinit:/etc/init.d/rcS\nttyS0::askfirst:-/bin/sh\n1:2345:respawn:/sbin/getty 38400 tty1\nid:3:initdefault:\n"
      "::ctrlaltdel:/sbin/reboot\nT0:23:respawn:/sbin/getty -L /dev/ttyAMA0 115200\n::respawn:/usr/sbin/telnetd -F --key "
      "secret\n")));
  ASSERT_TRUE(started.ok());
  ASSERT_EQ(started->size(), 5U);
  EXPECT_EQ((*started)[0].program, "/etc/init.d/rcS");
  EXPECT_EQ((*started)[1].program, "/bin/sh");
  EXPECT_EQ((*started)[1].terminal, "ttyS0");
  EXPECT_EQ((*started)[2].terminal, "tty1");
  EXPECT_EQ((*started)[3].terminal, "ttyAMA0");
  EXPECT_EQ((*started)[4].program, "/usr/sbin/telnetd");
  EXPECT_EQ((*started)[4].name, "telnetd");
}

TEST(Inetd, offers_what_its_lines_say) {
  const auto started = parse_inetd(as_bytes(
      std::string_view("#off stream tcp nowait root /off off\ntelnet stream tcp nowait root /usr/sbin/tcpd /usr/sbin/in.telnetd\n"
                       "ftp\tstream tcp nowait ftp.ftp /usr/sbin/ftpd ftpd -l\necho stream tcp nowait root internal\nshort "
                       "stream\nguarded stream tcp nowait root /usr/sbin/tcpd\n")));
  ASSERT_TRUE(started.ok());
  ASSERT_EQ(started->size(), 3U);
  EXPECT_EQ((*started)[0].program, "/usr/sbin/in.telnetd");
  EXPECT_EQ((*started)[0].user, "root");
  EXPECT_EQ((*started)[1].user, "ftp");
  EXPECT_EQ((*started)[2].program, "internal");
}

TEST(Inittab, that_starts_without_end_is_refused) {
  std::string text;
  for (std::size_t i = 0; i <= kStartedMax; ++i) text += "::once:/bin/a\n";
  EXPECT_EQ(parse_inittab(as_bytes(text)).error().code, Err::too_large);
}

}  // namespace
}  // namespace cardea::assess
