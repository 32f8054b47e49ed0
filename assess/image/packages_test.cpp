// SPDX-License-Identifier: Apache-2.0
#include "assess/image/packages.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

using List = std::vector<std::string>;

Result<Packages> control(std::string_view text) {
  return parse_control_packages(as_bytes(text));
}

TEST(Packages, of_dpkg_are_those_that_are_installed) {
  const auto packages = control(
      "Package: openssl\nStatus: install ok installed\nVersion: 3.0.11-1\nDescription: a library\n of ciphers\n Version: 9\n\n"
      "Package: gone\nStatus: deinstall ok config-files\nVersion: 1\n\n"
      "Package: half\nStatus: install ok half-installed\nVersion: 1\n\nPackage: plain\nVersion: 2\n");
  ASSERT_TRUE(packages.ok());
  EXPECT_EQ(packages->installed, (List{"openssl 3.0.11-1", "plain 2"}));
  EXPECT_TRUE(packages->complete);
}

TEST(Packages, of_opkg_are_written_like_those_of_dpkg) {
  EXPECT_EQ(control("Package: dropbear\nVersion: 2022.82-2\nStatus: install user installed\n")->installed,
            (List{"dropbear 2022.82-2"}));
}

TEST(Packages, of_apk_have_letters_for_names) {
  const auto packages =
      parse_apk_packages(as_bytes(std::string_view("C:Q1x=\nP:musl\nV:1.2.4-r1\nA:x86_64\n\nP:busybox\nV:1.36.1-r2\n\n")));
  ASSERT_TRUE(packages.ok());
  EXPECT_EQ(packages->installed, (List{"musl 1.2.4-r1", "busybox 1.36.1-r2"}));
}

TEST(Packages, one_without_a_name_leaves_the_list_incomplete) {
  const auto packages = control("Package: a\n\nVersion: 3\n\nPackage: b\n");
  ASSERT_TRUE(packages.ok());
  EXPECT_EQ(packages->installed, (List{"a", "b"}));
  EXPECT_FALSE(packages->complete);
}

TEST(Packages, what_is_no_database_is_refused_and_an_empty_one_is_empty) {
  EXPECT_FALSE(control("hello\nworld\n").ok());
  EXPECT_FALSE(control(std::string_view("\x7f"
                                        "ELF\0\0\0\0",
                                        8))
                   .ok());
  ASSERT_TRUE(control("").ok());
  EXPECT_TRUE(control("")->installed.empty());
}

TEST(Packages, are_bounded_in_number_and_length_and_hold_no_letters_of_other_alphabets) {
  std::string text;
  for (std::size_t i = 0; i <= kPackagesMax; ++i) text += "Package: p" + std::to_string(i) + "\n\n";
  const auto many = control(text);
  ASSERT_TRUE(many.ok());
  EXPECT_EQ(many->installed.size(), kPackagesMax);
  EXPECT_FALSE(many->complete);
  EXPECT_EQ(control("Package: a\"\xff\\\n")->installed, (List{"a???"}));
  EXPECT_LT(control("Package: " + std::string(9000, 'x') + "\n")->installed.front().size(), 200U);
}

}  // namespace
}  // namespace cardea::assess
