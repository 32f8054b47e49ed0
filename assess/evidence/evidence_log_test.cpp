// SPDX-License-Identifier: Apache-2.0
#include "assess/evidence/evidence_log.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "lib/store/file.hpp"

namespace cardea::assess {
namespace {

// While it lives, no file of this process grows beyond the limit; lift() is as if room had been made.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::size_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    usual_ = ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;
  ~FileSizeLimit() {
    lift();
    ::signal(SIGXFSZ, usual_);
  }
  void lift() const { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
  void (*usual_)(int) = SIG_DFL;
};

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
  Buffer bytes() const { return *store::read_file(path(), kEvidenceBytesMax); }

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

std::string reason_for(std::string_view log) {
  const auto evidence = parse_evidence(as_bytes(log));
  return evidence ? std::string() : evidence.error().message;
}

TEST_F(EvidenceLogTest, what_was_dropped_doubled_or_reordered_is_told_by_its_first_record) {
  const Buffer good = bytes();
  const std::string text(as_text(good));
  const std::size_t second_at = text.find('\n') + 1;
  const std::size_t third_at = text.find('\n', second_at) + 1;
  const std::string first = text.substr(0, second_at);
  const std::string second = text.substr(second_at, third_at - second_at);
  const std::string third = text.substr(third_at);
  EXPECT_NE(reason_for(first + third).find("record 2 is broken: its number"), std::string::npos) << reason_for(first + third);
  EXPECT_NE(reason_for(first + first + second + third).find("record 2 is broken: its number"), std::string::npos);
  EXPECT_NE(reason_for(first + third + second).find("record 2 is broken: its number"), std::string::npos);
  EXPECT_NE(reason_for(first + second + third + third).find("record 4 is broken: its number"), std::string::npos);
  EXPECT_NE(reason_for(first + second + third.substr(0, 40)).find("record 3 is cut off"), std::string::npos);
  EXPECT_NE(reason_for(first + "\n" + second + third).find("record 2 is broken"), std::string::npos);
  EXPECT_NE(reason_for(first + second + third + "\n").find("record 4 is broken"), std::string::npos);
}

TEST_F(EvidenceLogTest, hostile_lines_are_refused_by_their_number) {
  const Buffer good = bytes();
  const std::string text(as_text(good));
  const std::string deep(100'000, '[');
  for (const std::string& line : {std::string(kEvidenceLineMax + 1, 'x'), deep, std::string(1, '\0'), std::string("{}"),
                                  std::string("\x1b[2J"), "\"" + std::string(kEvidenceLineMax - 2, 'x') + "\""})
    EXPECT_NE(reason_for(text + line + "\n").find("record 4 is broken"), std::string::npos) << line.substr(0, 20);
}

TEST_F(EvidenceLogTest, keeps_what_will_be_read_again_whatever_a_target_says) {
  auto log = EvidenceLog::go_on(path(), clock_);
  ASSERT_TRUE(log.ok());
  Value values;
  const std::string broken = std::string("\xff\x1b[2J") + '\0' + "<b>\xc0\x80 \xe2\x80\xae \xed\xa0\x80";
  values.set("banner", broken);
  ASSERT_TRUE(log->record("listeners", Effect::reads, "a \xfe name", values).ok());
  const auto evidence = parse_evidence(bytes());
  ASSERT_TRUE(evidence.ok()) << evidence.error().message;
  EXPECT_EQ(evidence->facts.back().text("banner"), log->facts().back().text("banner"));
  EXPECT_EQ(evidence->facts.back().subject, log->facts().back().subject);
}

TEST_F(EvidenceLogTest, what_could_not_be_read_again_is_not_written) {
  auto log = EvidenceLog::go_on(path(), clock_);
  ASSERT_TRUE(log.ok());
  Value deep{Value::Array{}};
  for (int i = 0; i < 40; ++i) deep = Value(Value::Array{deep});
  Value values;
  values.set("deep", deep);
  EXPECT_FALSE(log->record("listeners", Effect::reads, "deep", values).ok());
  ASSERT_TRUE(log->record("listeners", Effect::reads, "flat", {}).ok());
  EXPECT_EQ(parse_evidence(bytes())->facts.size(), 4U);
}

// What a disk does that fills up: a part of a line is written, and then there is room again.
TEST_F(EvidenceLogTest, nothing_comes_behind_a_line_that_could_not_be_written_whole) {
  auto log = EvidenceLog::go_on(path(), clock_);
  ASSERT_TRUE(log.ok());
  const FileSizeLimit full(bytes().size() + 100);
  Value values;
  values.set("text", std::string(1000, 'x'));
  EXPECT_FALSE(log->record("listeners", Effect::reads, "too much", values).ok());
  full.lift();
  EXPECT_FALSE(log->record("listeners", Effect::reads, "probe", {}).ok());
  log = Problem(Err::unavailable, "closed");
  auto again = EvidenceLog::go_on(path(), clock_);
  ASSERT_TRUE(again.ok()) << again.error().message;
  EXPECT_EQ(again->facts().back().subject, "cut off");
  EXPECT_TRUE(parse_evidence(bytes()).ok());
}

TEST_F(EvidenceLogTest, that_was_cut_off_before_its_first_record_begins_anew) {
  const Buffer good = bytes();
  for (const std::size_t size : {std::size_t{0}, std::size_t{30}}) {
    ASSERT_TRUE(store::write_file(path(), Bytes(good).first(size)).ok());
    auto log = EvidenceLog::go_on(path(), clock_);
    ASSERT_TRUE(log.ok()) << log.error().message;
    EXPECT_TRUE(log->facts().empty());
    ASSERT_TRUE(log->record("bench", Effect::reads, "first", {}).ok());
    EXPECT_EQ(parse_evidence(bytes())->facts.size(), 1U);
  }
}

TEST_F(EvidenceLogTest, is_a_file_and_neither_a_link_nor_a_pipe) {
  const std::string other = folder_ + "/other";
  ASSERT_EQ(::symlink(path().c_str(), other.c_str()), 0);
  EXPECT_FALSE(EvidenceLog::go_on(other, clock_).ok());
  const std::string pipe = folder_ + "/pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  EXPECT_FALSE(EvidenceLog::go_on(pipe, clock_).ok());
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
