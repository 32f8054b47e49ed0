// SPDX-License-Identifier: Apache-2.0
#include "assess/image/file_capabilities.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

TEST(FileCapabilities, of_each_revision_are_read) {
  const Buffer ping{1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  const auto found = parse_file_capabilities(ping);
  ASSERT_TRUE(found.ok());
  EXPECT_TRUE(found->effective);
  EXPECT_EQ(found->names(), "cap_net_raw");
  Buffer third = ping;
  third[3] = 3;
  third[12] = 0x80;
  third.resize(24);
  EXPECT_EQ(parse_file_capabilities(third)->names(), "cap_net_raw, cap_bpf");
  EXPECT_EQ(parse_file_capabilities(Buffer{0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0})->names(), "cap_chown");
}

TEST(FileCapabilities, a_bit_without_a_name_is_told_by_its_number) {
  Buffer all{0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0};
  EXPECT_EQ(parse_file_capabilities(all)->names(), "cap_63");
}

TEST(FileCapabilities, of_another_length_or_revision_are_none) {
  EXPECT_FALSE(parse_file_capabilities(Buffer{}).ok());
  EXPECT_FALSE(parse_file_capabilities(Buffer(12, 0)).ok());
  EXPECT_FALSE(parse_file_capabilities(Buffer{0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0}).ok());
  EXPECT_FALSE(parse_file_capabilities(Buffer{0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}).ok());
}

}  // namespace
}  // namespace cardea::assess
