// SPDX-License-Identifier: Apache-2.0
#include "assess/report/uuid.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

TEST(Uuid, version_5_is_that_of_the_example_in_rfc_9562) {
  const Uuid dns{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8};
  EXPECT_EQ(print_uuid(dns), "6ba7b810-9dad-11d1-80b4-00c04fd430c8");
  EXPECT_EQ(print_uuid(uuid_of_name(dns, "www.example.com")), "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}

}  // namespace
}  // namespace cardea::assess
