// SPDX-License-Identifier: Apache-2.0
#include "device/warden/words.hpp"

#include <gtest/gtest.h>

namespace cardea::warden {
namespace {

using Words = std::vector<std::string_view>;

TEST(WardenWordsTest, are_read_as_the_board_gives_them) {
  const Words given{"--device",   "/d",   "--slot", "b", "--watchdog", "7", "--listen", "Intf-1=127.0.0.1:8443",
                    "--uid-base", "70000"};
  const auto words = parse_words(given);
  ASSERT_TRUE(words.ok()) << words.error().what;
  EXPECT_EQ(words->device, "/d");
  EXPECT_EQ(words->running, board::Slot::b);
  EXPECT_EQ(words->watchdog_fd, 7);
  EXPECT_EQ(words->uid_base, 70000U);
  ASSERT_EQ(words->listen.size(), 1U);
  EXPECT_EQ(words->listen[0].id, "Intf-1");
  EXPECT_EQ(words->listen[0].port, 8443);
}

TEST(WardenWordsTest, are_refused_when_one_is_not_understood) {
  for (const Words& bad : {Words{}, Words{"--device"}, Words{"--device", "d"}, Words{"--device", "/d", "--device", "/e"},
                           Words{"--device", "/d", "--slot", "c"}, Words{"--device", "/d", "--watchdog", "1"},
                           Words{"--device", "/d", "--uid-base", "x"}, Words{"--device", "/d", "--debug", "on"}}) {
    EXPECT_FALSE(parse_words(bad).ok());
  }
}

TEST(ListenWordTest, reads_both_families_and_port_zero) {
  EXPECT_EQ(parse_listen("a=[::1]:0")->address, "::1");
  EXPECT_EQ(parse_listen("a=0.0.0.0:65535")->port, 65535);
}

TEST(ListenWordTest, refuses_what_is_no_address) {
  for (const auto* bad : {"", "a", "=1.2.3.4:1", "a=1.2.3.4", "a=1.2.3.4:", "a=1.2.3.4:65536", "a=1.2.3.4:-1", "a=example.com:80",
                          "a=:80", "a:80=1.2.3.4"}) {
    EXPECT_FALSE(parse_listen(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace cardea::warden
