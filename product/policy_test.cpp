// SPDX-License-Identifier: Apache-2.0
#include "product/policy.hpp"

#include <gtest/gtest.h>

#include "lib/codec/cbor.hpp"

namespace cardea::product {
namespace {

ProductPolicy small_policy() {
  ProductPolicy p;
  p.model = "CD-SPK-1";
  p.manufacturer = "Example Home Ltd";
  p.version = "1.0.0";
  p.support_end = "2031-12-31";
  p.languages = {"en", "zh"};
  p.disclosure_policy_url = "https://www.example.com/security-policy";
  p.support_period_url = "https://www.example.com/models/CD-SPK-1";
  p.interfaces.push_back(
      {"Intf-LocalHttps", "gate", Transport::tcp, Scope::lan, 443, {State::factory_default, State::initialized}});
  p.telemetry.push_back({"TelData-Uptime",
                         "uptime_s",
                         {"Uptime", "运行时间"},
                         {"Operation", "运行"},
                         Basis::consent,
                         "Example Home Ltd",
                         90,
                         0,
                         1000});
  p.functions.push_back({"SoftServ-Erase", "Intf-LocalHttps", "POST", "/api/erase", Role::admin, true, {State::initialized}});
  p.services.push_back({"AssocServ-1", "service.example.com", 443, {"Updates", "更新"}});
  p.personal_data.push_back({"PersData-Account",
                             {"Name", "姓名"},
                             {"Sign-in", "登录"},
                             Basis::contract,
                             {Storage::device},
                             {"Example Home Ltd"},
                             0,
                             false});
  p.sensors.push_back({"ExtSens-Microphone", {"Microphone", "麦克风"}});
  p.components.push_back({"SoftComp-Window", "window-1", {"Window sensor", "门窗传感器"}});
  return p;
}

TEST(ProductPolicy, comes_back_from_cbor_as_it_went) {
  const ProductPolicy before = small_policy();
  const auto after = parse_policy(encode_policy(before));
  ASSERT_TRUE(after.ok()) << after.error().what;
  EXPECT_TRUE(*after == before);
}

TEST(ProductPolicy, has_the_same_bytes_each_time) {
  EXPECT_EQ(encode_policy(small_policy()), encode_policy(small_policy()));
}

TEST(ProductPolicy, finds_the_row_that_permits_and_no_other) {
  const ProductPolicy p = small_policy();
  ASSERT_NE(p.telemetry_named("uptime_s"), nullptr);
  EXPECT_EQ(p.telemetry_named("uptime"), nullptr);
  ASSERT_NE(p.function_at("POST", "/api/erase"), nullptr);
  EXPECT_EQ(p.function_at("GET", "/api/erase"), nullptr);
  EXPECT_EQ(p.function_at("POST", "/api/erase/"), nullptr);
  ASSERT_NE(p.interface_with("Intf-LocalHttps"), nullptr);
  EXPECT_EQ(p.interface_with("Intf-Debug"), nullptr);
}

// Each way of being wrong is refused with its own sentence.
struct Wrong {
  const char* name;
  void (*spoil)(ProductPolicy&);
  const char* what;
};

class PolicyRefusal : public testing::TestWithParam<Wrong> {};

TEST_P(PolicyRefusal, is_named) {
  ProductPolicy p = small_policy();
  GetParam().spoil(p);
  const auto result = parse_policy(encode_policy(p));
  ASSERT_FALSE(result.ok());
  EXPECT_STREQ(result.error().what, GetParam().what);
}

INSTANTIATE_TEST_SUITE_P(
    Each, PolicyRefusal,
    testing::Values(
        Wrong{"model", [](ProductPolicy& p) { p.model.clear(); }, "the policy does not say which product it is"},
        Wrong{"support_end", [](ProductPolicy& p) { p.support_end = "soon"; }, "the policy's support end is not a date"},
        Wrong{"language", [](ProductPolicy& p) { p.languages.clear(); }, "the policy names no language"},
        Wrong{"port", [](ProductPolicy& p) { p.interfaces[0].port = 0; }, "an interface of the policy has no port"},
        Wrong{"process", [](ProductPolicy& p) { p.interfaces[0].process.clear(); }, "an interface of the policy has no process"},
        Wrong{"range", [](ProductPolicy& p) { p.telemetry[0].min = 2000; }, "a telemetry row of the policy allows no value"},
        Wrong{"path", [](ProductPolicy& p) { p.functions[0].path = "api"; }, "a function's path does not start with '/'"},
        Wrong{"method", [](ProductPolicy& p) { p.functions[0].method.clear(); }, "a function of the policy has no method"},
        Wrong{"interface", [](ProductPolicy& p) { p.functions[0].interface_id = "Intf-9"; },
              "a function names an unknown interface"},
        Wrong{"twice", [](ProductPolicy& p) { p.sensors.push_back(p.sensors[0]); },
              "two rows of the policy have the same id or name"},
        Wrong{"component", [](ProductPolicy& p) { p.components[0].name = "../window"; },
              "a component of the policy has an impossible name"},
        Wrong{"component_twice",
              [](ProductPolicy& p) {
                p.components.push_back(p.components[0]);
                p.components[1].id = "SoftComp-Other";
              },
              "two rows of the policy have the same id or name"},
        Wrong{"noid", [](ProductPolicy& p) { p.services[0].id.clear(); }, "a row of the policy has no id or name"},
        Wrong{"long", [](ProductPolicy& p) { p.model.assign(4096, 'x'); }, "a text of the policy is too long"},
        Wrong{"many", [](ProductPolicy& p) { p.sensors.resize(kPolicyRowsMax + 1, p.sensors[0]); },
              "a list of the policy is too long"}),
    [](const auto& instance) { return std::string(instance.param.name); });

TEST(PolicyParser, refuses_a_member_that_it_does_not_know) {
  auto value = parse_cbor(encode_policy(small_policy()));
  ASSERT_TRUE(value.ok());
  value->set("backdoor", true);
  const auto result = parse_policy(encode_cbor(*value));
  ASSERT_FALSE(result.ok());
  EXPECT_STREQ(result.error().what, "the policy has members that this runtime does not know");
}

TEST(PolicyParser, refuses_another_format) {
  auto value = parse_cbor(encode_policy(small_policy()));
  ASSERT_TRUE(value.ok());
  value->set("format", 2);
  EXPECT_EQ(parse_policy(encode_cbor(*value)).error().code, Err::unsupported);
}

TEST(PolicyParser, refuses_a_choice_outside_its_words) {
  auto value = parse_cbor(encode_policy(small_policy()));
  ASSERT_TRUE(value.ok());
  Value::Map map = *value->if_map();
  (*map["functions"].if_array())[0].set("role", "root");
  EXPECT_STREQ(parse_policy(encode_cbor(map)).error().what, "a choice of the policy is none of the known words");
}

TEST(PolicyParser, refuses_every_truncation_and_a_trailing_byte) {
  const Buffer whole = encode_policy(small_policy());
  for (std::size_t size = 0; size < whole.size(); ++size) EXPECT_FALSE(parse_policy(Bytes(whole).first(size)).ok()) << size;
  Buffer longer = whole;
  longer.push_back(0);
  EXPECT_FALSE(parse_policy(longer).ok());
}

TEST(PolicyParser, refuses_more_bytes_than_its_bound) {
  EXPECT_EQ(parse_policy(Buffer(kPolicyBytesMax + 1)).error().code, Err::too_large);
}

}  // namespace
}  // namespace cardea::product
