// SPDX-License-Identifier: Apache-2.0
#include "device/gate/security.hpp"

#include <gtest/gtest.h>

#include "lib/base/time.hpp"

namespace cardea::gate {
namespace {

constexpr std::int64_t kDay = 24 * 60 * 60;

class Security : public testing::Test {
 protected:
  Security() {
    policy.support_end = "2031-12-31";
    parts.state = contract::StateReport{contract::DeviceState::initialized, ""};
    parts.settings = contract::Settings{"Speaker", "en", false, true, 0, true, {}};
    parts.update = contract::UpdateReport{};
    parts.update->last_check_s = now;
    parts.processes = contract::ProcessList{{{"gate", 42, 1005, 0, {{"seccomp", true, ""}}}}};
    parts.provider = contract::ProviderReport{"TPM 2.0", true, ""};
    parts.events = contract::EventList{};
  }

  // "level state action" of one finding.
  std::string finding(std::string_view id) const {
    const Value report = security_json(policy, parts, now);
    for (const Value& row : **report.array("findings")) {
      if (*row.text("id") != id) continue;
      return *row.text("level") + " " + *row.text("state") + " " + row.text("action").value_or("-");
    }
    return "absent";
  }
  std::string level() const { return *security_json(policy, parts, now).text("level"); }

  std::int64_t now = *parse_date("2027-01-01");
  product::ProductPolicy policy;
  StatusParts parts;
};

TEST_F(Security, is_bad_while_the_running_software_is_not_what_was_verified) {
  parts.state->alert = "a file was changed";
  EXPECT_EQ(level(), "bad");
  EXPECT_EQ(finding("integrity"), "bad changed -");
}

TEST_F(Security, is_good_when_there_is_nothing_to_do) {
  EXPECT_EQ(level(), "good");
  EXPECT_EQ(finding("software"), "good up_to_date -");
  EXPECT_EQ(finding("automatic_updates"), "good on -");
  EXPECT_EQ(finding("support"), "good supported -");
  EXPECT_EQ(finding("protection"), "good whole -");
  EXPECT_EQ(finding("keys"), "good in_hardware -");
  EXPECT_EQ(finding("sign_ins"), "good quiet -");
}

TEST_F(Security, says_that_the_clock_is_wrong_after_a_start_in_1970_and_nothing_of_it_otherwise) {
  EXPECT_EQ(finding("clock"), "absent");
  now = 100;
  EXPECT_EQ(finding("clock"), "attention wrong -");
  EXPECT_EQ(level(), "attention");
}

TEST_F(Security, asks_for_the_update_that_waits_and_more_urgently_when_it_closes_a_weakness) {
  parts.update->available_version = "1.1.0";
  EXPECT_EQ(finding("software"), "attention update install_update");
  parts.update->security = true;
  EXPECT_EQ(finding("software"), "bad security_update install_update");
  parts.update->phase = contract::UpdatePhase::downloading;
  EXPECT_EQ(finding("software"), "good under_way -");
}

TEST_F(Security, notices_a_failed_update_and_one_that_nobody_looked_for) {
  parts.update->last_check_s = now - kCheckStaleS - 1;
  EXPECT_EQ(finding("software"), "attention not_checked check_updates");
  parts.update->last_check_s = 0;
  EXPECT_EQ(finding("software"), "attention never_checked check_updates");
  parts.update->last_result = contract::UpdateResult::fell_back;
  EXPECT_EQ(finding("software"), "attention failed check_updates");
}

TEST_F(Security, says_so_when_updates_are_off_or_wait) {
  parts.settings->updates_postponed_until_s = now + kDay;
  EXPECT_EQ(finding("automatic_updates"), "attention postponed resume_updates");
  parts.settings->automatic_updates = false;
  EXPECT_EQ(finding("automatic_updates"), "bad off turn_on_updates");
  EXPECT_EQ(level(), "bad");
}

TEST_F(Security, alarms_nobody_while_the_update_waits_for_its_turn) {
  parts.update->available_version = "1.1.0";
  parts.update->security = true;
  parts.update->turn_at_s = now + kDay;
  EXPECT_EQ(finding("software"), "attention waits_turn -");
}

TEST_F(Security, counts_the_last_day_of_support_as_supported) {
  now = *parse_date("2031-08-01");
  EXPECT_EQ(finding("support"), "attention ends_soon see_device");
  now = *parse_date("2031-12-31") + kDay - 1;
  EXPECT_EQ(finding("support"), "attention ends_soon see_device");
  now = *parse_date("2032-01-01");
  EXPECT_EQ(finding("support"), "bad ended see_device");
}

TEST_F(Security, tells_that_the_root_of_trust_is_gone) {
  parts.provider->trouble = "the TPM does not answer";
  EXPECT_EQ(finding("keys"), "bad gone see_device");
}

TEST_F(Security, tells_missing_walls_and_keys_in_files) {
  parts.processes->processes.front().walls.push_back({"landlock", false, "not in this kernel"});
  parts.provider->hardware = false;
  EXPECT_EQ(finding("protection"), "attention partial see_device");
  EXPECT_EQ(finding("keys"), "attention in_files see_device");
}

TEST_F(Security, counts_refused_sign_ins_of_the_last_week_for_the_administrator_only) {
  parts.events->events = {{now - 60, "sign-in-refused", ""}, {now - 8 * kDay, "sign-in-refused", ""}, {now, "signed-in", ""}};
  EXPECT_EQ(finding("sign_ins"), "attention refused change_password");
  parts.events->events.erase(parts.events->events.begin());
  EXPECT_EQ(finding("sign_ins"), "good quiet -");
  parts.events.reset();
  EXPECT_EQ(finding("sign_ins"), "absent");
}

TEST_F(Security, is_never_good_about_what_could_not_be_asked) {
  parts = {};
  for (const char* id : {"software", "automatic_updates", "protection", "keys"}) EXPECT_EQ(finding(id), "attention unknown -");
  EXPECT_EQ(level(), "attention");
}

}  // namespace
}  // namespace cardea::gate
