// SPDX-License-Identifier: Apache-2.0
// A whole run against a target that is hostile at every turn: it ends, nothing that rests on such answers passes, nothing that
// was said there is carried out by whatever shows the report, and verification makes the same of the evidence.
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <array>
#include <atomic>

#include "assess/pdf/pdf.hpp"
#include "assess/report/report.hpp"
#include "assess/run.hpp"
#include "assess/testing/hostile.hpp"
#include "assess/testing/twin_datagrams.hpp"
#include "assess/testing/twin_device.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::assess {
namespace {

using testing::TwinReply;
using testing::TwinRequest;

// A terminal's commands, of one byte and of two, a title, a bell; a page's; a turn of direction; a formula; what is no UTF-8.
const std::string kWords =
    "\x1b[2J\x1b]0;owned\x07\xc2\x9b"
    "31m<script>alert(1)</script><img src=x onerror=alert(1)>\xe2\x80\xae\xff\xc0=cmd|'/c x'!A0";

std::string many(std::string_view one, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += one;
  return all;
}

TwinReply page() {
  std::string body = "<html>" + kWords + " nginx/1.2.3 OpenSSL/1.0.1 ";
  for (int i = 0; i < 2000; ++i) body += "<a href=\"/p" + std::to_string(i) + "\">" + kWords + "</a>";
  return {200, body, "content-type: text/html\r\nserver: " + kWords + "/1.2.3\r\nlocation: javascript:" + kWords + "\r\n"};
}

TwinReply raw(const std::string& first, const std::string& for_ever, bool endless) {
  TwinReply reply;
  reply.raw = first;
  if (endless && !for_ever.empty()) reply.for_ever = many(for_ever, 1 + 4000 / for_ever.size());
  return reply;
}

class HostileDevice {
 public:
  HostileDevice() : server_(testing::own_address(), {}, [this](const TwinRequest&) { return answer(); }) {}
  const testing::TwinServer& server() const { return server_; }

 private:
  TwinReply answer() {
    const std::string ok = "HTTP/1.1 200 X\r\n";
    const unsigned number = count_++;
    const bool endless = number / 11 % 8 == 0;  // each costs some tenths of a second, and a run asks hundreds of times
    switch (number % 11) {
      case 0: return page();
      case 1: return raw(ok + "server: " + kWords + "\r\n", "a: " + kWords + "\r\n", endless);
      case 2: return raw(ok + "transfer-encoding: chunked\r\n\r\n", "1\r\nx\r\n", endless);
      case 3: return {401, kWords, "www-authenticate: Digest realm=\"" + kWords + "\", nonce=\"x\"\r\n"};
      case 4: return {200, many("[", 200'000), "content-type: application/json\r\n"};
      case 5: return {200, R"({"token":")" + many("x", 100'000) + "\"}", "content-type: application/json\r\n"};
      case 6: return raw(kWords, kWords, endless);
      case 7: return raw(ok + "content-encoding: gzip\r\n\r\n\x1f\x8b\x08", std::string(100, '\0'), endless);
      case 8: return {302, kWords, "location: /" + kWords + "\r\nretry-after: 99999999999999999999\r\n"};
      case 9: return raw("HTTP/1.1 100 X\r\n\r\n", "HTTP/1.1 100 X\r\n\r\n", endless);
      default: return raw(" ", {}, endless);
    }
  }

  std::atomic<unsigned> count_{0};
  testing::TwinServer server_;
};

class HostileRun : public ::testing::Test {
 protected:
  HostileRun()
      : flooding_(testing::own_address(), testing::flooding({}, kWords)),
        dripping_(testing::own_address(), testing::dripping(kWords, "x")),
        datagrams_(testing::own_address(), [](Bytes) { return to_buffer(as_bytes(kWords)); }) {
    write("owner", testing::kOwnerPassword);
    write("label", testing::kLabelPassword);
    write("pid", std::to_string(::getpid()));
    write("driver.json", driver());
  }

  Outcome<RunResult> run() {
    return run_assessment(
        {std::string(CARDEA_SOURCE_DIR) + "/products/speaker/product.toml", scratch_ / "driver.json", out(), {}}, clock_,
        [](const std::string&) {});
  }
  std::string out() const { return scratch_ / "out"; }
  std::string read(const std::string& name) const { return *store::read_text(out() + "/" + name, 256U << 20); }

 private:
  std::string driver() const {
    const std::string port = std::to_string(device_.server().port());
    return R"({"target": {"name": "twin", "address": ")" + testing::own_address() +
           R"(", "dedicated": true, "door": "Intf-LocalHttps", "spki_pin": ")" + device_.server().spki_pin() +
           R"(", "interfaces": {"Intf-LocalHttps": )" + port + R"(}}, "processes": {"pid_files": [")" + (scratch_ / "pid") +
           R"("]}, "accounts": [{"name": "owner", "password_file": ")" + (scratch_ / "owner") +
           R"("}], "pre_installed_file": ")" + (scratch_ / "label") +
           R"(", "sign_in": {"path": "/api/session", "body": {"name": "{name}", "password": "{password}"}, "token": "/token"},)" +
           R"("inputs": {"count_max": 60}, "documents": {"service.example.com": {"address": ")" + testing::own_address() +
           R"(", "port": )" + std::to_string(papers_.port()) + "}}}";
  }
  void write(const std::string& name, std::string_view text) {
    EXPECT_TRUE(store::write_file(scratch_ / name, as_bytes(text)).ok());
  }

  store::ScratchDirectory scratch_;
  FakeClock clock_;
  HostileDevice device_;
  // What users are given to read is a page without end.
  testing::TwinServer papers_{testing::own_address(), {}, [](const TwinRequest&) {
                                return raw("HTTP/1.1 200 X\r\ncontent-type: text/html\r\n\r\n", kWords, true);
                              }};
  testing::TwinTalker flooding_;
  testing::TwinTalker dripping_;
  testing::TwinDatagrams datagrams_;
};

// What they ask is answered by the hostile door alone.
bool rests_on_answers(const Fact& fact) {
  constexpr std::array<std::string_view, 8> kProbes{"access", "discovery", "methods", "passwords",
                                                    "change", "documents", "inputs",  "brute_force"};
  return std::find(kProbes.begin(), kProbes.end(), fact.probe) != kProbes.end();
}

void expect_no_pass(const RunResult& result) {
  for (const Row& row : result.assessment.rows) {
    for (const UnitResult& unit : row.units) {
      if (unit.judgement.verdict != Verdict::pass) continue;
      for (const std::uint64_t record : unit.judgement.evidence) {
        const Fact& fact = result.facts.at(record - 1);
        EXPECT_FALSE(rests_on_answers(fact)) << unit.unit->id << " passes on " << fact.probe << ", " << fact.subject;
      }
    }
  }
}

void expect_harmless(const std::string& text, const std::string& what) {
  for (const char* live : {"\x1b", "\x07", "\xc2\x9b", "\xe2\x80\xae", "\xff"})
    EXPECT_EQ(text.find(live), std::string::npos) << what;
}

TEST_F(HostileRun, ends_passes_nothing_and_shows_what_was_said_without_carrying_it_out) {
  const auto result = run();
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_NE(result->assessment.exit_code(), 0);
  expect_no_pass(*result);
  const Facts facts(result->facts);
  for (const Language language : {Language::en, Language::zh}) {
    const std::string html = print_html(result->assessment, facts, language);
    expect_harmless(html, "html");
    for (const char* tag : {"<script", "<img", "javascript:\""}) EXPECT_EQ(html.find(tag), std::string::npos) << tag;
    EXPECT_NE(html.find("&lt;script&gt;"), std::string::npos);
    EXPECT_TRUE(print_pdf(result->assessment, facts, language).ok());
    expect_harmless(print_csv(result->assessment, language), "csv");
    expect_harmless(print_units_csv(result->assessment, facts, language), "csv of units");
    expect_harmless(print_table(result->assessment, facts, {false, language == Language::zh, true}), "table");
  }
  expect_harmless(read("assessment.json"), "json");
  expect_harmless(print_report_json(oscal_value(result->assessment, facts)), "oscal");
  const auto verified = verify_run(out());
  EXPECT_TRUE(verified.ok()) << verified.error().message;
  struct rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  EXPECT_LT(used.ru_maxrss / 1024, 300) << "MB, the twins among them";
}

TEST(HostileEvidence, of_a_probe_that_says_too_much_takes_no_room_from_the_others) {
  const store::ScratchDirectory scratch;
  FakeClock clock;
  auto log = EvidenceLog::create(scratch / "evidence.log", clock);
  ASSERT_TRUE(log.ok());
  Value much;
  much.set("text", std::string(kEvidenceLineMax / 2, 'x'));
  Status last = kOk;
  for (std::size_t i = 0; last && i < 2 * kProbeBytesMax / (kEvidenceLineMax / 2); ++i)
    last = log->record("listeners", Effect::reads, "much", much);
  ASSERT_FALSE(last.ok());
  EXPECT_EQ(last.error().code, Err::too_large);
  EXPECT_TRUE(log->record("listeners", Effect::reads, "probe", {}).ok());
  EXPECT_TRUE(log->record("tls", Effect::reads, "little", {}).ok());
  EXPECT_TRUE(read_evidence(scratch.path()).ok());
}

TEST(HostileEvidence, of_all_probes_together_is_what_can_be_read_again) {
  const store::ScratchDirectory scratch;
  FakeClock clock;
  auto log = EvidenceLog::create(scratch / "evidence.log", clock);
  ASSERT_TRUE(log.ok());
  Value much;
  much.set("text", std::string(kEvidenceLineMax - 1000, 'x'));
  for (int probe = 0; probe < 12; ++probe) {
    for (int i = 0; i < 8; ++i)
      static_cast<void>(log->record("probe " + std::to_string(probe), Effect::reads, "much", much).ok());
  }
  EXPECT_TRUE(log->record("probe 11", Effect::reads, "probe", {}).ok());
  EXPECT_TRUE(log->record("bench", Effect::reads, "end", {}).ok());
  EXPECT_TRUE(read_evidence(scratch.path()).ok());
}

}  // namespace
}  // namespace cardea::assess
