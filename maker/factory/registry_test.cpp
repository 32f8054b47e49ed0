// SPDX-License-Identifier: Apache-2.0
#include "maker/factory/registry.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>
#include <vector>

#include "lib/base/temporary_folder.hpp"

namespace cardea::factory {
namespace {

using ::testing::HasSubstr;

TEST(SerialRegistry, gives_each_serial_number_once) {
  const TemporaryFolder folder;
  const Registry registry(folder.path());
  ASSERT_TRUE(registry.claim("SPK-0001").ok());
  ASSERT_TRUE(registry.mark_made("SPK-0001", "pem").ok());
  const auto again = registry.claim("SPK-0001");
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Err::exists);
  EXPECT_THAT(again.error().message, HasSubstr("made"));
  EXPECT_TRUE(registry.claim("SPK-0002").ok());
}

TEST(SerialRegistry, never_gives_a_spoiled_or_interrupted_one_again) {
  const TemporaryFolder folder;
  const Registry registry(folder.path());
  ASSERT_TRUE(registry.claim("A").ok());
  EXPECT_THAT(registry.claim("A").error().message, HasSubstr("making"));
  ASSERT_TRUE(registry.mark_spoiled("A", "the image is damaged").ok());
  const auto again = registry.claim("A");
  EXPECT_THAT(again.error().message, HasSubstr("spoiled"));
  EXPECT_THAT(again.error().hint, HasSubstr("stays unused"));
}

TEST(SerialRegistry, lets_one_of_many_at_the_same_time_win) {
  const TemporaryFolder folder;
  std::atomic<int> won = 0;
  std::vector<std::thread> stations;
  for (int i = 0; i < 8; ++i) {
    stations.emplace_back([&] {
      if (Registry(folder.path()).claim("SPK-0001").ok()) ++won;
    });
  }
  for (std::thread& station : stations) station.join();
  EXPECT_EQ(won, 1);
}

TEST(SerialRegistry, refuses_what_is_no_serial_number) {
  const TemporaryFolder folder;
  for (const char* bad : {"", "-A", "a", "A B", "../A", "A/B", "A\n", "ÄÖ", "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"}) {
    EXPECT_FALSE(Registry(folder.path()).claim(bad).ok()) << bad;
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace cardea::factory
