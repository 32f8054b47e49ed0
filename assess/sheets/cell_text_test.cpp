// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/cell_text.hpp"

#include <gtest/gtest.h>

#include "assess/sheets/cell_value.hpp"

namespace cardea::assess {
namespace {

using product::FieldKind;
using product::FieldSchema;

const FieldSchema kNumber{"port", FieldKind::number};
const FieldSchema kFlag{"network", FieldKind::flag};
const FieldSchema kDate{"support_end", FieldKind::date};
const FieldSchema kText{"version", FieldKind::text};
const FieldSchema kIds{"evidence", FieldKind::references};
const FieldSchema kDetails{"cryptographic_details", FieldKind::details};

std::string meant(const FieldSchema& field, Cell::Kind kind, const std::string& text, bool from_1904 = false) {
  const auto value = toml_value(field, {0, 0, kind, text}, from_1904);
  return value ? *value : "refused";
}

TEST(CellText, gives_every_list_back) {
  const std::vector<std::vector<std::string>> lists{
      {},     {"one"}, {"one", "two"}, {"two\nlines", "a\\b"}, {" edges ", "\ttab"}, {"(none)"}, {"\\(none)"},
      {"\\"}, {" "},   {"\n"},         {"(none)", "x"},        {"数据", "=1+1"}};
  for (const auto& list : lists) EXPECT_EQ(parse_items(print_items(list)), list) << print_items(list);
}

TEST(CellText, takes_a_list_as_people_type_it) {
  EXPECT_EQ(parse_items(" one \r\n\n two\r\n"), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(parse_items(" (none) "), std::vector<std::string>{});
  EXPECT_EQ(meant(kIds, Cell::Kind::text, "Intf-1, Intf-2;Intf-3"), R"(["Intf-1", "Intf-2", "Intf-3"])");
  EXPECT_EQ(meant({"recipients", FieldKind::texts}, Cell::Kind::text, "A, B and C"), R"(["A, B and C"])");
}

TEST(CellText, gives_cryptographic_details_back) {
  Value first{Value::Map{}};
  first.set("primitive", "AES; or = \\ChaCha20\n");
  first.set("key_bits", 256);
  Value second{Value::Map{}};
  second.set("primitive", "SHA-256");
  const std::string cell = print_details({first, second});
  EXPECT_EQ(cell, "primitive = AES\\; or = \\\\ChaCha20\\n; key_bits = 256\nprimitive = SHA-256");
  EXPECT_EQ(meant(kDetails, Cell::Kind::text, cell),
            R"([{ primitive = "AES; or = \\ChaCha20\n", key_bits = 256 }, { primitive = "SHA-256" }])");
  EXPECT_EQ(meant(kDetails, Cell::Kind::text, print_details({})), "[]");
}

TEST(CellText, says_what_is_wrong_with_cryptographic_details) {
  const auto problem = [](const std::string& text) {
    return toml_value(kDetails, {0, 0, Cell::Kind::text, text}, false).error().message;
  };
  EXPECT_EQ(problem("primitive = AES\nTLS 1.3"), "line 2 says `TLS 1.3`, which names no field");
  EXPECT_EQ(problem("primtive = AES"), "cryptographic details have no `primtive`");
  EXPECT_EQ(problem("primitive = AES; primitive = SHA"), "`primitive` is said twice of one thing");
  EXPECT_EQ(problem("key_bits = many"), "`key_bits` cannot be `many`");
}

TEST(CellValue, is_a_number_however_the_program_keeps_it) {
  EXPECT_EQ(meant(kNumber, Cell::Kind::number, "8443"), "8443");
  EXPECT_EQ(meant(kNumber, Cell::Kind::number, "8.443E3"), "8443");
  EXPECT_EQ(meant(kNumber, Cell::Kind::text, " 8443 "), "8443");
  EXPECT_EQ(meant(kNumber, Cell::Kind::text, "-9223372036854775808"), "-9223372036854775808");
  for (const char* text : {"1.5", "1E30", "x", ""}) EXPECT_EQ(meant(kNumber, Cell::Kind::number, text), "refused") << text;
  EXPECT_EQ(meant(kNumber, Cell::Kind::flag, "TRUE"), "refused");
}

TEST(CellValue, is_true_or_false_and_nothing_like_it) {
  EXPECT_EQ(meant(kFlag, Cell::Kind::flag, "TRUE"), "true");
  EXPECT_EQ(meant(kFlag, Cell::Kind::text, "False"), "false");
  EXPECT_EQ(meant(kFlag, Cell::Kind::number, "1"), "refused");
  EXPECT_EQ(meant(kFlag, Cell::Kind::text, "yes"), "refused");
}

TEST(CellValue, is_a_date_also_where_the_program_made_a_day_number_of_it) {
  EXPECT_EQ(meant(kDate, Cell::Kind::text, "2031-12-31"), "2031-12-31");
  EXPECT_EQ(meant(kDate, Cell::Kind::number, "48213"), "2031-12-31");
  EXPECT_EQ(meant(kDate, Cell::Kind::number, "46751", true), "2031-12-31");
  EXPECT_EQ(meant(kDate, Cell::Kind::number, "61"), "1900-03-01");
  for (const char* text : {"60", "2958466", "48213.5"}) EXPECT_EQ(meant(kDate, Cell::Kind::number, text), "refused") << text;
  EXPECT_EQ(meant(kDate, Cell::Kind::text, "31.12.2031"), "refused");
}

TEST(CellValue, makes_no_text_of_a_number) {
  EXPECT_EQ(meant(kText, Cell::Kind::text, "1.0"), "\"1.0\"");
  EXPECT_EQ(meant(kText, Cell::Kind::number, "1"), "refused");
  EXPECT_EQ(meant(kText, Cell::Kind::text, "a \"b\"\\\n\x01"), R"("a \"b\"\\\n\u0001")");
}

}  // namespace
}  // namespace cardea::assess
