// SPDX-License-Identifier: Apache-2.0
// The declarations in products/ are real: they lint clean, and they are what the household is made from.
#include <gtest/gtest.h>

#include "lib/base/clock.hpp"
#include "product/file.hpp"
#include "product/lint.hpp"

namespace cardea::product {
namespace {

constexpr std::int64_t kLate2026 = 1'795'000'000;

std::string path_of(const std::string& product) {
  return std::string(CARDEA_SOURCE_DIR) + "/products/" + product + "/product.toml";
}

std::string told(const Lint& lint) {
  std::string text;
  for (const Finding& finding : lint.findings) text += describe(finding) + "\n    " + finding.hint + '\n';
  return text;
}

class RealProduct : public testing::TestWithParam<const char*> {};

TEST_P(RealProduct, lints_clean) {
  const auto result = lint(path_of(GetParam()), FakeClock(kLate2026));
  ASSERT_TRUE(result.ok()) << result.error().message;
  EXPECT_TRUE(result->clean()) << told(*result);
}

INSTANTIATE_TEST_SUITE_P(All, RealProduct, testing::Values("speaker", "hub"),
                         [](const auto& instance) { return std::string(instance.param); });

}  // namespace
}  // namespace cardea::product
