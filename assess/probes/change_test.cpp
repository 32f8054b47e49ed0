// SPDX-License-Identifier: Apache-2.0
#include "assess/testing/expect.hpp"

namespace cardea::assess {
namespace {

using testing::Faults;
using testing::TwinDevice;

class Changed {
 public:
  explicit Changed(const Faults& faults, const std::string& body = R"({"old":"{old}","new":"{new}"})")
      : device_(faults),
        bench_(device_.port()) {
    bench_.driver.change["AuthMech-User"] = {{}, "POST", testing::kPasswordPath, body};
    bench_.run("change");
  }
  Judgement judged(std::string_view rule) { return find_rule(rule)(Facts(bench_.list.facts())); }
  const Fact* seen() { return Facts(bench_.list.facts()).one("change", "change AuthMech-User"); }
  TwinBench& bench() { return bench_; }

 private:
  TwinDevice device_;
  TwinBench bench_;
};

// The label of a twin is a way of people to sign in as well, of another state.
TEST(ChangeProbe, tries_both_values_and_gives_the_account_its_own_back) {
  Changed changed({});
  ASSERT_NE(changed.seen(), nullptr);
  EXPECT_EQ(
      print_json(changed.seen()->values),
      R"({"change_status":200,"changed":true,"given_back":true,"new_signs_in":true,"new_was_looked_at":true,"old_signs_in":false,"old_was_looked_at":true})");
  expect(changed.judged("values_were_changed"), Verdict::inconclusive, "AuthMech-Label: nothing was changed");
  changed.bench().run("passwords");
  expect(changed.judged("user_value_in_force"), Verdict::pass);
}

TEST(ChangeProbe, an_old_value_that_still_signs_in_is_a_failure) {
  Faults faults;
  faults.old_password_stays = true;
  expect(Changed(faults).judged("changed_values_are_in_force"), Verdict::fail, "the old value still signs in");
}

TEST(ChangeProbe, a_change_that_changes_nothing_is_a_failure) {
  Faults faults;
  faults.change_does_nothing = true;
  Changed changed(faults);
  expect(changed.judged("changed_values_are_in_force"), Verdict::fail, "the new value does not sign in");
  EXPECT_TRUE(changed.seen()->flag("given_back"));
}

TEST(ChangeProbe, a_change_that_is_not_taken_proves_nothing) {
  Changed changed({}, R"({"old":"wrong","new":"{new}"})");
  expect(changed.judged("changed_values_are_in_force"), Verdict::inconclusive, "status 400");
  EXPECT_FALSE(changed.seen()->has("given_back"));
}

TEST(ChangeProbe, a_target_that_falls_silent_after_the_change_proves_nothing) {
  Faults faults;
  faults.silent_after_change = true;
  Changed changed(faults);
  expect(changed.judged("changed_values_are_in_force"), Verdict::inconclusive, "nobody answered to the new value");
}

TEST(ChangeProbe, a_command_reads_both_values_a_line_each) {
  const TwinDevice device{Faults{}};
  TwinBench bench(device.port());
  bench.driver.change["AuthMech-User"].command = {
      "/bin/sh", "-c",
      "read old && read new && [ \"$old\" = \"" + std::string(testing::kOwnerPassword) + "\" ] && [ ${#new} = 24 ] && exit 3"};
  bench.run("change");
  EXPECT_EQ(Facts(bench.list.facts()).one("change", "change AuthMech-User")->number("change_status"), 3);
}

}  // namespace
}  // namespace cardea::assess
