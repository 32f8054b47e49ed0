// SPDX-License-Identifier: Apache-2.0
#include "lib/base/secret.hpp"

#include <gtest/gtest.h>

#include <type_traits>

namespace cardea {
namespace {

using Key = Secret<struct KeyTag, 4>;
using OtherKey = Secret<struct OtherTag, 4>;

template <class T>
concept Comparable = requires(const T& a, const T& b) { a == b; };

TEST(Secret, moves_but_does_not_copy_and_cannot_be_compared) {
  static_assert(!std::is_copy_constructible_v<Key> && std::is_nothrow_move_constructible_v<Key>);
  static_assert(!std::is_copy_constructible_v<SecretBytes>);
  static_assert(!std::is_constructible_v<Key, OtherKey>);
  static_assert(!Comparable<Key> && !Comparable<SecretBytes>);
}

TEST(Secret, a_moved_from_secret_is_wiped) {
  const std::array<std::uint8_t, 4> raw{1, 2, 3, 4};
  Key first(raw);
  const Key second(std::move(first));
  EXPECT_EQ(to_hex(second.expose_secret()), "01020304");
  EXPECT_EQ(to_hex(first.expose_secret()), "00000000");  // NOLINT(bugprone-use-after-move): that is the test
}

TEST(Secret, text_is_wiped_in_place) {
  std::string text = "password";
  const char* where = text.data();
  wipe(text);
  EXPECT_TRUE(text.empty());
  EXPECT_EQ(where[0], '\0');
}

}  // namespace
}  // namespace cardea
