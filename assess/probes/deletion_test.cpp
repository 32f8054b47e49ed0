// SPDX-License-Identifier: Apache-2.0
#include "assess/testing/erasable.hpp"
#include "assess/testing/expect.hpp"

namespace cardea::assess {
namespace {

using testing::declare_erasable;
using testing::Erasable;
using testing::TwinDevice;

// A target that can be erased, and answers at its door.
class ErasableTarget : public ::testing::Test {
 protected:
  ErasableTarget() : bench_(device_.port()) {}

  Judgement judged(std::string_view rule) { return find_rule(rule)(Facts(bench_.list.facts())); }

  void erase(const Erasable& erasable, const std::string& from = "device") {
    declare_erasable(bench_, erasable, from);
    bench_.run("deletion");
  }

  const Fact& seen() { return *Facts(bench_.list.facts()).one("deletion", "deletion DelFunc-All"); }

  TwinDevice device_{testing::Faults{}};
  TwinBench bench_;
};

TEST_F(ErasableTarget, that_forgets_passes) {
  erase({});
  expect(judged("device_data_was_put"), Verdict::pass);
  expect(judged("device_deletions_run"), Verdict::pass);
  expect(judged("nothing_remains_on_device"), Verdict::pass);
  EXPECT_EQ(seen().effect, Effect::destroys);
  EXPECT_EQ(seen().texts("files_before"), std::vector<std::string>{"data"});
}

TEST_F(ErasableTarget, that_keeps_a_copy_fails_with_the_place_of_it) {
  erase({.erase = "mkdir old && mv data old/data.bak"});
  expect(judged("nothing_remains_on_device"), Verdict::fail, "old/data.bak");
}

TEST_F(ErasableTarget, that_goes_on_showing_the_data_fails) {
  erase({.put = "base64 >sealed", .show = "base64 -d sealed", .erase = "true"});
  expect(judged("nothing_remains_on_device"), Verdict::fail, "shown as before");
}

TEST_F(ErasableTarget, in_which_the_data_comes_back_fails) {
  erase({.put = "tee data | base64 >kept",
         .show = "if [ -e erased ]; then [ ! -e looked ] || base64 -d kept >data; touch looked; fi; cat data 2>/dev/null; true",
         .erase = "rm data && touch erased"});
  expect(judged("nothing_remains_on_device"), Verdict::fail);
}

TEST_F(ErasableTarget, at_which_nobody_can_knock_does_not_pass_by_that) {
  bench_.driver.target.door.clear();
  erase({});
  EXPECT_FALSE(seen().has("answers"));
  expect(judged("device_deletions_run"), Verdict::pending_human, "nobody could knock");
}

TEST_F(ErasableTarget, whose_command_tells_the_password_is_not_quoted) {
  erase({.erase = "rm data; cat ../owner"});
  EXPECT_EQ(seen().text("told"), "(it holds the account's password)");
}

TEST_F(ErasableTarget, whose_data_was_never_seen_proves_nothing) {
  erase({.put = "cat >/dev/null", .show = "true", .erase = "true"});
  expect(judged("device_data_was_put"), Verdict::inconclusive, "DelFunc-All");
  expect(judged("nothing_remains_on_device"), Verdict::inconclusive, "not seen before");
}

TEST_F(ErasableTarget, to_which_the_data_could_not_be_brought_is_not_erased) {
  erase({.put = "touch data && exit 4"});
  EXPECT_TRUE(store::file_exists(bench_.scratch / "state/data"));
  expect(judged("device_data_was_put"), Verdict::inconclusive, "status 4");
  expect(judged("device_deletions_run"), Verdict::inconclusive, "was not carried out");
}

TEST_F(ErasableTarget, that_seals_its_files_is_left_to_a_person) {
  erase({.put = "base64 >sealed", .show = "base64 -d sealed 2>/dev/null; true", .erase = "rm sealed"});
  expect(judged("device_data_was_put"), Verdict::pass);
  expect(judged("nothing_remains_on_device"), Verdict::pending_human, "in no file as it is");
}

TEST_F(ErasableTarget, whose_deletion_did_not_run_proves_nothing) {
  erase({.erase = "rm data && exit 3"});
  expect(judged("device_deletions_run"), Verdict::inconclusive, "status 3");
  expect(judged("nothing_remains_on_device"), Verdict::inconclusive);
}

TEST_F(ErasableTarget, that_is_dead_afterwards_fails) {
  bench_.driver.target.interfaces["Intf-LocalHttps"] = 1;
  erase({});
  expect(judged("device_deletions_run"), Verdict::fail, "does not answer");
}

TEST_F(ErasableTarget, with_a_second_way_that_nobody_tried_is_not_done) {
  bench_.declare("DelFunc", "DelFunc-Button", R"({"target_type":["device"]})");
  erase({});
  expect(judged("device_deletions_run"), Verdict::inconclusive, "DelFunc-Button was not carried out");
}

TEST_F(ErasableTarget, without_a_folder_to_search_is_not_done) {
  declare_erasable(bench_, {});
  bench_.driver.state_folder.clear();
  bench_.run("deletion");
  expect(judged("device_data_was_put"), Verdict::pass);
  expect(judged("nothing_remains_on_device"), Verdict::inconclusive, "state_folder");
}

TEST_F(ErasableTarget, is_brought_back_when_the_driver_says_how) {
  declare_erasable(bench_, {});
  bench_.driver.deletion["DelFunc-All"].again = testing::shell("echo back >" + (bench_.scratch / "state/again"));
  bench_.run("deletion");
  EXPECT_EQ(seen().number("again_exit"), 0);
  EXPECT_TRUE(store::file_exists(bench_.scratch / "state/again"));
}

TEST_F(ErasableTarget, is_asked_at_its_door_as_the_first_account) {
  declare_erasable(bench_, {});
  DeletionActs& acts = bench_.driver.deletion["DelFunc-All"];
  acts.put = {{}, "PUT", testing::kDataPath, R"({"name":"{word}"})"};
  acts.show = {{}, "GET", testing::kDataPath, {}};
  acts.erase = {{}, "POST", testing::kErasePath, R"({"password":"{password}"})"};
  bench_.run("deletion");
  EXPECT_TRUE(seen().flag("shown_before"));
  EXPECT_TRUE(seen().flag("erased"));
  EXPECT_FALSE(seen().flag("shown_after"));
  EXPECT_EQ(seen().text("told"), "(it holds the account's password)");
  EXPECT_EQ(print_json(seen().values).find(testing::kOwnerPassword), std::string::npos);
}

TEST_F(ErasableTarget, is_left_alone_when_the_account_gets_nowhere) {
  declare_erasable(bench_, {});
  bench_.driver.deletion["DelFunc-All"].erase = {{}, "POST", testing::kErasePath, "{}"};
  bench_.write("owner", "wrong");
  bench_.run("deletion");
  EXPECT_EQ(Facts(bench_.list.facts()).one("deletion", "deletion DelFunc-All"), nullptr);
  EXPECT_FALSE(store::file_exists(bench_.scratch / "state/data"));
  expect(judged("device_deletions_run"), Verdict::error, "cannot sign in");
}

TEST_F(ErasableTarget, at_a_service_is_believed_what_the_service_shows) {
  erase({.put = "base64 >sealed", .show = "base64 -d sealed 2>/dev/null; true", .erase = "rm sealed"}, "associated_service");
  expect(judged("service_data_was_put"), Verdict::pass);
  expect(judged("service_deletions_run"), Verdict::pass);
  expect(judged("nothing_remains_at_services"), Verdict::pass);
}

TEST_F(ErasableTarget, at_a_service_that_lets_nobody_look_any_more_is_left_to_a_person) {
  erase({.show = "cat data", .erase = "rm data"}, "associated_service");
  expect(judged("nothing_remains_at_services"), Verdict::pending_human, "does not tell what it keeps");
}

TEST_F(ErasableTarget, that_the_driver_does_not_erase_is_not_described) {
  bench_.declare("DelFunc", "DelFunc-All", R"({"target_type":["device"]})");
  expect(judged("device_deletions_run"), Verdict::inconclusive);
}

}  // namespace
}  // namespace cardea::assess
