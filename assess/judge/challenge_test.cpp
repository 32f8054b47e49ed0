// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/challenge.hpp"

#include <gmock/gmock.h>

namespace cardea::assess {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Challenge, names_each_scheme_in_lower_case_and_no_parameter) {
  EXPECT_THAT(schemes_of("Bearer realm=\"Users\", error=\"invalid_token\""), ElementsAre("bearer"));
  EXPECT_THAT(schemes_of("Digest realm = \"a\" , nonce=b, Basic realm=\"c\""), ElementsAre("digest", "basic"));
  EXPECT_THAT(schemes_of("Negotiate"), ElementsAre("negotiate"));
  EXPECT_THAT(schemes_of("Negotiate a87421000492aa874209af8bc028==, Basic"), ElementsAre("negotiate", "basic"));
  EXPECT_THAT(schemes_of(""), IsEmpty());
  EXPECT_THAT(schemes_of(" , ,"), IsEmpty());
}

TEST(Challenge, a_comma_within_quotes_begins_no_scheme_and_a_quote_within_them_does_not_end_them) {
  EXPECT_THAT(schemes_of("Bearer realm=\"a, Basic b\""), ElementsAre("bearer"));
  EXPECT_THAT(schemes_of("Bearer realm=\"a\\\", Basic b\""), ElementsAre("bearer"));
}

TEST(Challenge, one_that_breaks_off_within_quotes_may_hide_another) {
  EXPECT_THAT(schemes_of("Bearer realm=\"a, Basic b"), Contains("unknown"));
  EXPECT_THAT(schemes_of("Bearer realm=\"a\\"), Contains("unknown"));
}

}  // namespace
}  // namespace cardea::assess
