// SPDX-License-Identifier: Apache-2.0
#include "service/telemetry/refusals.hpp"

#include <gtest/gtest.h>

namespace cardea::service {
namespace {

constexpr std::int64_t kNow = 1'800'000'000;

class Refusals : public testing::Test {
 protected:
  Device device(int n) {
    Device d;
    d.spki = "key-" + std::to_string(n);
    d.model = "M1";
    d.serial = std::to_string(n);
    return d;
  }
  void refuses(int n, const std::string& version, std::int64_t at_s = kNow) {
    CheckIn visit;
    visit.at_s = at_s;
    visit.update = {"idle", "refused", version, "not what the maker signed"};
    EXPECT_TRUE(note_refusal(*store_, device(n), visit).ok());
  }
  std::size_t found(std::int64_t at_s = kNow) { return anomalies(*store_, at_s)->size(); }

  std::unique_ptr<FleetStore> store_ = std::move(*open_sqlite_store(":memory:"));
};

//= EN303645 5.10-1   type=test
TEST_F(Refusals, of_the_same_release_by_many_devices_are_an_anomaly_that_the_operator_hears_of_once) {
  refuses(1, "1.1.0");
  refuses(2, "1.1.0");
  EXPECT_EQ(found(), 0U);
  refuses(3, "1.1.0");
  refuses(4, "1.1.0");
  const auto list = *anomalies(*store_, kNow);
  ASSERT_EQ(list.size(), 1U);
  EXPECT_EQ(list[0].version, "1.1.0");
  EXPECT_EQ(list[0].devices, 4U);
  EXPECT_EQ(list[0].reason, "not what the maker signed");
  EXPECT_EQ(store_->audit_log(10)->size(), 1U);
}

TEST_F(Refusals, by_one_device_again_and_again_are_none) {
  for (int times = 0; times < 10; ++times) refuses(1, "1.1.0", kNow + times);
  EXPECT_EQ(found(), 0U);
}

TEST_F(Refusals, of_different_releases_or_on_different_days_are_none) {
  refuses(1, "1.1.0");
  refuses(2, "1.2.0");
  refuses(3, "1.3.0");
  EXPECT_EQ(found(), 0U);
  refuses(4, "1.1.0", kNow + 2 * 86'400);
  refuses(5, "1.1.0", kNow + 4 * 86'400);
  EXPECT_EQ(found(kNow + 4 * 86'400), 0U);
}

TEST_F(Refusals, an_unchanged_report_is_no_news) {
  for (int n = 1; n < 9; ++n) {
    Device same = device(n);
    same.update = {"idle", "refused", "1.1.0", "old news"};
    CheckIn visit;
    visit.at_s = kNow;
    visit.update = same.update;
    EXPECT_TRUE(note_refusal(*store_, same, visit).ok());
  }
  EXPECT_EQ(found(), 0U);
}

}  // namespace
}  // namespace cardea::service
