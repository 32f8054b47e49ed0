// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "assess/judge/rules.hpp"
#include "assess/testing/declared.hpp"

namespace cardea::assess {
namespace {

using testing::Declared;
using testing::values;

// A confined process that is declared, and an image without anything to object to.
Declared right() {
  Declared all;
  all.row("PrivlCtrl", "gate",
          values({{"process", "gate"},
                  {"own_user", true},
                  {"system_call_filter", true},
                  {"path_filter", true},
                  {"capabilities", Value(Value::Array{})}}));
  all.fact("processes", "process gate",
           values({{"name", "gate"}, {"uid", 7}, {"no_new_privs", true}, {"seccomp", 2}, {"capabilities", "0000000000000000"}}));
  all.fact("processes", "probe", values({{"done", true}}));
  all.fact("image", "probe", values({{"done", true}}));
  return all;
}

Declared& users(Declared& all, std::vector<std::string> uid_0 = {"root"}, bool complete = true) {
  return all.fact("image", "users", values({{"uid_0", list_of(uid_0)}, {"complete", complete}}));
}

Declared& rights(Declared& all, const char* list = "set_user_id", const std::vector<std::string>& files = {}, bool of_root = true,
                 bool complete = true) {
  return all.fact("image", "rights of files", values({{list, list_of(files)}, {"of_root", of_root}, {"complete", complete}}));
}

Judgement least_privilege(const Declared& all) {
  return find_rule("least_privilege_holds")(Facts(all.facts()));
}

bool mentions(const Judgement& judgement, std::string_view words) {
  return std::any_of(judgement.findings.begin(), judgement.findings.end(),
                     [&](const std::string& one) { return one.find(words) != std::string::npos; });
}

TEST(ImageRights, of_a_plain_image_leave_the_verdict_to_the_processes) {
  Declared all = right();
  rights(users(all));
  EXPECT_EQ(least_privilege(all).verdict, Verdict::pass);
}

TEST(ImageRights, without_an_image_nothing_is_said_of_it) {
  const Declared whole = right();
  Declared all;
  for (const Fact& fact : whole.facts()) {
    if (fact.probe != "image") all.fact(fact.probe, fact.subject, fact.values);
  }
  EXPECT_EQ(least_privilege(all).verdict, Verdict::pass);
}

TEST(ImageRights, a_second_root_fails) {
  Declared all = right();
  rights(users(all, {"root", "toor"}));
  EXPECT_EQ(least_privilege(all).verdict, Verdict::fail);
  EXPECT_TRUE(mentions(least_privilege(all), "toor"));
}

TEST(ImageRights, a_privileged_program_that_everybody_may_change_fails) {
  Declared all = right();
  rights(users(all), "open_to_all", {"/bin/open"});
  EXPECT_EQ(least_privilege(all).verdict, Verdict::fail);
}

TEST(ImageRights, that_programs_have_by_themselves_are_for_a_person) {
  for (const char* list : {"set_user_id", "set_group_id", "capabilities"}) {
    Declared all = right();
    rights(users(all), list, {"/bin/su"});
    EXPECT_EQ(least_privilege(all).verdict, Verdict::pending_human) << list;
    EXPECT_TRUE(mentions(least_privilege(all), "/bin/su")) << list;
  }
}

TEST(ImageRights, services_as_root_are_for_a_person_unless_a_control_speaks_of_them) {
  Declared all = right();
  rights(users(all));
  all.fact("image", "services systemd", values({{"as_root", list_of({"gate.service as root: /usr/bin/cardea-gate"})}}));
  EXPECT_EQ(least_privilege(all).verdict, Verdict::pass);
  all.fact("image", "services inetd", values({{"as_root", list_of({"telnet as root: /usr/sbin/telnetd"})}}));
  EXPECT_EQ(least_privilege(all).verdict, Verdict::pending_human);
  EXPECT_TRUE(mentions(least_privilege(all), "telnet"));
}

TEST(ImageRights, of_a_part_of_an_image_pass_nothing) {
  Declared no_owners = right();
  rights(users(no_owners), "set_user_id", {}, false);
  Declared part = right();
  rights(users(part), "set_user_id", {}, true, false);
  Declared strange_users = right();
  rights(users(strange_users, {"root"}, false));
  Declared no_users = right();
  rights(no_users);
  Declared starts = right();
  rights(users(starts)).fact("image", "all that starts", values({{"complete", false}}));
  for (const Declared* all : {&no_owners, &part, &strange_users, &no_users, &starts})
    EXPECT_EQ(least_privilege(*all).verdict, Verdict::inconclusive);
}

TEST(ImageRights, of_an_image_that_could_not_be_looked_at_are_not_known) {
  const Declared whole = right();
  Declared all;
  for (const Fact& fact : whole.facts())
    all.fact(fact.probe, fact.subject, fact.probe == "image" ? values({{"done", false}, {"described", true}}) : fact.values);
  EXPECT_EQ(least_privilege(all).verdict, Verdict::inconclusive);
}

Declared development() {
  Declared all;
  all.row("SecDev", "all",
          values({{"topics", list_of({"training", "requirements", "coding", "tooling", "testing", "review", "archiving",
                                      "deployment", "third_parties"})}}));
  return all;
}

TEST(ImageKernel, without_what_every_kernel_may_have_speaks_against_the_development) {
  const Rule rule = find_rule("development_covers_each_topic");
  Declared all = development();
  EXPECT_EQ(rule(Facts(all.facts())).verdict, Verdict::pass);
  all.fact("image", "kernel configuration", values({{"lacks", list_of({"MODULE_SIG", "RANDOMIZE_BASE"})}}));
  EXPECT_EQ(rule(Facts(all.facts())).verdict, Verdict::pass);
  Declared weak = development();
  weak.fact("image", "kernel configuration", values({{"lacks", list_of({"STACKPROTECTOR"})}}));
  EXPECT_EQ(rule(Facts(weak.facts())).verdict, Verdict::fail);
}

}  // namespace
}  // namespace cardea::assess
