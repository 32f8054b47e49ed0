// SPDX-License-Identifier: Apache-2.0
#include "assess/review_desk.hpp"

#include <gtest/gtest.h>

#include "assess/run_folder.hpp"
#include "assess/testing/declared.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::assess {
namespace {

using testing::Declared;
using testing::values;

class Desk : public ::testing::Test {
 protected:
  Desk() {
    Declared declared;
    declared.answer("5.2-2", "Y").row("VulnTypes", "remote", values({{"action", "<script>alert(1)</script>"}}));
    declared.row("Conf", "Conf", values({{"vulnerability_actions", true}}));
    auto log = EvidenceLog::create(evidence_of(scratch_.path()), clock_);
    for (const Fact& fact : declared.facts()) EXPECT_TRUE(log->record(fact.probe, fact.effect, fact.subject, fact.values).ok());
  }

  net::HttpResponse ask(const std::string& method, const std::string& path, const std::string& body = {},
                        const std::string& host = "127.0.0.1:1234", const std::string& origin = {}) const {
    const ReviewDesk desk({scratch_.path(), "tester", "laboratory", "secret", "127.0.0.1:1234", false}, clock_);
    net::HttpRequest request;
    request.method = method;
    request.path = path;
    request.headers = {{"host", host}};
    if (!origin.empty()) request.headers.emplace_back("origin", origin);
    request.body = Buffer(body.begin(), body.end());
    return desk.answer(request);
  }
  static std::string text(const net::HttpResponse& response) { return std::string(as_text(response.body)); }
  std::size_t records() const { return read_evidence(scratch_.path())->facts.size(); }

  store::ScratchDirectory scratch_;
  FakeClock clock_;
};

const std::string kAnswer =
    "unit=5.2-2-1.a&verdict=pass&rationale=each+kind+has+its+%22action%22%0Aand+its+time&records=1+2&read=&expires=";

TEST_F(Desk, lists_what_is_open_and_asks_provision_by_provision) {
  EXPECT_NE(text(ask("GET", "/secret/")).find("href=\"5.2-2\""), std::string::npos);
  const std::string page = text(ask("GET", "/secret/5.2-2"));
  EXPECT_NE(page.find("5.2-2-1.a"), std::string::npos);
  EXPECT_EQ(page.find("5.2-2-1.b"), std::string::npos);  // the program decides that one
}

TEST_F(Desk, renders_no_markup_of_the_declaration) {
  EXPECT_EQ(text(ask("GET", "/secret/5.2-2")).find("<script"), std::string::npos);
}

TEST_F(Desk, records_an_answer_behind_the_evidence_and_shows_who_gave_it) {
  EXPECT_EQ(ask("POST", "/secret/5.2-2", kAnswer).status, 303);
  const auto evidence = read_evidence(scratch_.path());
  EXPECT_EQ(evidence->facts.back().text("rationale"), "each kind has its \"action\"\nand its time");
  EXPECT_EQ(evidence->facts.back().text("reviewer"), "tester");
  EXPECT_TRUE(verify_run(scratch_.path()).ok());
  EXPECT_NE(text(ask("GET", "/secret/5.2-2")).find("tester: pass"), std::string::npos);
}

TEST_F(Desk, an_answer_without_verdict_reason_or_ground_is_refused_with_a_sentence) {
  const std::size_t before = records();
  for (const char* form :
       {"unit=5.2-2-1.a&verdict=&rationale=long+enough+to+be+one&records=1", "unit=5.2-2-1.a&verdict=pass&rationale=&records=1",
        "unit=5.2-2-1.a&verdict=pass&rationale=long+enough+to+be+one",
        "unit=5.2-2-1.b&verdict=fail&rationale=long+enough+to+be&records=1",
        "unit=5.2-2-1.a&verdict=pass&rationale=long+enough+to+be+one&records=1%5D%0Aunit"}) {
    const net::HttpResponse response = ask("POST", "/secret/5.2-2", form);
    EXPECT_EQ(response.status, 422) << form;
    EXPECT_NE(text(response).find("role=\"alert\""), std::string::npos) << form;
  }
  EXPECT_EQ(records(), before);
}

TEST_F(Desk, a_form_cannot_write_more_than_its_own_answer) {
  // A line end in a text stays inside its quotes: it cannot end the answer and begin another.
  const std::string form =
      "unit=5.2-2-1.a&verdict=pass&rationale=x%22%0Averdict+%3D+%22fail%22%0Areviewer+%3D+%22other&records=1";
  EXPECT_EQ(ask("POST", "/secret/5.2-2", form).status, 303);
  const auto evidence = read_evidence(scratch_.path());
  EXPECT_EQ(evidence->facts.back().text("verdict"), "pass");
  EXPECT_EQ(evidence->facts.back().text("reviewer"), "tester");
}

TEST_F(Desk, nobody_gets_in_without_the_path_by_another_name_or_from_another_page) {
  EXPECT_EQ(ask("GET", "/").status, 404);
  EXPECT_EQ(ask("GET", "/wrong/5.2-2").status, 404);
  EXPECT_EQ(ask("GET", "/secret/5.2-2", "", "attacker.example.com").status, 421);
  EXPECT_EQ(ask("POST", "/secret/5.2-2", kAnswer, "127.0.0.1:1234", "http://attacker.example.com").status, 403);
  EXPECT_EQ(ask("DELETE", "/secret/5.2-2").status, 405);
  EXPECT_EQ(records(), 3U);
}

}  // namespace
}  // namespace cardea::assess
