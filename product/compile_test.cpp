// SPDX-License-Identifier: Apache-2.0
#include "product/compile.hpp"

#include <fstream>
#include <set>

#include "product/testing.hpp"

namespace cardea::product {
namespace {

ProductPolicy speaker_policy() {
  const Lint lint = testing_only::lint_of(testing_only::text_of("speaker"));
  auto policy = compile(*lint.declaration);
  EXPECT_TRUE(policy.ok()) << (policy.ok() ? "" : policy.error().message);
  return policy ? *policy : ProductPolicy{};
}

TEST(Compile, carries_the_product_and_its_promises) {
  const ProductPolicy policy = speaker_policy();
  EXPECT_EQ(policy.model, "CD-SPEAKER-1");
  EXPECT_EQ(policy.support_end, "2031-12-31");
  EXPECT_EQ(policy.languages, (std::vector<std::string>{"en", "zh"}));
  EXPECT_EQ(policy.disclosure_policy_url, "https://service.example.com/security-policy");
  ASSERT_EQ(policy.services.size(), 1U);
  EXPECT_EQ(policy.services[0].host, "service.example.com");
  ASSERT_EQ(policy.sensors.size(), 1U);
  EXPECT_FALSE(policy.sensors[0].what.zh.empty());
}

TEST(Compile, opens_the_declared_listener_and_no_physical_interface) {
  const ProductPolicy policy = speaker_policy();
  ASSERT_EQ(policy.interfaces.size(), 1U);
  EXPECT_EQ(policy.interfaces[0].id, "Intf-LocalHttps");
  EXPECT_EQ(policy.interfaces[0].process, "gate");
  EXPECT_EQ(policy.interfaces[0].scope, Scope::lan);
  EXPECT_EQ(policy.interfaces[0].states.size(), 3U);
}

// The list of contracts/http/local-api.md, and nothing else.
TEST(Compile, knows_each_function_of_the_local_api_and_who_may_ask) {
  const std::set<std::string> expected{"GET / nobody",
                                       "GET /app.js nobody",
                                       "GET /app.css nobody",
                                       "GET /favicon.svg nobody",
                                       "GET /api/state nobody",
                                       "POST /api/setup factory",
                                       "POST /api/session nobody",
                                       "DELETE /api/session guest",
                                       "GET /api/session guest",
                                       "GET /api/security guest",
                                       "GET /api/privacy guest",
                                       "GET /api/status guest",
                                       "POST /api/password user",
                                       "GET /api/settings guest",
                                       "PUT /api/settings admin",
                                       "GET /api/update guest",
                                       "POST /api/update/check user",
                                       "POST /api/update/apply admin",
                                       "POST /api/update/postpone admin",
                                       "GET /api/update/media admin",
                                       "POST /api/update/media admin",
                                       "POST /api/update/file admin",
                                       "POST /api/update/file/part admin",
                                       "GET /api/events admin",
                                       "POST /api/erase admin",
                                       "GET /api/people admin",
                                       "POST /api/people admin",
                                       "POST /api/people/remove admin",
                                       "POST /api/people/role admin",
                                       "POST /api/people/password admin",
                                       "POST /api/second-factor/begin user",
                                       "POST /api/second-factor/confirm user",
                                       "POST /api/second-factor/remove user",
                                       "POST /api/machines admin",
                                       "GET /api/session/challenge nobody",
                                       "POST /api/session/machine nobody"};
  std::set<std::string> found;
  for (const FunctionPolicy& row : speaker_policy().functions)
    found.insert(row.method + ' ' + row.path + ' ' + std::string(name_of(row.role)));
  EXPECT_EQ(found, expected);
}

TEST(Compile, marks_what_changes_something_and_who_can_never_be_nobody) {
  for (const FunctionPolicy& row : speaker_policy().functions) {
    EXPECT_TRUE(!row.changes || row.role != Role::nobody) << row.path;
    EXPECT_TRUE(!row.changes || row.method != "GET") << row.path;
  }
}

TEST(Compile, carries_the_declared_telemetry_with_consent_and_range) {
  const ProductPolicy policy = speaker_policy();
  std::set<std::string> names;
  for (const TelemetryPolicy& row : policy.telemetry) {
    names.insert(row.name);
    EXPECT_EQ(row.basis, Basis::consent);
    EXPECT_LT(row.min, row.max);
    EXPECT_FALSE(row.purpose.zh.empty());
  }
  EXPECT_EQ(names, (std::set<std::string>{"uptime_s", "failed_sign_ins", "update_failures", "restarts"}));
}

TEST(Compile, leaves_out_a_listener_that_is_enabled_in_no_state) {
  const std::string text =
      testing_only::text_of("hub") +
      "\n[[Intf]]\nid = \"Intf-Old\"\ndescription = \"x\"\ntype = \"network\"\nuse = \"never\"\nstatus = []\n"
      "disclosed_information = \"None\"\ndiscloses_security_relevant = false\ndebug_interface = false\nphysically_accessible = "
      "false\n"
      "transport = \"udp\"\nport = 1900\nbind = \"lan\"\nprocess = \"gate\"\n";
  const Lint lint = testing_only::lint_of(text);
  ASSERT_TRUE(lint.clean()) << testing_only::told(lint);
  EXPECT_EQ(compile(*lint.declaration)->interface_with("Intf-Old"), nullptr);
}

TEST(Compile, names_the_parts_that_are_carried_along_and_no_others) {
  const Lint lint = testing_only::lint_of(testing_only::text_of("hub"));
  ASSERT_TRUE(lint.clean()) << testing_only::told(lint);
  const ProductPolicy policy = *compile(*lint.declaration);
  ASSERT_EQ(policy.components.size(), 1U);
  EXPECT_EQ(policy.components[0].name, "window-1");
  EXPECT_FALSE(policy.components[0].what.zh.empty());
  EXPECT_TRUE(speaker_policy().components.empty());
}

TEST(Compile, survives_the_policys_own_parser) {
  const ProductPolicy policy = speaker_policy();
  const auto back = parse_policy(encode_policy(policy));
  ASSERT_TRUE(back.ok()) << back.error().what;
  EXPECT_TRUE(*back == policy);
}

TEST(Compile, refuses_a_declaration_that_is_not_whole) {
  const Lint lint = testing_only::lint_of("[[Intf]]\nid = \"Intf-1\"\ntype = \"network\"\nstatus = [\"initialized\"]\n");
  EXPECT_FALSE(compile(*lint.declaration).ok());
  EXPECT_FALSE(compile(*testing_only::lint_of("").declaration).ok());
}

TEST(CompileFile, gives_the_first_error_of_the_lint_as_the_reason) {
  const std::string path = testing::TempDir() + "/compile_test_product.toml";
  std::ofstream(path) << testing_only::replaced(testing_only::text_of("speaker"), "port = 8443", "port = 0");
  const auto policy = compile_file(path);
  ASSERT_FALSE(policy.ok());
  EXPECT_NE(policy.error().message.find("`port` is 0"), std::string::npos) << policy.error().message;
  EXPECT_NE(policy.error().hint.find("shows all 1"), std::string::npos) << policy.error().hint;
}

}  // namespace
}  // namespace cardea::product
