// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "assess/driver/driver.hpp"

namespace cardea::assess {
namespace {

Outcome<Driver> with(const std::string& image) {
  const std::string text = "[target]\naddress = \"127.0.0.1\"\n[image]\n" + image;
  return parse_driver(as_bytes(text));
}

TEST(DriverImage, is_a_folder_and_where_needed_the_configuration_of_its_kernel) {
  const auto driver = with("root = \"rootfs\"\nkernel_config = \"build/.config\"");
  ASSERT_TRUE(driver.ok()) << driver.error().message;
  EXPECT_EQ(driver->image.root, "rootfs");
  EXPECT_EQ(driver->image.kernel_config, "build/.config");
  EXPECT_TRUE(with("root = \"rootfs\"").ok());
}

TEST(DriverImage, without_a_root_or_with_an_unknown_key_is_refused) {
  EXPECT_FALSE(with("kernel_config = \"x\"").ok());
  EXPECT_FALSE(with("root = 1").ok());
  EXPECT_FALSE(with("root = \"rootfs\"\nmount = true").ok());
}

TEST(DriverImage, is_left_out_where_there_is_none) {
  const auto driver = parse_driver(as_bytes(std::string_view("[target]\naddress = \"127.0.0.1\"\n")));
  ASSERT_TRUE(driver.ok());
  EXPECT_TRUE(driver->image.root.empty());
}

}  // namespace
}  // namespace cardea::assess
