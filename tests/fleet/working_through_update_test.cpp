// SPDX-License-Identifier: Apache-2.0
// A real device does its work for its household while a large update is downloaded and verified, and until the night is over.
#include <filesystem>
#include <fstream>
#include <random>

#include "tests/fleet/real_device.hpp"

namespace cardea::household {
namespace {

constexpr std::size_t kWeight = 48U << 20;
constexpr std::int64_t kDayMinutes = 24 * 60;

class WorkingDevice : public RealDevice {
 protected:
  // The programs of the device, all of them good, and as much that does not compress in one that only the factory runs.
  std::string heavy_programs() const {
    const std::filesystem::path to = must(desk_.broken_programs());
    std::filesystem::copy_file(CARDEA_BIN_DIR "/steward", to / "steward", std::filesystem::copy_options::overwrite_existing);
    std::mt19937_64 random(7);
    std::ofstream out(to / "vault-make-keys", std::ios::binary | std::ios::app);
    std::vector<std::uint64_t> weight(kWeight / sizeof(std::uint64_t));
    for (std::uint64_t& word : weight) word = random();
    out.write(reinterpret_cast<const char*>(weight.data()), static_cast<std::streamsize>(kWeight));
    return to.string();
  }

  static std::string time_of_day(std::int64_t minutes) {
    const auto two = [](std::int64_t n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    return two(minutes % kDayMinutes / 60) + ":" + two(minutes % 60);
  }
  // Quiet hours from now on, for a good part of a day.
  static void sleep_now(const Consumer& owner) {
    const std::int64_t now_min = SystemClock().wall_s() / 60;
    change(
        owner,
        Value().set("quiet_from", time_of_day(now_min)).set("quiet_to", time_of_day(now_min + 10 * 60)).set("utc_offset_min", 0));
  }
  static void change(const Consumer& owner, const Value& what) {
    Value settings = must(owner.read("/api/settings"));
    for (const auto& [name, value] : *what.if_map()) settings.set(name, value);
    const Answer answer = must(owner.ask("PUT", "/api/settings", settings));
    ASSERT_EQ(answer.status, 200) << print_json(answer.body);
  }
};

//= EN303645 5.3-12   type=test
//= EN303645 5.3-6   type=test
TEST_F(WorkingDevice, answers_its_household_while_an_update_is_installed_and_restarts_when_the_person_says_so) {
  const Consumer owner = must(home_->visit(*room_));
  sleep_now(owner);
  must(desk_.publish(must(desk_.image("speaker", "1.1.0", heavy_programs()))));
  must(home_->hint(*room_));
  int busy = 0;
  Value update;
  look_until([&] {
    change(owner, Value().set("device_name", "Kitchen " + std::to_string(busy)));
    update = must(owner.read("/api/update"));
    const std::string phase = update.text("phase").value_or("");
    if (phase == "downloading" || phase == "verifying") ++busy;
    return HasFatalFailure() || !update.text("restart_at").value_or("").empty();
  });
  ASSERT_FALSE(HasFatalFailure());
  EXPECT_GT(busy, 0);
  EXPECT_EQ(update.text("phase").value_or(""), "installed_waiting_for_restart");
  EXPECT_EQ(update.text("running_version").value_or(""), "1.0.0");
  EXPECT_EQ(must(owner.ask("POST", "/api/update/apply")).status, 202);
  look_until([&] {
    if (auto now = owner.read("/api/update")) update = std::move(*now);  // it restarts meanwhile
    return update.text("last_result").value_or("") == "succeeded";
  });
  EXPECT_EQ(update.text("running_version").value_or(""), "1.1.0");
}

}  // namespace
}  // namespace cardea::household
