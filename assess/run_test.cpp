// SPDX-License-Identifier: Apache-2.0
// A whole run against a twin device with the real speaker's declaration; then verification, and what happens when
// anything in the folder is touched.
#include "assess/run.hpp"

#include <gtest/gtest.h>

#include <map>

#include "assess/cli.hpp"
#include "assess/evidence/evidence_log.hpp"
#include "assess/inputs.hpp"
#include "assess/report/report.hpp"
#include "assess/report/text.hpp"
#include "assess/signature.hpp"
#include "assess/testing/twin_device.hpp"
#include "assess/wire/http.hpp"
#include "lib/codec/json.hpp"
#include "lib/crypto/keys.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::assess {
namespace {

using testing::Faults;
using testing::TwinDevice;

class OneRun {
 public:
  explicit OneRun(const Faults& faults, const std::string& pin = {}, const std::string& imports = "[]")
      : device_(faults, {}, testing::own_address()) {
    write("owner", testing::kOwnerPassword);
    write("label", testing::kLabelPassword);
    write("pid", std::to_string(::getpid()));
    write(
        "driver.json",
        R"({"target": {"name": "twin", "address": ")" + testing::own_address() +
            R"(", "dedicated": true, "door": "Intf-LocalHttps", "spki_pin": ")" + (pin.empty() ? device_.spki_pin() : pin) +
            R"(", "interfaces": {"Intf-LocalHttps": )" + std::to_string(device_.port()) + R"(}}, "processes": {"pid_files": [")" +
            (scratch_ / "pid") + R"("]}, "accounts": [{"name": "owner", "password_file": ")" + (scratch_ / "owner") +
            R"("}], "pre_installed_file": ")" + (scratch_ / "label") +
            R"(", "sign_in": {"path": "/api/session", "body": {"name": "{name}", "password": "{password}"}, "token": "/token"}, "imports": )" +
            imports + "}");
    result_ = again();
  }

  Outcome<RunResult> again(const std::string& plan = {}) const {
    return run_assessment(
        {std::string(CARDEA_SOURCE_DIR) + "/products/speaker/product.toml", scratch_ / "driver.json", out(), plan}, clock_,
        [](const std::string&) {});
  }
  std::string operator/(const std::string& name) const { return scratch_ / name; }
  TwinDevice& device() { return device_; }

  std::string out() const { return scratch_ / "out"; }
  std::string file(const std::string& name) const { return out() + "/" + name; }
  const Outcome<RunResult>& result() const { return *result_; }
  Buffer read(const std::string& name) const { return *store::read_file(file(name), 64U << 20); }
  void write_out(const std::string& name, Bytes bytes) const { EXPECT_TRUE(store::write_file(file(name), bytes).ok()); }

  Answer answer(std::string_view provision) const {
    for (const Row& row : (*result_)->assessment.rows) {
      if (row.provision->id == provision) return row.answer;
    }
    return Answer::open;
  }

  Judgement judgement(std::string_view unit) const {
    for (const Row& row : (*result_)->assessment.rows) {
      for (const UnitResult& one : row.units) {
        if (one.unit->id == unit) return one.judgement;
      }
    }
    return {};
  }

 private:
  void write(const std::string& name, std::string_view text) {
    EXPECT_TRUE(store::write_file(scratch_ / name, as_bytes(text)).ok());
  }

  store::ScratchDirectory scratch_;
  FakeClock clock_;
  TwinDevice device_;
  std::optional<Outcome<RunResult>> result_;
};

std::vector<std::string> verdicts(const Assessment& assessment) {
  std::vector<std::string> all;
  for (const Row& row : assessment.rows) {
    for (const UnitResult& unit : row.units)
      all.push_back(std::string(unit.unit->id) + " " + std::string(name_of(unit.judgement.verdict)));
  }
  return all;
}

// One good run for all tests that only read it, or put back what they touch.
class GoodRun : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { run_ = std::make_unique<OneRun>(Faults{}); }
  static void TearDownTestSuite() { run_.reset(); }
  void SetUp() override { ASSERT_TRUE(run_->result().ok()) << run_->result().error().message; }
  static OneRun& run() { return *run_; }

 private:
  inline static std::unique_ptr<OneRun> run_;
};

TEST_F(GoodRun, has_no_mandatory_failure_and_its_coverage_is_stated) {
  const Assessment& assessment = run().result()->assessment;
  const std::string table = print_table(assessment, Facts(run().result()->facts), {});
  EXPECT_EQ(assessment.mandatory_failed, 0U) << table;
  EXPECT_EQ(assessment.exit_code(), 0) << table;
  EXPECT_EQ(run().answer("4-1"), Answer::yes) << table;
  EXPECT_NE(table.find("of 226 test units decided"), std::string::npos);
  EXPECT_GT(assessment.coverage.passed, 25U) << table;
}

TEST_F(GoodRun, prints_every_row_and_no_line_is_wider_than_120_columns) {
  for (const bool chinese : {false, true}) {
    TableStyle style;
    style.chinese = chinese;
    std::string table = print_table(run().result()->assessment, Facts(run().result()->facts), style);
    for (const Row& row : run().result()->assessment.rows)
      EXPECT_NE(table.find("\n" + std::string(row.provision->id) + " "), std::string::npos) << row.provision->id;
    while (!table.empty()) {
      const std::string line = table.substr(0, table.find('\n'));
      EXPECT_LE(columns_of(line), 120U) << line;
      EXPECT_EQ(line.find('\033'), std::string::npos);
      table.erase(0, line.size() + 1);
    }
  }
}

TEST(AssessRun, a_default_password_fails_the_mandatory_row_and_the_run) {
  Faults faults;
  faults.default_password = true;
  const OneRun run(faults);
  ASSERT_TRUE(run.result().ok()) << run.result().error().message;
  EXPECT_EQ(run.answer("5.1-1"), Answer::no);
  EXPECT_EQ(run.result()->assessment.exit_code(), 1);
}

std::string sample(const std::string& kind, const std::string& name) {
  return R"({"kind": ")" + kind + R"(", "file": ")" + CARDEA_SOURCE_DIR + "/assess/imports/corpus/" + kind + "/" + name + R"("})";
}

TEST(AssessRun, what_other_tools_found_keeps_units_from_passing_and_follows_from_the_evidence) {
  std::map<std::string, Verdict> alone;
  const auto units = {"5.6-1-2.b", "5.5-5-2.b", "5.1-3-2.a", "5.5-4-2.c"};
  {
    const OneRun run(Faults{});  // gone before the next: a second twin would be an undeclared listener of the first
    ASSERT_TRUE(run.result().ok()) << run.result().error().message;
    for (const char* unit : units) alone[unit] = run.judgement(unit).verdict;
  }
  const std::string imports =
      sample("nmap", "services.xml") + "," + sample("testssl", "flat.json") + "," + sample("nmap", "stopped.xml");
  const OneRun run({}, {}, "[" + imports + "]");
  ASSERT_TRUE(run.result().ok()) << run.result().error().message;
  for (const char* unit : units) {
    EXPECT_EQ(alone[unit], Verdict::pass) << unit;
    EXPECT_EQ(run.judgement(unit).verdict, Verdict::inconclusive) << unit;
    EXPECT_EQ(run.judgement(unit).code, Code::disputed) << unit;
  }
  EXPECT_EQ(run.result()->assessment.coverage.errors, 0U);
  EXPECT_TRUE(verify_run(run.out()).ok());
}

TEST(AssessRun, a_target_with_another_key_is_not_touched) {
  const OneRun run({}, std::string(64, 'a'));
  ASSERT_FALSE(run.result().ok());
  EXPECT_EQ(run.result().error().code, Err::unauthentic);
  EXPECT_FALSE(store::file_exists(run.file("evidence.log")));
}

TEST_F(GoodRun, evidence_of_it_is_never_overwritten) {
  const Buffer before = run().read("evidence.log");
  FakeClock clock;
  EXPECT_FALSE(EvidenceLog::create(run().file("evidence.log"), clock).ok());
  EXPECT_EQ(run().read("evidence.log"), before);
}

TEST_F(GoodRun, is_verified_and_finds_what_was_touched) {
  ASSERT_TRUE(verify_run(run().out()).ok());
  for (const char* name : {"evidence.log", "assessment.json", "report.html", "report.zh.html"}) {
    const Buffer good = run().read(name);
    for (const std::size_t at : {std::size_t{0}, good.size() / 3, good.size() / 2, good.size() - 2}) {
      Buffer bad = good;
      bad[at] ^= 1;
      run().write_out(name, bad);
      EXPECT_FALSE(verify_run(run().out()).ok()) << name << " byte " << at;
    }
    run().write_out(name, Bytes(good).first(good.size() - 1));
    EXPECT_FALSE(verify_run(run().out()).ok()) << name << " cut";
    run().write_out(name, good);
  }
  EXPECT_TRUE(verify_run(run().out()).ok());
}

TEST_F(GoodRun, a_whole_record_cut_off_shows_against_the_report) {
  const Buffer good = run().read("evidence.log");
  const std::string_view text = as_text(good);
  run().write_out("evidence.log", as_bytes(text.substr(0, text.rfind('\n', text.size() - 2) + 1)));
  const auto verified = verify_run(run().out());
  run().write_out("evidence.log", good);
  ASSERT_FALSE(verified.ok());
  EXPECT_EQ(verified.error().code, Err::truncated);
  const std::string missing = "record " + std::to_string(run().result()->facts.size()) + " is missing";
  EXPECT_NE(verified.error().message.find(missing), std::string::npos) << verified.error().message;
}

// As a disk leaves it that was full while the inputs were written down.
TEST_F(GoodRun, that_was_interrupted_among_its_inputs_gets_the_rest_of_them) {
  const Buffer good = run().read("evidence.log");
  const std::vector<std::string> before = verdicts(run().result()->assessment);
  const std::size_t line = as_text(good).find('\n', as_text(good).size() / 50) + 1;
  ASSERT_EQ(as_text(good).substr(0, line).find("\"probe\":\"imports\""), std::string::npos);
  for (const std::size_t cut : {std::size_t{0}, std::size_t{20}, line, line + 20}) {
    run().write_out("evidence.log", Bytes(good).first(cut));
    run().device().forget_attempts();
    const auto resumed = run().again();
    ASSERT_TRUE(resumed.ok()) << resumed.error().message;
    EXPECT_EQ(verdicts(resumed->assessment), before) << cut;
    EXPECT_TRUE(verify_run(run().out()).ok()) << cut;
  }
  run().write_out("evidence.log", good);
}

// The log as a power cut may leave it: after each probe's first record, and in the midst of a line.
TEST_F(GoodRun, that_was_interrupted_is_gone_on_with_and_comes_to_the_same) {
  const Buffer good = run().read("evidence.log");
  const std::vector<std::string> before = verdicts(run().result()->assessment);
  for (const char* probe : {"\"probe\":\"tls\"", "\"probe\":\"access\""}) {
    const std::size_t cut = as_text(good).find('\n', as_text(good).find(probe)) + 30;
    run().write_out("evidence.log", Bytes(good).first(cut));
    run().device().forget_attempts();  // of the whole run before
    const auto resumed = run().again();
    ASSERT_TRUE(resumed.ok()) << resumed.error().message;
    EXPECT_EQ(verdicts(resumed->assessment), before);
    EXPECT_TRUE(verify_run(run().out()).ok());
    const auto again =
        std::count_if(resumed->facts.begin(), resumed->facts.end(), [](const Fact& fact) { return fact.subject == kAgain; });
    EXPECT_EQ(again, 1);
  }
  run().write_out("evidence.log", good);
}

TEST_F(GoodRun, that_is_complete_is_not_begun_a_second_time) {
  const auto again = run().again();
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Err::exists);
}

TEST_F(GoodRun, that_was_interrupted_goes_on_from_no_other_inputs) {
  const Buffer good = run().read("evidence.log");
  const std::size_t cut = as_text(good).find('\n', as_text(good).find("\"probe\":\"tls\"")) + 1;
  run().write_out("evidence.log", Bytes(good).first(cut));
  const Buffer driver = *store::read_file(run() / "driver.json");
  Buffer edited = driver;
  edited.push_back(' ');
  ASSERT_TRUE(store::write_file(run() / "driver.json", edited).ok());
  const auto resumed = run().again();
  EXPECT_TRUE(store::write_file(run() / "driver.json", driver).ok());
  run().write_out("evidence.log", good);
  ASSERT_FALSE(resumed.ok());
  EXPECT_EQ(resumed.error().code, Err::exists);
  EXPECT_NE(resumed.error().message.find("other inputs"), std::string::npos) << resumed.error().message;
}

TEST(Inputs, of_which_the_driver_acts_for_a_row_that_is_not_declared_are_refused) {
  const store::ScratchDirectory scratch;
  const std::string declaration = std::string(CARDEA_SOURCE_DIR) + "/products/speaker/product.toml";
  const auto with = [&](const std::string& acts) {
    EXPECT_TRUE(
        store::write_file(scratch / "driver.toml", as_bytes(std::string_view("[target]\naddress = \"127.0.0.1\"\n" + acts)))
            .ok());
    return read_inputs(declaration, scratch / "driver.toml", SystemClock());
  };
  const std::string acts = R"( = { put = { path = "/p" }, erase = { path = "/e" } })";
  EXPECT_TRUE(with("[deletion]\nDelFunc-Erase" + acts).ok());
  const auto mistyped = with("[deletion]\nDelFunc-Ersae" + acts);
  ASSERT_FALSE(mistyped.ok());
  EXPECT_EQ(mistyped.error().message, "driver.deletion.DelFunc-Ersae: the declaration has no such row of DelFunc");
  EXPECT_NE(mistyped.error().hint.find("DelFunc-Erase"), std::string::npos) << mistyped.error().hint;
  EXPECT_EQ(with("[calls]\nSoftServ-Nothing = { safe = true }").error().message,
            "driver.calls.SoftServ-Nothing: the declaration has no such row of SoftServ");
  EXPECT_EQ(with("[client]\nComMech-Nothing = { listen = 1, name = \"a\", good_cert_file = \"c\", good_key_file = \"k\" }")
                .error()
                .message,
            "driver.client.ComMech-Nothing: the declaration has no such row of ComMech");
  EXPECT_EQ(with("[outage]\nResMech-Nothing = { cut = [\"c\"], mend = [\"m\"], works = { path = \"/\" } }").error().message,
            "driver.outage.ResMech-Nothing: the declaration has no such row of ResMech");
}

TEST_F(GoodRun, follows_the_plan_that_was_agreed_or_does_not_begin) {
  const auto plan_file = run() / "plan.json";
  const auto call = [](std::vector<std::string> words) { return assess_main(words); };
  const std::string declaration = std::string(CARDEA_SOURCE_DIR) + "/products/speaker/product.toml";
  ASSERT_EQ(call({"plan", "--declaration", declaration, "--driver", run() / "driver.json", "--out", plan_file}), 0);
  EXPECT_EQ(run().again(plan_file).error().code, Err::exists);  // the plan is this run's, which is complete
  Buffer edited = *store::read_file(plan_file);
  edited[edited.size() / 2] ^= 1;
  ASSERT_TRUE(store::write_file(plan_file, edited).ok());
  EXPECT_EQ(run().again(plan_file).error().code, Err::unauthentic);
}

TEST_F(GoodRun, is_answered_by_a_person_from_the_file_that_it_asks_with) {
  const std::string answers = run() / "answers.toml";
  const Buffer good = run().read("evidence.log");
  const std::string text =
      "run = \"" + parse_evidence(good)->run_head +
      "\"\nreviewer = \"tester\"\nrole = \"laboratory\"\n[[answer]]\nunit = \"5.2-2-1.a\"\nverdict = \"pass\"\n"
      "rationale = \"each kind has its action and its time\"\nrecords = [1]\n";
  ASSERT_TRUE(store::write_file(answers, as_bytes(text)).ok());
  const auto call = [](std::vector<std::string> words) { return assess_main(words); };
  EXPECT_EQ(call({"review", run().out(), "--answers", answers}), 0);
  const auto verified = verify_run(run().out());
  ASSERT_TRUE(verified.ok()) << verified.error().message;
  EXPECT_EQ(verified->assessment.coverage.by_a_person, 1U);
  EXPECT_EQ(call({"review", run().out()}), 0);
  run().write_out("evidence.log", good);
  ASSERT_TRUE(write_reports(run().out(), *run().result()).ok());
  EXPECT_TRUE(verify_run(run().out()).ok());
}

// The key is made for this test and goes with it.
TEST_F(GoodRun, is_signed_and_a_file_that_changed_since_or_another_key_is_found) {
  const auto key = crypto::EcKey::generate();
  const auto other = crypto::EcKey::generate();
  ASSERT_TRUE(key.ok() && other.ok());
  FakeClock clock;
  const auto write_key = [](const std::string& path, const crypto::EcKey& from, unsigned mode) {
    const auto pem = from.to_pem();
    EXPECT_TRUE(store::write_file(path, pem->expose_secret(), mode).ok());
  };
  write_key(run() / "key.pem", **key, 0644);
  EXPECT_EQ(sign_run(run().out(), run() / "key.pem", {"tester", "laboratory"}, clock).error().code, Err::refused);
  write_key(run() / "key.pem", **key, 0600);
  ASSERT_TRUE(sign_run(run().out(), run() / "key.pem", {"tester", "laboratory"}, clock).ok());
  const auto signatory = check_signature(run().out(), run().file("signer.pem"));
  ASSERT_TRUE(signatory.ok()) << signatory.error().message;
  EXPECT_EQ(signatory->name, "tester");
  const Buffer page = run().read("report.html");
  run().write_out("report.html", Bytes(page).first(page.size() - 1));
  EXPECT_EQ(check_signature(run().out(), run().file("signer.pem")).error().code, Err::unauthentic);
  run().write_out("report.html", page);
  const Buffer signer = run().read("signer.pem");
  write_key(run() / "key.pem", **other, 0600);
  ASSERT_TRUE(sign_run(run().out(), run() / "key.pem", {"somebody", "else"}, clock).ok());
  run().write_out("signer.pem", signer);
  EXPECT_EQ(check_signature(run().out(), run().file("signer.pem")).error().code, Err::unauthentic);
}

TEST_F(GoodRun, is_told_in_chinese_throughout_on_the_chinese_page) {
  const Buffer page = run().read("report.zh.html");
  EXPECT_EQ(as_text(page).find("<span lang=\"en\">"), std::string_view::npos);
}

TEST_F(GoodRun, the_command_says_2_when_it_cannot_assess_and_1_when_evidence_was_changed) {
  const auto call = [](std::vector<std::string> words) { return assess_main(words); };
  EXPECT_EQ(call({"verify", run().out()}), 0);
  EXPECT_EQ(call({"report", run().out(), "--json"}), 0);
  EXPECT_EQ(call({"frobnicate"}), 2);
  EXPECT_EQ(call({"run", "--declaration", "nowhere.toml", "--driver", "x", "--out", "y"}), 2);
  const Buffer good = run().read("evidence.log");
  Buffer bad = good;
  bad[bad.size() / 2] ^= 1;
  run().write_out("evidence.log", bad);
  EXPECT_EQ(call({"verify", run().out()}), 1);
  run().write_out("evidence.log", good);
}

TEST_F(GoodRun, is_reported_in_every_format_and_language_and_each_time_the_same) {
  const auto report = [&](const std::string& format, bool chinese, const std::string& name) {
    std::vector<std::string> words{"report", run().out(), "--format", format, "--out", run().file(name)};
    if (chinese) words.push_back("--zh");
    return assess_main(words);
  };
  for (const char* format : {"table", "json", "html", "csv", "csv-units", "pdf", "oscal"}) {
    for (const bool chinese : {false, true}) {
      EXPECT_EQ(report(format, chinese, "once"), 0) << format;
      EXPECT_EQ(report(format, chinese, "again"), 0) << format;
      EXPECT_GT(run().read("once").size(), 1000U) << format;
      EXPECT_EQ(run().read("once"), run().read("again")) << format;
    }
  }
  EXPECT_EQ(report("docx", false, "never"), 2);
  EXPECT_FALSE(store::file_exists(run().file("never")));
  EXPECT_EQ(assess_main(std::vector<std::string>{"report", run().out(), "--html", run().file("page.html")}), 0);
  EXPECT_EQ(run().read("page.html"), run().read("report.html"));
}

TEST(HostileTarget, one_that_never_answers_costs_the_time_allowed_and_no_more) {
  const testing::SilentListener silent("127.0.0.1");
  for (const bool tls : {false, true}) {
    Door door;
    door.endpoint = {"127.0.0.1", silent.port(), {}};
    door.tls = tls;
    const auto reply = exchange(door, {}, {std::chrono::milliseconds(50)});
    ASSERT_FALSE(reply.ok());
    EXPECT_EQ(reply.error().code, Err::exhausted);
  }
}

TEST(HostileTarget, an_answer_beyond_the_bound_is_cut_off) {
  testing::TwinTls plain;
  plain.on = false;
  testing::TwinServer server("127.0.0.1", plain, [](const testing::TwinRequest&) {
    return testing::TwinReply{200, std::string(kReplyBodyMax + 1, 'x'), ""};
  });
  const auto reply = exchange({{"127.0.0.1", server.port(), {}}, false, {}, {}}, {});
  ASSERT_FALSE(reply.ok());
  EXPECT_EQ(reply.error().code, Err::too_large);
}

TEST(AssessReport, shows_what_other_tools_wrote_and_renders_none_of_it) {
  FactList list;
  Value finding;
  finding.set("area", "tls").set("severity", "bad").set("tool", "a\x1b[2Jtool").set("about", "<script>").set("text", "x");
  ASSERT_TRUE(list.record("imports", Effect::reads, "finding 1", finding).ok());
  ASSERT_TRUE(list.record("imports", Effect::reads, "probe", {}).ok());
  const Assessment assessment = assess(Facts(list.facts()), "head");
  const std::string html = print_html(assessment, Facts(list.facts()), Language::en);
  EXPECT_NE(html.find("a\\x1b[2Jtool says of &lt;script&gt;: x"), std::string::npos);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ((html + print_table(assessment, Facts(list.facts()), {})).find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace cardea::assess
