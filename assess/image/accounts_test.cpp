// SPDX-License-Identifier: Apache-2.0
#include "assess/image/accounts.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

ImageUsers users(std::string_view text) {
  const auto parsed = parse_passwd(as_bytes(text));
  EXPECT_TRUE(parsed.ok());
  return parsed ? *parsed : ImageUsers();
}

TEST(ImageUsers, have_an_id_a_shell_and_a_field_for_the_password) {
  const ImageUsers found = users(
      "root:x:0:0:root:/root:/bin/bash\ndaemon:*:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nold:$1$abc$0123456789:0:0::/:\n"
      "open::1000:1000:,,,:/home/open:/bin/sh\n");
  ASSERT_EQ(found.users.size(), 4U);
  EXPECT_TRUE(found.complete);
  EXPECT_EQ(found.users[0].password, PasswordField::in_shadow);
  EXPECT_TRUE(found.users[0].has_login_shell());
  EXPECT_EQ(found.users[1].password, PasswordField::locked);
  EXPECT_FALSE(found.users[1].has_login_shell());
  EXPECT_EQ(found.users[2].uid, 0U);
  EXPECT_EQ(found.users[2].password, PasswordField::hash);
  EXPECT_TRUE(found.users[2].has_login_shell());
  EXPECT_EQ(found.users[3].password, PasswordField::empty);
}

TEST(ImageUsers, a_line_that_is_not_understood_is_told) {
  EXPECT_FALSE(users("root:x:0:0::/root:/bin/sh\n+::::::\n").complete);
  EXPECT_FALSE(users("root:x:zero:0::/root:/bin/sh\n").complete);
  EXPECT_FALSE(users("root:x:-1:0::/root:/bin/sh\n").complete);
  EXPECT_FALSE(users("root:x:4294967296:0::/:/bin/sh\n").complete);
  EXPECT_FALSE(users("root\n").complete);
  EXPECT_TRUE(users("# nobody\n\nroot:x:0:0::/root:/bin/sh\n").complete);
}

TEST(ImageUsers, are_bounded) {
  std::string text;
  for (std::size_t i = 0; i <= kUsersMax; ++i) text += "u:x:" + std::to_string(i) + ":0::/:/bin/sh\n";
  EXPECT_EQ(users(text).users.size(), kUsersMax);
  EXPECT_FALSE(users(text).complete);
  EXPECT_FALSE(parse_passwd(as_bytes(std::string_view("root\0:x:0", 9))).ok());
}

TEST(ShadowFile, tells_that_there_is_a_hash_and_never_which) {
  const auto fields = parse_shadow(as_bytes(
      std::string_view("root:$6$salt$sum:19000:0:99999:7:::\ndaemon:*:19000::::::\nuser:!$6$a$b:1::::::\nopen::1::::::\n")));
  ASSERT_TRUE(fields.ok());
  EXPECT_EQ(fields->at("root"), PasswordField::hash);
  EXPECT_EQ(fields->at("daemon"), PasswordField::locked);
  EXPECT_EQ(fields->at("user"), PasswordField::locked);
  EXPECT_EQ(fields->at("open"), PasswordField::empty);
  EXPECT_FALSE(parse_shadow(as_bytes(std::string_view("\0", 1))).ok());
}

}  // namespace
}  // namespace cardea::assess
