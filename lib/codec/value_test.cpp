// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/value.hpp"

#include <gtest/gtest.h>

namespace cardea {
namespace {

Value sample() {
  Value v;
  v.set("flag", true).set("n", 7).set("text", "t").set("bytes", Buffer{1, 2}).set("list", Value().push(1).push("two"));
  v.set("map", Value().set("k", nullptr));
  return v;
}

TEST(Value, members_are_read_by_key_and_shape) {
  const Value v = sample();
  EXPECT_TRUE(*v.flag("flag"));
  EXPECT_EQ(*v.integer("n"), 7);
  EXPECT_EQ(*v.text("text"), "t");
  EXPECT_EQ(*v.bytes("bytes"), (Buffer{1, 2}));
  EXPECT_EQ((*v.array("list"))->size(), 2U);
  EXPECT_EQ((*v.map("map"))->size(), 1U);
}

TEST(Value, a_member_of_another_shape_or_none_is_an_error) {
  const Value v = sample();
  for (const char* key : {"flag", "n", "text", "bytes", "list", "map", "none"}) {
    const std::string_view k = key;
    EXPECT_EQ(v.flag(k).ok(), k == "flag");
    EXPECT_EQ(v.integer(k).ok(), k == "n");
    EXPECT_EQ(v.text(k).ok(), k == "text");
    EXPECT_EQ(v.bytes(k).ok(), k == "bytes");
    EXPECT_EQ(v.array(k).ok(), k == "list");
    EXPECT_EQ(v.map(k).ok(), k == "map");
  }
  EXPECT_FALSE(Value("no map").text("k").ok());
}

TEST(Value, setting_a_member_again_replaces_it) {
  Value v = sample();
  v.set("n", 8);
  EXPECT_EQ(*v.integer("n"), 8);
}

}  // namespace
}  // namespace cardea
