// SPDX-License-Identifier: Apache-2.0
#include "product/cli.hpp"

#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "lib/codec/json.hpp"
#include "product/policy.hpp"
#include "product/testing.hpp"

namespace cardea::product {
namespace {

const std::string kSpeaker = std::string(CARDEA_SOURCE_DIR) + "/products/speaker/product.toml";

struct Said {
  int code = 0;
  std::string out;
  std::string err;
};

Said run(const std::vector<std::string>& words) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  Said said;
  said.code = product_main(words);
  std::fflush(stdout);
  said.out = testing::internal::GetCapturedStdout();
  said.err = testing::internal::GetCapturedStderr();
  return said;
}

class Folder {
 public:
  Folder() {
    std::string pattern = testing::TempDir() + "/product_cli_XXXXXX";
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string file(const std::string& name, const std::string& text = {}) const {
    if (!text.empty()) std::ofstream(path_ + '/' + name) << text;
    return path_ + '/' + name;
  }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

TEST(ProductLintCommand, says_in_one_line_that_a_file_is_clean) {
  const Said said = run({"lint", kSpeaker});
  EXPECT_EQ(said.code, 0) << said.out;
  EXPECT_NE(said.out.find("N/A\n"), std::string::npos);
  EXPECT_EQ(said.err, "");
}

TEST(ProductLintCommand, puts_findings_on_stdout_and_the_count_on_stderr) {
  const Folder folder;
  const std::string file =
      folder.file("product.toml", testing_only::replaced(testing_only::text_of("speaker"), "port = 8443", "port = 0"));
  const Said said = run({"lint", file});
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(said.out.starts_with(file + ":")) << said.out;
  EXPECT_NE(said.out.find("error: `port` is 0\n    hint: it lies between 1 and 65535\n"), std::string::npos) << said.out;
  EXPECT_EQ(said.err, "cardea: 1 error, 0 warnings\n");
}

TEST(ProductLintCommand, speaks_json) {
  const Folder folder;
  const Said said = run({"lint", folder.file("product.toml", "x = 1\n"), "--json"});
  EXPECT_EQ(said.code, 1);
  const auto value = parse_json(as_bytes(said.out));
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(*value->flag("usable"), false);
  EXPECT_EQ((**value->array("findings")).size(), static_cast<std::size_t>(*value->integer("errors")));
}

TEST(ProductShowCommand, gives_every_provision_as_json) {
  const Said said = run({"show", kSpeaker, "--json"});
  EXPECT_EQ(said.code, 0);
  const auto value = parse_json(as_bytes(said.out));
  ASSERT_TRUE(value.ok());
  EXPECT_EQ((**value->array("ics")).size(), 68U);
  EXPECT_EQ((**value->map("tables")).size(), 30U);
}

TEST(ProductShowCommand, gives_table_b1_as_text) {
  const Said said = run({"show", kSpeaker});
  EXPECT_EQ(said.code, 0);
  EXPECT_NE(said.out.find("5.3-10  M (11, 12)   Y    "), std::string::npos) << said.out;
  EXPECT_NE(said.out.find("POST    /api/erase"), std::string::npos);
}

TEST(ProductCompileCommand, writes_what_a_device_can_parse) {
  const Folder folder;
  const std::string output = folder.file("policy.cbor");
  EXPECT_EQ(run({"compile", kSpeaker, "-o", output}).code, 0);
  const auto bytes = read_file(output, kPolicyBytesMax);
  ASSERT_TRUE(bytes.ok());
  const auto policy = parse_policy(as_bytes(*bytes));
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->model, "CD-SPEAKER-1");
}

TEST(ProductCompileCommand, writes_nothing_for_a_declaration_with_errors) {
  const Folder folder;
  const Said said = run({"compile", folder.file("product.toml", "x = 1\n"), "-o", folder.file("policy.cbor")});
  EXPECT_EQ(said.code, 1);
  EXPECT_FALSE(std::filesystem::exists(folder.path() + "/policy.cbor"));
  EXPECT_TRUE(said.err.starts_with("cardea: error: ")) << said.err;
  EXPECT_NE(said.err.find("cardea: hint: cardea product lint"), std::string::npos) << said.err;
}

TEST(ProductNewCommand, writes_a_clean_declaration_once_and_never_over_another) {
  const Folder folder;
  const std::string answers = folder.file("answers.toml",
                                          "manufacturer = \"Example Home\"\nmodel = \"EX-1\"\nclass = \"lamp\"\nsupport_end = "
                                          "2099-01-01\nservice_host = \"service.example.com\"\n"
                                          "pages = \"https://www.example.com\"\ndisclosure_contact = "
                                          "\"security@example.com\"\ndebug_within_reach = \"no\"\nmonitoring = \"x\"\n"
                                          "update_procedure = \"x\"\nkey_management = \"x\"\ndevelopment = \"x\"\n");
  const Said first = run({"new", folder.path(), "--answers", answers});
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_EQ(run({"lint", folder.path() + "/product.toml"}).code, 0);
  const Said second = run({"new", folder.path(), "--answers", answers});
  EXPECT_EQ(second.code, 1);
  EXPECT_NE(second.err.find("exists already"), std::string::npos) << second.err;
}

TEST(ProductCommand, helps_wherever_help_is_asked_for) {
  for (const char* verb : {"lint", "new", "compile", "show"}) {
    const Said said = run({verb, "--help"});
    EXPECT_EQ(said.code, 0) << verb << said.err;
    EXPECT_NE(said.out.find(std::string("cardea product ") + verb), std::string::npos) << said.out;
  }
}

TEST(ProductCommand, says_which_verbs_there_are) {
  EXPECT_EQ(run({}).code, 2);
  EXPECT_EQ(run({"lnt"}).code, 2);
  EXPECT_EQ(run({"lint"}).code, 2);
  EXPECT_EQ(run({"lint", "a", "b"}).code, 2);
  EXPECT_EQ(run({"lint", "--colour", "a"}).code, 2);
  EXPECT_EQ(run({"compile", kSpeaker}).code, 2);
  EXPECT_EQ(run({"--help"}).code, 0);
  EXPECT_EQ(run({"lint", "/nonexistent"}).code, 1);
}

}  // namespace
}  // namespace cardea::product
