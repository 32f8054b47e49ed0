// SPDX-License-Identifier: Apache-2.0
// A whole run against a twin device with the real speaker's declaration; then verification, and what happens when
// anything in the folder is touched.
#include "assess/run.hpp"

#include <gtest/gtest.h>

#include "assess/cli.hpp"
#include "assess/report/report.hpp"
#include "assess/report/text.hpp"
#include "assess/testing/twin_device.hpp"
#include "assess/wire/http.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::assess {
namespace {

using testing::Faults;
using testing::TwinDevice;

class OneRun {
 public:
  explicit OneRun(const Faults& faults, const std::string& pin = {}) : device_(faults, {}, testing::own_address()) {
    write("owner", testing::kOwnerPassword);
    write("label", testing::kLabelPassword);
    write("pid", std::to_string(::getpid()));
    write(
        "driver.json",
        R"({"target": {"name": "twin", "address": ")" +
            testing::own_address() + R"(", "dedicated": true, "door": "Intf-LocalHttps", "spki_pin": ")" +
            (pin.empty() ? device_.spki_pin() : pin) + R"(", "interfaces": {"Intf-LocalHttps": )" +
            std::to_string(device_.port()) + R"(}}, "processes": {"pid_files": [")" + (scratch_ / "pid") +
            R"("]}, "accounts": [{"name": "owner", "password_file": ")" + (scratch_ / "owner") +
            R"("}], "pre_installed_file": ")" + (scratch_ / "label") +
            R"(", "sign_in": {"path": "/api/session", "body": {"name": "{name}", "password": "{password}"}, "token": "/token"}})");
    result_ = run_assessment({std::string(CARDEA_SOURCE_DIR) + "/products/speaker/product.toml", scratch_ / "driver.json", out()},
                             clock_, [](const std::string&) {});
  }

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

 private:
  void write(const std::string& name, std::string_view text) {
    EXPECT_TRUE(store::write_file(scratch_ / name, as_bytes(text)).ok());
  }

  store::ScratchDirectory scratch_;
  FakeClock clock_;
  TwinDevice device_;
  std::optional<Outcome<RunResult>> result_;
};

// One good run for all tests that only read it, or put back what they touch.
class GoodRun : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { run_ = std::make_unique<OneRun>(Faults{}); }
  static void TearDownTestSuite() { run_.reset(); }
  void SetUp() override { ASSERT_TRUE(run_->result().ok()) << run_->result().error().message; }
  static const OneRun& run() { return *run_; }

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
  EXPECT_EQ(verified.error().code, Err::unauthentic);
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

}  // namespace
}  // namespace cardea::assess
