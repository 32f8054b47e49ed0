// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/json.hpp"

#include <gtest/gtest.h>

namespace cardea {
namespace {

Result<Value> parse(std::string_view text, const Limits& limits = {}) { return parse_json(as_bytes(text), limits); }

Err refusal(std::string_view text, const Limits& limits = {}) {
  const auto value = parse(text, limits);
  EXPECT_FALSE(value.ok()) << text;
  return value.ok() ? Err::broken : value.error().code;
}

TEST(Json, a_document_is_read_whole) {
  const auto v = parse(R"( {"a": [1, -2, true, false, null, "t\u00e9\n"], "m": {"k": 9223372036854775807}, "z": -9223372036854775808} )");
  ASSERT_TRUE(v.ok());
  EXPECT_EQ(print_json(*v), "{\"a\":[1,-2,true,false,null,\"t\xc3\xa9\\n\"],\"m\":{\"k\":9223372036854775807},\"z\":-9223372036854775808}");
}

TEST(Json, keys_are_printed_in_order_whatever_their_order_was) {
  EXPECT_EQ(print_json(*parse(R"({"b":1,"a":2,"aa":3})")), R"({"a":2,"aa":3,"b":1})");
}

TEST(Json, pretty_form_has_two_spaces_and_an_end_of_line) {
  EXPECT_EQ(print_json_pretty(*parse(R"({"a":[1,2],"b":{},"c":[]})")),
            "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": {},\n  \"c\": []\n}\n");
}

TEST(Json, canonical_form_escapes_only_quote_and_backslash) {
  Value v;
  v.set("b", "q\" s\\ n\n \xc3\xa9").set("a", 1);
  EXPECT_EQ(canonical_json(v), "{\"a\":1,\"b\":\"q\\\" s\\\\ n\n \xc3\xa9\"}");
}

TEST(Json, a_key_that_comes_twice_is_refused) {
  EXPECT_EQ(refusal(R"({"a":1,"a":2})"), Err::bad_value);
  EXPECT_EQ(refusal(R"({"a":1,"\u0061":2})"), Err::bad_value);
}

TEST(Json, numbers_that_are_no_64_bit_integers_are_refused) {
  for (const auto* text : {"1.0", "0.5", "1e3", "-0.0", "9223372036854775808", "-9223372036854775809", "18446744073709551615",
                           "99999999999999999999999", "1e999", "NaN", "Infinity", "+1", "01", "0x1", "-"}) {
    EXPECT_EQ(refusal(text), Err::bad_value) << text;
  }
}

TEST(Json, numbers_of_foreign_programs_can_be_kept_as_the_text_that_stood_there) {
  const auto v = parse_json(as_bytes(R"([7.5, 1e3, -0.0, 9223372036854775808, 99999999999999999999999, 7])"), {}, Fractions::as_text);
  ASSERT_TRUE(v.ok());
  EXPECT_EQ(print_json(*v), R"(["7.5","1e3","-0.0","9223372036854775808","99999999999999999999999",7])");
  EXPECT_FALSE(parse_json(as_bytes("[NaN]"), {}, Fractions::as_text).ok());
  EXPECT_FALSE(parse_json(as_bytes("[01]"), {}, Fractions::as_text).ok());
}

TEST(Json, text_that_is_not_utf8_is_refused) {
  for (const auto* text : {"\"\xff\"", "\"\xc0\x80\"", "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"", R"("\ud800")", R"("\udc00\ud800")"}) {
    EXPECT_EQ(refusal(text), Err::bad_value);
  }
  EXPECT_EQ(*parse(R"("\ud83d\ude00")")->if_text(), "\xf0\x9f\x98\x80");
}

TEST(Json, nothing_may_follow_the_value) {
  using namespace std::string_view_literals;
  for (const auto text : {"1 2"sv, "{}x"sv, "[]]"sv, "1\0"sv, "1\0garbage"sv, "{\"a\":1}\0"sv, "null,"sv}) EXPECT_EQ(refusal(text), Err::bad_value);
  EXPECT_TRUE(parse("1 \n\t\r").ok());
}

TEST(Json, what_is_not_json_is_refused) {
  for (const auto* text : {"", " ", "{", "[1,]", "{\"a\"}", "{a:1}", "'a'", "// c\n1", "/* c */1", "tru", "\"\n\"", "\"a", "\xef\xbb\xbf{}", "[1}"}) {
    EXPECT_EQ(refusal(text), Err::bad_value) << text;
  }
}

TEST(Json, each_bound_is_enforced_while_parsing) {
  EXPECT_EQ(refusal("[1,2]", {.bytes_max = 4}), Err::too_large);
  EXPECT_TRUE(parse("[1,2]", {.bytes_max = 5}).ok());
  EXPECT_EQ(refusal("[[[]]]", {.depth_max = 2}), Err::too_large);
  EXPECT_TRUE(parse("[[[]]]", {.depth_max = 3}).ok());
  EXPECT_EQ(refusal("[1,2,3]", {.nodes_max = 3}), Err::too_large);
  EXPECT_TRUE(parse("[1,2,3]", {.nodes_max = 4}).ok());
  EXPECT_EQ(refusal(std::string(500'000, '[')), Err::too_large);
}

TEST(Json, what_we_print_is_json_even_if_the_text_was_not_utf8) {
  EXPECT_EQ(print_json(Value("a\xff")), "\"a\xef\xbf\xbd\"");
  EXPECT_EQ(print_json(Value(std::string("\x01\t\x1f", 3))), R"("\u0001\t\u001f")");
}

TEST(Json, a_byte_string_prints_as_base64url) { EXPECT_EQ(print_json(Value(Buffer{0xfb, 0xff})), "\"-_8\""); }

}  // namespace
}  // namespace cardea
