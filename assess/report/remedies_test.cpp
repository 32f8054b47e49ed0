// SPDX-License-Identifier: Apache-2.0
#include "assess/report/remedies.hpp"

#include <gtest/gtest.h>

#include "assess/standard/table_text.hpp"
#include "product/provisions.hpp"

namespace cardea::assess {
namespace {

TEST(Remedies, there_is_one_sentence_for_each_provision_in_both_languages) {
  EXPECT_EQ(rows_of(remedies_table()).size(), product::provisions().size());
  for (const product::Provision& provision : product::provisions()) {
    const BothTongues remedy = remedy_for(provision.id);
    EXPECT_TRUE(remedy.en.ends_with('.')) << provision.id;
    EXPECT_TRUE(remedy.zh.ends_with("。")) << provision.id;
    EXPECT_LT(remedy.en.size(), 160U) << provision.id;
  }
}

}  // namespace
}  // namespace cardea::assess
