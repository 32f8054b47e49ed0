// SPDX-License-Identifier: Apache-2.0
#include "product/toml.hpp"

#include <gtest/gtest.h>

namespace cardea::product {
namespace {

TomlNode tree_of(std::string_view text) {
  auto parsed = parse_toml(as_bytes(text));
  const auto* error = std::get_if<TomlError>(&parsed);
  EXPECT_EQ(error, nullptr) << (error == nullptr ? "" : error->what);
  return error == nullptr ? std::get<TomlNode>(std::move(parsed)) : TomlNode{};
}

TomlError error_of(std::string_view text) {
  auto parsed = parse_toml(as_bytes(text));
  const auto* error = std::get_if<TomlError>(&parsed);
  EXPECT_NE(error, nullptr);
  return error == nullptr ? TomlError{} : *error;
}

TEST(TomlTree, knows_where_each_thing_stands_in_the_order_of_the_file) {
  const TomlNode root = tree_of("zebra = 1\n\n[[Row]]\nid = \"x\"\napple = true\n");
  ASSERT_EQ(root.members.size(), 2U);
  EXPECT_EQ(root.members[0].key, "zebra");
  EXPECT_EQ(root.members[0].at.line, 1U);
  const TomlNode& row = root.members[1].value.items.at(0);
  EXPECT_EQ(row.at.line, 3U);
  ASSERT_EQ(row.members.size(), 2U);
  EXPECT_EQ(row.members[0].key, "id");
  EXPECT_EQ(row.members[1].value.at.line, 5U);
  EXPECT_EQ(row.members[1].value.at.column, 9U);
}

TEST(TomlTree, carries_each_kind_of_value) {
  const TomlNode root = tree_of("t = 'x'\nn = -5\nf = false\nd = 2031-02-03\nl = [1]\no = 1.5\ntime = 10:00:00\n");
  using Kind = TomlNode::Kind;
  EXPECT_EQ(root.find("t")->text, "x");
  EXPECT_EQ(root.find("n")->number, -5);
  EXPECT_EQ(root.find("f")->kind, Kind::flag);
  EXPECT_EQ(root.find("d")->kind, Kind::date);
  EXPECT_EQ(root.find("d")->text, "2031-02-03");
  EXPECT_EQ(root.find("l")->items.at(0).number, 1);
  EXPECT_EQ(root.find("o")->kind, Kind::other);
  EXPECT_EQ(root.find("time")->kind, Kind::other);
  EXPECT_EQ(root.find("absent"), nullptr);
}

TEST(TomlBounds, name_the_line_of_what_is_no_toml) {
  EXPECT_EQ(error_of("a = 1\nb = \n").at.line, 2U);
}

// toml++ 3.3 asserts on this one; here it is an error like any other, with its line.
TEST(TomlBounds, name_the_line_at_which_the_grammar_gives_up) {
  const TomlError error = error_of("a = 1\n\n[ \nb = 2\n");
  EXPECT_EQ(error.what, "this line is no TOML");
  EXPECT_EQ(error.at.line, 3U);
}

TEST(TomlBounds, refuse_more_than_a_mebibyte) {
  EXPECT_EQ(error_of(std::string(kTomlBytesMax + 1, '\n')).what, "the file is larger than 1 MiB");
  EXPECT_TRUE(tree_of(std::string(kTomlBytesMax, '\n')).members.empty());
}

TEST(TomlBounds, refuse_what_is_not_utf8_and_name_the_place) {
  const TomlError error = error_of("a = 'x'\nb = '\xff'\n");
  EXPECT_EQ(error.what, "this is not UTF-8");
  EXPECT_EQ(error.at.line, 2U);
  EXPECT_EQ(error.at.column, 6U);
  EXPECT_EQ(error_of("a = '\xc0\xaf'").what, "this is not UTF-8");          // overlong
  EXPECT_EQ(error_of("a = '\xed\xa0\x80'").what, "this is not UTF-8");      // surrogate
  EXPECT_EQ(error_of("a = '\xf4\x90\x80\x80'").what, "this is not UTF-8");  // beyond Unicode
}

// Undefined in toml++ 3.3, which takes some of them for spaces.
TEST(TomlBounds, refuse_letters_beyond_ascii_outside_of_texts_and_comments) {
  const TomlError error = error_of("# é\na = 'é'\nb \xc3\xa9 = 1\n");
  EXPECT_EQ(error.what, "letters beyond ASCII stand outside of quotes");
  EXPECT_EQ(error.at.line, 3U);
  EXPECT_EQ(error_of("a \xef\xbb\xbf= 1").what, error.what);
  EXPECT_EQ(tree_of("\xef\xbb\xbf"
                    "a = 1\n")
                .members.size(),
            1U);
}

TEST(TomlBounds, refuse_a_zero_byte) {
  EXPECT_EQ(error_of(std::string_view("a = 1\n\0", 7)).what, "there is a zero byte here");
}

TEST(TomlBounds, refuse_nesting_that_would_exhaust_a_stack) {
  std::string brackets = "a = ";
  brackets.append(100'000, '[');
  EXPECT_EQ(error_of(brackets).what, "brackets are nested too deeply");
  std::string dots = "a";
  for (int i = 0; i < 100'000; ++i) dots += ".a";
  EXPECT_EQ(error_of(dots + " = 1\n").what, "a key has too many dots");
  EXPECT_EQ(error_of("[" + dots + "]\n").what, "a key has too many dots");
}

TEST(TomlBounds, let_brackets_and_dots_be_inside_texts_and_comments) {
  std::string marks(200, '[');
  for (int i = 0; i < 200; ++i) marks += ". ";
  const TomlNode root = tree_of("# " + marks + "\na = \"" + marks + "\\\"" + marks + "\"\nb = '''" + marks + "\n'" + marks +
                                "'''\nc = '" + marks + "'\n");
  EXPECT_EQ(root.members.size(), 3U);
}

TEST(TomlBounds, refuse_more_values_than_the_bound) {
  std::string many = "a = [";
  for (std::size_t i = 0; i < kTomlNodesMax + 10; ++i) many += "1,";
  EXPECT_NE(error_of(many + "]\n").what.find("65536 values"), std::string::npos);
}

// A quote in the midst of a value opens no string for the grammar, so that it meets the letter itself.
TEST(Toml, a_letter_beyond_ascii_where_the_grammar_expects_none_is_refused) {
  for (const char* text : {"run = 2s{\"D\u01bbD\"", "a = 1\"\u00ff\"", "a = [1\"\u0499\"]"})
    EXPECT_TRUE(std::holds_alternative<TomlError>(parse_toml(as_bytes(std::string(text))))) << text;
}

}  // namespace
}  // namespace cardea::product
