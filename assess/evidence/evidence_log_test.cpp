// SPDX-License-Identifier: Apache-2.0
#include "assess/evidence/evidence_log.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "lib/store/file.hpp"

namespace cardea::assess {
namespace {

class EvidenceLogTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "/evidence-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    auto log = EvidenceLog::create(path(), clock_);
    ASSERT_TRUE(log.ok());
    for (int i = 0; i < 3; ++i) {
      Value values;
      values.set("port", 8080 + i);
      values.set("banner", "a \"quoted\"\nline");
      ASSERT_TRUE(log->record("listeners", Effect::attempts, "tcp 127.0.0.1", values).ok());
      clock_.advance_ms(1000);
    }
    head_ = log->head();
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string path() const { return folder_ + "/evidence.log"; }
  Buffer bytes() const { return *store::read_file(path()); }

  FakeClock clock_;
  std::string folder_;
  std::string head_;
};

TEST_F(EvidenceLogTest, what_was_recorded_is_read_back_with_the_same_head) {
  const auto evidence = parse_evidence(bytes());
  ASSERT_TRUE(evidence.ok()) << evidence.error().message;
  ASSERT_EQ(evidence->facts.size(), 3U);
  EXPECT_EQ(evidence->facts[1].number("port"), 8081);
  EXPECT_EQ(evidence->facts[1].text("banner"), "a \"quoted\"\nline");
  EXPECT_EQ(evidence->facts[2].at_s, evidence->facts[0].at_s + 2);
  EXPECT_EQ(evidence->head, head_);
}

TEST_F(EvidenceLogTest, evidence_that_is_there_is_never_overwritten) {
  const auto again = EvidenceLog::create(path(), clock_);
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Err::exists);
}

TEST_F(EvidenceLogTest, any_changed_byte_is_found_or_changes_the_head) {
  const Buffer good = bytes();
  for (std::size_t i = 0; i < good.size(); ++i) {
    Buffer bad = good;
    bad[i] ^= 1;
    const auto evidence = parse_evidence(bad);
    // The last line has no successor: a well-formed change of it shows in the head, which the report names.
    EXPECT_TRUE(!evidence.ok() || evidence->head != head_) << "byte " << i;
  }
}

TEST_F(EvidenceLogTest, the_first_broken_record_is_named) {
  Buffer bad = bytes();
  const auto at = as_text(bad).find("8081");
  bad[at] = '9';
  const auto evidence = parse_evidence(bad);
  ASSERT_FALSE(evidence.ok());
  EXPECT_NE(evidence.error().message.find("record 3"), std::string::npos) << evidence.error().message;
}

TEST_F(EvidenceLogTest, lines_swapped_dropped_or_cut_are_refused) {
  const Buffer good = bytes();
  const std::string text(as_text(good));
  const std::size_t first = text.find('\n') + 1;
  const std::size_t second = text.find('\n', first) + 1;
  EXPECT_FALSE(parse_evidence(as_bytes(text.substr(first))).ok());
  EXPECT_FALSE(parse_evidence(as_bytes(text.substr(0, first) + text.substr(second))).ok());
  EXPECT_FALSE(parse_evidence(as_bytes(text.substr(first, second - first) + text.substr(0, first) + text.substr(second))).ok());
  EXPECT_FALSE(parse_evidence(as_bytes(text.substr(0, text.size() - 1))).ok());
  EXPECT_FALSE(parse_evidence({}).ok());
  const auto cut = parse_evidence(as_bytes(text.substr(0, second)));
  ASSERT_TRUE(cut.ok());  // a shorter chain is a chain; its head is another one
  EXPECT_NE(cut->head, head_);
}

TEST_F(EvidenceLogTest, goes_on_behind_what_is_there) {
  auto log = EvidenceLog::go_on(path(), clock_);
  ASSERT_TRUE(log.ok()) << log.error().message;
  EXPECT_EQ(log->head(), head_);
  ASSERT_TRUE(log->record("tls", Effect::reads, "more", {}).ok());
  const auto evidence = parse_evidence(bytes());
  ASSERT_TRUE(evidence.ok()) << evidence.error().message;
  EXPECT_EQ(evidence->facts.size(), 4U);
  EXPECT_EQ(evidence->head, log->head());
}

TEST_F(EvidenceLogTest, the_head_of_the_run_stays_while_people_answer) {
  auto log = EvidenceLog::go_on(path(), clock_);
  ASSERT_TRUE(log.ok());
  ASSERT_TRUE(log->record(kReview, Effect::reads, "5.2-2-1.a", {}).ok());
  EXPECT_EQ(log->run_head(), head_);
  EXPECT_NE(log->head(), head_);
  EXPECT_EQ(parse_evidence(bytes())->run_head, head_);
}

TEST_F(EvidenceLogTest, a_line_that_a_power_cut_left_unfinished_is_cut_off_and_told) {
  const Buffer good = bytes();
  for (const std::size_t cut : {std::size_t{1}, std::size_t{20}}) {
    ASSERT_TRUE(store::write_file(path(), Bytes(good).first(good.size() - cut)).ok());
    auto log = EvidenceLog::go_on(path(), clock_);
    ASSERT_TRUE(log.ok()) << log.error().message;
    ASSERT_EQ(log->facts().size(), 3U);
    EXPECT_EQ(log->facts().back().subject, "cut off");
    EXPECT_GT(log->facts().back().number("unfinished_bytes"), 0);
    EXPECT_TRUE(parse_evidence(bytes()).ok());
  }
}

TEST_F(EvidenceLogTest, goes_on_behind_nothing_that_was_changed) {
  Buffer bad = bytes();
  bad[as_text(bad).find("8081")] = '9';
  ASSERT_TRUE(store::write_file(path(), bad).ok());
  const auto log = EvidenceLog::go_on(path(), clock_);
  ASSERT_FALSE(log.ok());
  EXPECT_EQ(log.error().code, Err::unauthentic);
  EXPECT_EQ(bytes(), bad);
}

TEST_F(EvidenceLogTest, has_one_writer_at_a_time) {
  const auto first = EvidenceLog::go_on(path(), clock_);
  ASSERT_TRUE(first.ok());
  const auto second = EvidenceLog::go_on(path(), clock_);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, Err::unavailable);
}

}  // namespace
}  // namespace cardea::assess
