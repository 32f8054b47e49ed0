// SPDX-License-Identifier: Apache-2.0
#include "service/disclosure/pages.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cardea::service {
namespace {

using testing::HasSubstr;
using testing::Not;

DisclosureTerms terms() { return {"mailto:security@example.com", "https://service.example.com/security-policy", 5, 14}; }

//= EN303645 5.2-1   type=test
TEST(DisclosurePolicy, names_the_contact_the_acknowledgement_and_the_status_times) {
  const std::string page = policy_page(terms());
  EXPECT_THAT(page, HasSubstr("mailto:security@example.com"));
  EXPECT_THAT(page, HasSubstr("within <strong>5 days"));
  EXPECT_THAT(page, HasSubstr("every <strong>14 days"));
}

TEST(SecurityTxt, carries_the_two_fields_that_rfc_9116_requires_and_expires_within_a_year) {
  const std::string text = security_txt(terms(), 1'800'000'000);
  EXPECT_THAT(text, HasSubstr("Contact: mailto:security@example.com\n"));
  EXPECT_THAT(text, HasSubstr("Expires: 2027-07-14T08:00:00Z\n"));
}

TEST(ModelPage, escapes_what_a_declaration_says) {
  product::ProductPolicy policy;
  policy.model = "<script>alert(1)</script>";
  policy.sensors.push_back({"s", {"a \"microphone\" & more", ""}});
  const std::string page = model_page(policy, nullptr);
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, HasSubstr("a &quot;microphone&quot; &amp; more"));
}

//= EN303645 5.3-13   type=test
TEST(ModelPage, tells_how_long_the_model_is_supported) {
  product::ProductPolicy policy;
  policy.support_end = "2031-12-31";
  EXPECT_THAT(model_page(policy, nullptr), HasSubstr("Security updates until <strong>2031-12-31</strong>"));
  EXPECT_THAT(model_page(policy, nullptr), HasSubstr("安全更新支持至 2031-12-31"));
}

//= EN303645 5.3-11   type=test
//= EN303645 5.3-12   type=test
TEST(ModelPage, tells_of_the_newest_update_its_risk_its_interruption_and_its_deadline_in_both_languages) {
  tuf::ReleaseInfo newest{.model = "M1", .version = "1.1.0", .epoch = 1, .security = true,
                          .risk_en = "A stranger <could> listen in.", .risk_zh = "陌生人可能窃听。",
                          .notes_en = "", .notes_zh = "", .interruption_s = 7};
  const std::string page = model_page({}, &newest);
  EXPECT_THAT(page, HasSubstr("Version <strong>1.1.0</strong>"));
  EXPECT_THAT(page, HasSubstr("A stranger &lt;could&gt; listen in."));
  EXPECT_THAT(page, HasSubstr("陌生人可能窃听。"));
  EXPECT_THAT(page, HasSubstr("Expected interruption: 7 s."));
  EXPECT_THAT(page, HasSubstr("预计中断：7 秒。"));
  EXPECT_THAT(page, Not(HasSubstr("Critical")));
  newest.deadline_s = 1'801'440'000;
  EXPECT_THAT(model_page({}, &newest), HasSubstr("cannot postpone it beyond 2027-02-01 (UTC)"));
  EXPECT_THAT(model_page({}, nullptr), HasSubstr("None yet."));
}

TEST(ModelPage, says_so_when_there_is_nothing_to_tell) {
  EXPECT_THAT(model_page({}, nullptr), HasSubstr("No telemetry is collected."));
  EXPECT_THAT(model_page({}, nullptr), HasSubstr("No personal data is processed."));
}

}  // namespace
}  // namespace cardea::service
