// SPDX-License-Identifier: Apache-2.0
#include "device/process/rules.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "contracts/ipc/peers.hpp"

namespace cardea::process {
namespace {

using confine::Allow;

const Place kPlace{"/d", board::Slot::b, 70000, {8443}};

bool allows(const confine::Rules& rules, Allow group) {
  return std::find(rules.allow.begin(), rules.allow.end(), group) != rules.allow.end();
}

confine::Rules rules_of(std::string_view process) {
  auto rules = rules_for(process, kPlace);
  EXPECT_TRUE(rules.ok()) << process;
  return *rules;
}

TEST(ConfinementTable, has_a_row_for_each_process_and_for_no_other) {
  for (const auto process : peer::kProcesses) EXPECT_TRUE(rules_for(process, kPlace).ok()) << process;
  EXPECT_TRUE(rules_for(peer::warden, kPlace).ok());
  EXPECT_EQ(rules_for("browser", kPlace).error().code, Err::not_found);
}

TEST(ConfinementTable, lets_only_courier_out_and_only_to_the_service) {
  for (const auto process : peer::kProcesses) {
    EXPECT_EQ(allows(rules_of(process), Allow::connect), process == peer::courier) << process;
    EXPECT_EQ(rules_of(process).connect_ports.empty(), process != peer::courier) << process;
  }
}

TEST(ConfinementTable, lets_only_gate_accept) {
  for (const auto process : peer::kProcesses)
    EXPECT_EQ(allows(rules_of(process), Allow::accept), process == peer::gate) << process;
}

TEST(ConfinementTable, lets_none_but_warden_start_programs) {
  for (const auto process : peer::kProcesses) {
    EXPECT_FALSE(allows(rules_of(process), Allow::spawn)) << process;
    EXPECT_EQ(rules_of(process).limits.processes, 0U) << process;
    for (const auto& path : rules_of(process).paths) EXPECT_FALSE(path.execute) << process << ' ' << path.path;
  }
}

TEST(ConfinementTable, gives_no_path_to_those_who_read_hostile_bytes) {
  EXPECT_TRUE(rules_of(peer::gate).paths.empty());
  EXPECT_TRUE(rules_of(peer::courier).paths.empty());
}

TEST(ConfinementTable, gives_each_state_folder_to_one_process_alone) {
  for (const auto process : peer::kProcesses) {
    for (const auto& path : rules_of(process).paths) {
      const bool state = path.path.starts_with("/d/state/");
      EXPECT_TRUE(!state || path.path == "/d/state/" + std::string(process)) << path.path;
    }
  }
}

TEST(ConfinementTable, lets_updater_write_the_slot_that_does_not_run_and_the_components_and_only_read_the_slot_that_runs) {
  std::vector<std::string> written;
  for (const auto& path : rules_of(peer::updater).paths) {
    if (path.write) written.push_back(path.path);
  }
  EXPECT_EQ(written, (std::vector<std::string>{"/d/state/updater", "/d/slots/a", "/d/components"}));
}

TEST(ConfinementTable, makes_each_process_its_user) {
  for (const auto process : peer::kProcesses) EXPECT_EQ(rules_of(process).identity->uid, 70000U) << process;
}

}  // namespace
}  // namespace cardea::process
