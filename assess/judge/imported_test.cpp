// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/imported.hpp"

#include <gtest/gtest.h>

#include "assess/judge/unit.hpp"
#include "assess/testing/declared.hpp"

namespace cardea::assess {
namespace {

using testing::Declared;
using testing::values;

constexpr const char* kNoOtherInterface = "5.6-1-2.b";  // listens
constexpr const char* kChannels = "5.5-1-2.a";          // tls

Value port(std::int64_t number, const char* owner = "target") {
  return values({{"transport", "tcp"}, {"address", "127.0.0.1"}, {"port", number}, {"owner", owner}});
}

// A target with one declared interface, that our own scan found and nothing else.
Declared scanned() {
  Declared declared;
  declared.answer("5.6-1", "Y").row("Intf", "Intf-Web", values({{"type", "network"}, {"transport", "tcp"}, {"port", 443}}));
  declared.fact("bench", "interface Intf-Web", values({{"transport", "tcp"}, {"port", 8443}}));
  declared.fact("listeners", "scan tcp 127.0.0.1", values({{"address", "127.0.0.1"}, {"unanswered", 0}}));
  declared.fact("listeners", "open tcp 127.0.0.1:8443", port(8443));
  declared.fact("listeners", "udp of the target", values({{"complete", true}}));
  declared.fact("listeners", "probe", values({{"done", true}}));
  return declared;
}

Declared& with_finding(Declared& declared, const char* area, const char* severity, Value more = Value{Value::Map{}}) {
  more.set("area", area).set("severity", severity).set("tool", "a tool").set("about", "a thing").set("text", "a text");
  declared.fact("imports", "finding 1", std::move(more));
  return declared.fact("imports", "probe", values({{"done", true}}));
}

Judgement judge_it(const Declared& declared, const char* unit) {
  return judge_alone(Facts(declared.facts()), *find_unit(unit));
}

std::string text_of(const Judgement& judgement) {
  std::string all;
  for (const std::string& finding : judgement.findings) all += finding + "\n";
  return all;
}

// What the rule itself said, with imports on top.
Judgement on_top_of(Verdict verdict, const Declared& declared, const char* unit) {
  return against_imports(Facts(declared.facts()), *find_unit(unit), {verdict, Code::none, {"own"}, {1}});
}

TEST(ImportedEvidence, without_any_the_own_verdict_stands) {
  EXPECT_EQ(judge_it(scanned(), kNoOtherInterface).verdict, Verdict::pass);
}

TEST(ImportedEvidence, an_open_port_that_is_not_declared_contradicts_a_pass) {
  Declared declared = scanned();
  const Judgement judgement = judge_it(with_finding(declared, "ports", "info", port(2323)), kNoOtherInterface);
  EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
  EXPECT_EQ(judgement.code, Code::disputed);
  EXPECT_NE(text_of(judgement).find("a tool says of a thing: a text, not declared"), std::string::npos);
  ASSERT_FALSE(judgement.evidence.empty());
  EXPECT_EQ(declared.facts().at(judgement.evidence.front() - 1).probe, "imports");
  EXPECT_TRUE(open_to_a_person(judgement));
}

TEST(ImportedEvidence, a_declared_port_found_open_changes_nothing) {
  Declared declared = scanned();
  const Judgement judgement = judge_it(with_finding(declared, "ports", "info", port(8443)), kNoOtherInterface);
  EXPECT_EQ(judgement.verdict, Verdict::pass);
  EXPECT_EQ(text_of(judgement).find("a tool"), std::string::npos);
}

TEST(ImportedEvidence, a_port_that_we_know_to_be_a_strangers_contradicts_nothing) {
  Declared declared = scanned();
  declared.fact("listeners", "open tcp 127.0.0.1:22", port(22, "other"));
  EXPECT_EQ(judge_it(with_finding(declared, "ports", "info", port(22)), kNoOtherInterface).verdict, Verdict::pass);
}

TEST(ImportedEvidence, a_bad_finding_on_tls_contradicts_a_pass_and_is_named) {
  Declared declared = scanned();
  declared.fact("tls", "probe", values({{"done", true}}));
  with_finding(declared, "tls", "bad");
  const Judgement judgement = on_top_of(Verdict::pass, declared, kChannels);
  EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
  EXPECT_EQ(judgement.code, Code::disputed);
  EXPECT_EQ(judgement.findings, (std::vector<std::string>{"a tool says of a thing: a text", "own"}));
}

TEST(ImportedEvidence, never_makes_a_verdict_better) {
  for (const char* severity : {"ok", "info", "unknown", "bad"}) {
    Declared declared = scanned();
    declared.fact("tls", "probe", values({{"done", true}}));
    with_finding(declared, "tls", severity);
    for (const Verdict own : {Verdict::pass, Verdict::pending_human, Verdict::inconclusive, Verdict::error, Verdict::fail}) {
      EXPECT_EQ(worse(own, on_top_of(own, declared, kChannels).verdict), on_top_of(own, declared, kChannels).verdict) << severity;
    }
  }
}

TEST(ImportedEvidence, what_a_person_decides_stays_with_that_person_and_the_finding_is_told) {
  Declared declared = scanned();
  declared.fact("tls", "probe", values({{"done", true}}));
  const Judgement judgement = on_top_of(Verdict::pending_human, with_finding(declared, "tls", "bad"), "5.8-1-2.a");
  EXPECT_EQ(judgement.verdict, Verdict::pending_human);
  EXPECT_NE(text_of(judgement).find("a tool"), std::string::npos);
}

TEST(ImportedEvidence, of_another_area_is_not_heard) {
  Declared declared = scanned();
  declared.fact("tls", "probe", values({{"done", true}}));
  EXPECT_EQ(on_top_of(Verdict::pass, with_finding(declared, "ssh", "bad"), kChannels).verdict, Verdict::pass);
  EXPECT_EQ(on_top_of(Verdict::pass, declared, kNoOtherInterface).findings.size(), 1U);
  EXPECT_EQ(on_top_of(Verdict::pass, declared, "5.2-2-1.a").findings.size(), 1U);
}

TEST(ImportedEvidence, what_others_could_not_test_is_mentioned_where_we_could) {
  Declared declared = scanned();
  const Judgement judgement = judge_it(with_finding(declared, "ports", "unknown"), kNoOtherInterface);
  EXPECT_EQ(judgement.verdict, Verdict::pass);
  EXPECT_NE(text_of(judgement).find("(not tested)"), std::string::npos);
}

TEST(ImportedEvidence, what_nobody_could_test_is_inconclusive) {
  Declared declared = scanned();
  with_finding(declared, "tls", "unknown");
  for (const Verdict own : {Verdict::pass, Verdict::pending_human}) {
    const Judgement judgement = on_top_of(own, declared, kChannels);
    EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
    EXPECT_EQ(judgement.code, Code::insufficient_coverage);
    EXPECT_TRUE(open_to_a_person(judgement));
  }
}

TEST(ImportedEvidence, a_file_that_could_not_be_read_is_as_good_as_untested) {
  Declared declared = scanned();
  declared.fact("imports", "file testssl 1",
                values({{"kind", "testssl"}, {"area", "tls"}, {"file", "a.json"}, {"read", false}, {"why", "not JSON"}}));
  declared.fact("imports", "probe", values({{"done", true}}));
  const Judgement judgement = on_top_of(Verdict::pass, declared, kChannels);
  EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
  EXPECT_NE(text_of(judgement).find("testssl file a.json could not be read: not JSON"), std::string::npos);
}

TEST(ImportedEvidence, findings_that_are_not_on_record_are_told) {
  Declared declared = scanned();
  declared.fact("imports", "file nmap 1",
                values({{"kind", "nmap"}, {"area", "ports"}, {"file", "a.xml"}, {"read", true}, {"not_written", 7}}));
  declared.fact("imports", "probe", values({{"done", true}}));
  const Judgement judgement = judge_it(declared, kNoOtherInterface);
  EXPECT_EQ(judgement.verdict, Verdict::pass);
  EXPECT_NE(text_of(judgement).find("nmap file a.xml has 7 findings that are not on record"), std::string::npos);
}

TEST(ImportedEvidence, many_contradictions_are_cut_and_that_is_told) {
  Declared declared = scanned();
  for (int i = 0; i < 20; ++i) with_finding(declared, "ports", "info", port(3000 + i));
  const Judgement judgement = judge_it(declared, kNoOtherInterface);
  EXPECT_EQ(judgement.verdict, Verdict::inconclusive);
  EXPECT_LE(judgement.findings.size(), 10U);
  EXPECT_NE(text_of(judgement).find("and more of this kind"), std::string::npos);
}

TEST(ImportedEvidence, an_empty_table_is_vacuous_only_while_nobody_else_found_what_it_lacks) {
  Declared declared = scanned();
  declared.answer("5.5-1", "Y");
  declared.row("ComMech", "ComMech-Web", values({{"interfaces", list_of({"Intf-Web"})}}));
  const TestUnit& completeness = *find_unit("5.5-5-2.b");
  EXPECT_EQ(judge_alone(Facts(declared.facts()), completeness).verdict, Verdict::pass);
  with_finding(declared, "ports", "info", port(2323));
  EXPECT_EQ(judge_alone(Facts(declared.facts()), completeness).verdict, Verdict::inconclusive);
}

}  // namespace
}  // namespace cardea::assess
