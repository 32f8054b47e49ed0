// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "assess/judge/facts.hpp"
#include "assess/probes/bench.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::assess {
namespace {

class ImportsProbe : public ::testing::Test {
 protected:
  std::string write(const std::string& name, std::string_view content) {
    EXPECT_TRUE(store::write_file(scratch_ / name, as_bytes(content)).ok());
    return scratch_ / name;
  }
  static std::string sample(const std::string& name) { return std::string(CARDEA_SOURCE_DIR) + "/assess/imports/corpus/" + name; }

  Status run() {
    Notes notes(list_, "imports", Effect::reads);
    return probe_imports({driver_, {}, {}}, notes);
  }
  Facts facts() const { return Facts(list_.facts()); }
  const Fact& fact(const std::string& subject) const {
    static const Fact kNone;
    const Fact* found = facts().one("imports", subject);
    EXPECT_NE(found, nullptr) << subject;
    return found == nullptr ? kNone : *found;
  }

  store::ScratchDirectory scratch_;
  Driver driver_;
  FactList list_;
};

TEST_F(ImportsProbe, none_named_is_not_described) {
  EXPECT_EQ(run().error().code, Err::unsupported);
}

TEST_F(ImportsProbe, a_file_leaves_its_record_and_one_for_each_finding) {
  driver_.imports = {{ImportKind::nmap, sample("nmap/services.xml")}};
  ASSERT_TRUE(run().ok());
  const Fact& file = fact("file nmap 1");
  EXPECT_TRUE(file.flag("read"));
  EXPECT_EQ(file.text("tool_version"), "7.93");
  EXPECT_EQ(file.text("area"), "ports");
  EXPECT_EQ(file.text("sha256").size(), 64U);
  EXPECT_EQ(file.number("info"), 4);
  EXPECT_EQ(file.number("ok"), 2);
  EXPECT_EQ(file.number("bad") + file.number("unknown"), 0);
  EXPECT_EQ(file.number("written"), 6);
  EXPECT_EQ(facts().of("imports", "finding ").size(), 6U);
  EXPECT_EQ(fact("finding 1").number("port"), 22);
  EXPECT_EQ(fact("finding 1").text("of"), "file nmap 1");
  EXPECT_FALSE(fact("finding 6").has("port"));
}

TEST_F(ImportsProbe, a_file_that_cannot_be_read_is_on_record_and_stops_no_other) {
  driver_.imports = {{ImportKind::nmap, scratch_ / "nowhere.xml"},
                     {ImportKind::nmap, sample("nmap/stopped.xml")},
                     {ImportKind::junit, scratch_ / "."},
                     {ImportKind::junit, sample("junit/levels.xml")}};
  ASSERT_TRUE(run().ok());
  for (const char* subject : {"file nmap 1", "file nmap 2", "file junit 3"}) {
    EXPECT_FALSE(fact(subject).flag("read")) << subject;
    EXPECT_FALSE(fact(subject).text("why").empty()) << subject;
  }
  EXPECT_EQ(fact("file nmap 2").text("sha256").size(), 64U);
  EXPECT_TRUE(fact("file junit 4").flag("read"));
  EXPECT_EQ(fact("finding 1").text("severity"), "bad");  // numbered through all files
}

TEST_F(ImportsProbe, what_weighs_most_is_written_first_and_the_rest_is_counted) {
  std::string many = "[";
  for (int i = 0; i < 3000; ++i) many += R"({"id":"fine","severity":"OK"},)";
  driver_.imports = {{ImportKind::testssl, write("a.json", many + R"({"id":"weak","severity":"HIGH"}])")}};
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(fact("finding 1").text("about"), "weak");
  EXPECT_EQ(facts().of("imports", "finding ").size(), 2000U);
  EXPECT_EQ(fact("file testssl 1").number("not_written"), 1001);
  EXPECT_EQ(fact("file testssl 1").number("ok"), 3000);
}

TEST_F(ImportsProbe, all_files_together_leave_no_more_than_a_report_can_show) {
  std::string many = "<testsuite>";
  for (int i = 0; i < 2000; ++i) many += "<testcase name='x'><failure message='" + std::string(1000, 'y') + "'/></testcase>";
  const std::string path = write("a.xml", many + "</testsuite>");
  for (int i = 0; i < 4; ++i) driver_.imports.push_back({ImportKind::junit, path});
  ASSERT_TRUE(run().ok());
  EXPECT_EQ(fact("file junit 1").number("not_written"), 0);
  EXPECT_EQ(fact("file junit 4").number("written"), 0);
  EXPECT_LT(facts().of("imports", "finding ").size(), 6000U);
}

}  // namespace
}  // namespace cardea::assess
