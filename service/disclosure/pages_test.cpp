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
  const std::string page = model_page(policy);
  EXPECT_THAT(page, Not(HasSubstr("<script>")));
  EXPECT_THAT(page, HasSubstr("a &quot;microphone&quot; &amp; more"));
}

TEST(ModelPage, says_so_when_there_is_nothing_to_tell) {
  EXPECT_THAT(model_page({}), HasSubstr("No telemetry is collected."));
  EXPECT_THAT(model_page({}), HasSubstr("No personal data is processed."));
}

}  // namespace
}  // namespace cardea::service
