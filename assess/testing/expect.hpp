// SPDX-License-Identifier: Apache-2.0
// What a test says of a judgement, with all that was found when it is another one.
#pragma once

#include <gtest/gtest.h>

#include "assess/testing/twin_bench.hpp"

namespace cardea::assess {

inline void expect(const Judgement& judgement, Verdict verdict, const std::string& finding = {}) {
  EXPECT_EQ(judgement.verdict, verdict) << explain(judgement);
  EXPECT_NE(explain(judgement).find(finding), std::string::npos) << explain(judgement);
}

}  // namespace cardea::assess
