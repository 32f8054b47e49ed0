// SPDX-License-Identifier: Apache-2.0
// What the command says may hold a stranger's words: a path, a record of evidence that somebody else wrote, a row of a
// declaration.
#include "assess/cli.hpp"

#include <gtest/gtest.h>

#include "assess/evidence/evidence_log.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::assess {
namespace {

// Of both ways out, together.
std::string said_by(const std::vector<std::string>& words) {
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  assess_main(words);
  std::fflush(stdout);
  return ::testing::internal::GetCapturedStdout() + ::testing::internal::GetCapturedStderr();
}

void expect_carries_nothing_out(const std::string& said) {
  EXPECT_FALSE(said.empty());
  for (const char* live : {"\x1b", "\x07", "\xc2\x9b", "\xe2\x80\xae"}) EXPECT_EQ(said.find(live), std::string::npos) << said;
}

const std::string kWords = "\x1b[2J\x1b]0;title\x07\xc2\x9b\x33\x31m\xe2\x80\xae";

TEST(AssessCommand, names_a_path_without_carrying_it_out) {
  for (const char* verb : {"verify", "review", "report", "sign"})
    expect_carries_nothing_out(said_by({verb, "/nonexistent/" + kWords}));
  expect_carries_nothing_out(said_by({kWords}));
  expect_carries_nothing_out(said_by({"lint", "--declaration", "/nonexistent/" + kWords}));
  expect_carries_nothing_out(said_by({"report", "/nonexistent", "--format", kWords}));
  expect_carries_nothing_out(said_by({"sheet", "import", "/nonexistent/" + kWords, "--out", kWords}));
}

TEST(AssessCommand, shows_evidence_of_a_stranger_without_carrying_it_out) {
  const store::ScratchDirectory scratch;
  FakeClock clock;
  {
    auto log = EvidenceLog::create(scratch / "evidence.log", clock);
    ASSERT_TRUE(log.ok());
    Value words;
    for (const char* key :
         {"name", "address", "model", "manufacturer", "version", "why", "greeting", "server", "no_answer", "text"})
      words.set(key, kWords);
    for (const char* probe : {"bench", "listeners", "disclosure", "imports", "tls", "access"}) {
      for (const char* subject : {"target", "product", "probe", "front page", "finding 1"})
        ASSERT_TRUE(log->record(probe, Effect::reads, subject, words).ok());
    }
  }
  for (const char* format : {"table", "json", "csv", "csv-units", "oscal", "html"})
    expect_carries_nothing_out(said_by({"report", scratch.path(), "--format", format}));
  expect_carries_nothing_out(said_by({"review", scratch.path()}));
  expect_carries_nothing_out(said_by({"diff", scratch.path(), scratch.path()}));
  expect_carries_nothing_out(said_by({"diff", scratch.path(), scratch.path(), "--json"}));
  expect_carries_nothing_out(said_by({"verify", scratch.path()}));
}

}  // namespace
}  // namespace cardea::assess
