// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/digest.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

const SecretBytes kPassword(std::string_view("Circle of Life"));

// RFC 7616 section 3.9.1: both answers to the same request.
std::string answer(const std::string& algorithm) {
  const auto challenge =
      parse_digest_challenge("Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" + algorithm +
                             ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
                             "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
  EXPECT_TRUE(challenge.ok());
  const auto value =
      answer_digest(*challenge, {"GET", "/dir/index.html", "Mufasa"}, kPassword, "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ");
  EXPECT_TRUE(value.ok());
  return std::string(as_text(value->expose_secret()));
}

TEST(Digest, answers_are_those_of_the_standard_s_example) {
  EXPECT_NE(answer("MD5").find("response=\"8ca523f5e9506fed4657c9700eebdbec\""), std::string::npos) << answer("MD5");
  EXPECT_NE(answer("SHA-256").find("response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\""),
            std::string::npos)
      << answer("SHA-256");
}

TEST(Digest, a_challenge_without_quality_gets_the_answer_of_old) {
  const auto challenge = parse_digest_challenge("digest realm=r, nonce=n");
  ASSERT_TRUE(challenge.ok());
  EXPECT_FALSE(challenge->quality_auth);
  const auto value = answer_digest(*challenge, {"GET", "/", "u"}, kPassword, "c");
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(as_text(value->expose_secret()).find("cnonce"), std::string_view::npos);
}

TEST(Digest, what_is_no_challenge_of_ours_is_refused) {
  EXPECT_EQ(parse_digest_challenge("Basic realm=\"x\"").error().code, Err::unsupported);
  EXPECT_EQ(parse_digest_challenge("").error().code, Err::unsupported);
  EXPECT_EQ(parse_digest_challenge("Digest realm=r").error().code, Err::bad_value);
  EXPECT_EQ(parse_digest_challenge("Digest realm").error().code, Err::bad_value);
  EXPECT_EQ(parse_digest_challenge("Digest nonce=\"open").error().code, Err::bad_value);
  EXPECT_EQ(parse_digest_challenge("Digest nonce=n, algorithm=SHA-512-256").error().code, Err::unsupported);
  EXPECT_EQ(parse_digest_challenge("Digest nonce=" + std::string(5000, 'n')).error().code, Err::too_large);
}

}  // namespace
}  // namespace cardea::assess
