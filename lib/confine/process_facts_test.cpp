// SPDX-License-Identifier: Apache-2.0
#include "lib/confine/process_facts.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace cardea::confine {
namespace {

constexpr std::string_view kStatus =
    "Name:\tvault\nUmask:\t0077\nState:\tS (sleeping)\nUid:\t61001\t61002\t61003\t61004\nGid:\t1\t2\t3\t4\nGroups:\t7 8 \n"
    "VmRSS:\t  700 kB\nCapInh:\t0000000000000000\nCapPrm:\t0000000000000001\nCapEff:\t0000000000000002\n"
    "CapBnd:\t000001ffffffffff\nCapAmb:\t0000000000000004\nNoNewPrivs:\t1\nSeccomp:\t2\nSeccomp_filters:\t1\n";

Result<ProcessFacts> parse(const std::string& text) { return parse_proc_status(as_bytes(text)); }

std::string with(std::string_view line, std::string_view instead) {
  std::string text(kStatus);
  const std::size_t at = text.find(line);
  EXPECT_NE(at, std::string::npos);
  return text.replace(at, line.size(), instead);
}

TEST(ProcessFacts, a_status_of_the_kernel_is_understood) {
  const auto facts = parse(std::string(kStatus));
  ASSERT_TRUE(facts.ok());
  EXPECT_EQ(facts->name, "vault");
  EXPECT_EQ(facts->uid_real, 61001U);
  EXPECT_EQ(facts->uid_effective, 61002U);
  EXPECT_EQ(facts->uid_saved, 61003U);
  EXPECT_EQ(facts->gid_effective, 2U);
  EXPECT_EQ(facts->groups, 2U);
  EXPECT_EQ(facts->capabilities_permitted, 1U);
  EXPECT_EQ(facts->capabilities_effective, 2U);
  EXPECT_EQ(facts->capabilities_bounding, 0x1ffffffffffU);
  EXPECT_EQ(facts->capabilities_ambient, 4U);
  EXPECT_TRUE(facts->no_new_privs);
  EXPECT_EQ(facts->seccomp, SeccompMode::filter);
}

TEST(ProcessFacts, a_line_that_is_missing_twice_there_or_malformed_is_an_error) {
  EXPECT_FALSE(parse(with("Seccomp:\t2\n", "")).ok());
  EXPECT_FALSE(parse(with("Seccomp:\t2\n", "Seccomp:\t2\nSeccomp:\t0\n")).ok());
  EXPECT_FALSE(parse(with("Seccomp:\t2\n", "Seccomp:\t3\n")).ok());
  EXPECT_FALSE(parse(with("Seccomp:\t2\n", "Seccomp:\n")).ok());
  EXPECT_FALSE(parse(with("NoNewPrivs:\t1\n", "NoNewPrivs:\t2\n")).ok());
  EXPECT_FALSE(parse(with("NoNewPrivs:\t1\n", "NoNewPrivs:\t1 1\n")).ok());
  EXPECT_FALSE(parse(with("CapEff:\t0000000000000002\n", "CapEff:\tgg\n")).ok());
  EXPECT_FALSE(parse(with("CapEff:\t0000000000000002\n", "CapEff:\t10000000000000000\n")).ok());
  EXPECT_FALSE(parse(with("Uid:\t61001\t61002\t61003\t61004\n", "Uid:\t61001\t61002\n")).ok());
  EXPECT_FALSE(parse(with("Uid:\t61001\t", "Uid:\t-1\t")).ok());
  EXPECT_FALSE(parse(with("Umask:\t0077\n", "Umask\n")).ok());
}

TEST(ProcessFacts, a_status_that_is_cut_or_endless_is_an_error) {
  for (std::size_t n = 0; n < kStatus.size(); ++n) {
    if (n == kStatus.find("Seccomp_filters")) continue;  // all that we use is there, and the line is whole
    EXPECT_FALSE(parse(std::string(kStatus.substr(0, n))).ok()) << n;
  }
  EXPECT_EQ(parse(std::string(kProcStatusMax + 1, '\n')).error().code, Err::too_large);
}

TEST(ProcessFacts, of_this_process_are_its_own) {
  const auto facts = facts_of_process(getpid());
  ASSERT_TRUE(facts.ok());
  EXPECT_EQ(facts->uid_effective, geteuid());
}

TEST(ProcessFacts, of_no_process_are_not_found) { EXPECT_EQ(facts_of_process(-1).error().code, Err::not_found); }

}  // namespace
}  // namespace cardea::confine
