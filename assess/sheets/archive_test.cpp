// SPDX-License-Identifier: Apache-2.0
#include "assess/sheets/archive.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace cardea::assess {
namespace {

std::string refusal(Bytes file) {
  const auto opened = Archive::open(file);
  return opened ? "" : opened.error().message;
}

Outcome<std::string> content(Archive& archive, const std::string& name) {
  std::string out;
  TRY_(archive.read(name, [&](Bytes piece) -> Outcome<Unit> {
    out += as_text(piece);
    return kOk;
  }));
  return out;
}

void overwrite(Buffer& file, std::string_view what, std::string_view with) {
  for (auto at = file.begin(); (at = std::search(at, file.end(), what.begin(), what.end())) != file.end();)
    at = std::copy(with.begin(), with.end(), at);
}

TEST(Archive, gives_back_what_was_packed) {
  const Buffer file = *pack({{"a.xml", "one"}, {"b/c.xml", std::string(200'000, 'x')}, {"empty.xml", ""}});
  auto archive = Archive::open(file);
  ASSERT_TRUE(archive.ok()) << archive.error().message;
  EXPECT_EQ(*content(*archive, "a.xml"), "one");
  EXPECT_EQ(*content(*archive, "b/c.xml"), std::string(200'000, 'x'));
  EXPECT_EQ(*content(*archive, "empty.xml"), "");
  EXPECT_TRUE(archive->holds("a.xml"));
  EXPECT_FALSE(archive->holds("c.xml"));
  EXPECT_FALSE(content(*archive, "c.xml").ok());
}

TEST(Archive, is_the_same_bytes_when_made_again) {
  EXPECT_EQ(*pack({{"a", "one"}, {"b", "two"}}), *pack({{"a", "one"}, {"b", "two"}}));
}

TEST(Archive, unpacks_no_more_than_its_bound_in_all) {
  const std::string half(kUnpackedBytesMax / 2, ' ');
  const Buffer bomb = *pack({{"a", half}, {"b", half}, {"c", "x"}});
  EXPECT_LT(bomb.size(), 200'000U);
  auto archive = Archive::open(bomb);
  ASSERT_TRUE(archive.ok());
  std::size_t got = 0;
  const auto count = [&](Bytes piece) -> Outcome<Unit> {
    got += piece.size();
    return kOk;
  };
  EXPECT_TRUE(archive->read("a", count).ok());
  EXPECT_TRUE(archive->read("b", count).ok());
  EXPECT_EQ(archive->read("c", count).error().code, Err::too_large);
  EXPECT_EQ(got, kUnpackedBytesMax);
}

TEST(Archive, refuses_a_file_above_its_bound) {
  EXPECT_EQ(refusal(Buffer(kArchiveBytesMax + 1)), "the workbook is larger than 16 MiB");
}

TEST(Archive, refuses_more_parts_than_a_workbook_has) {
  std::vector<ArchiveMember> many;
  for (std::size_t i = 0; i <= kArchiveMembersMax; ++i) many.push_back({std::to_string(i), ""});
  EXPECT_EQ(refusal(*pack(many)), "the workbook has more than 1000 parts");
}

TEST(Archive, refuses_a_part_that_is_there_twice) {
  Buffer file = *pack({{"aa.xml", "shown"}, {"ab.xml", "read"}});
  overwrite(file, "ab.xml", "aa.xml");
  EXPECT_EQ(refusal(file), "the workbook holds one part twice");
}

TEST(Archive, that_is_cut_short_or_changed_is_damaged) {
  const Buffer file = *pack({{"a.xml", std::string(1000, 'x') + "y"}, {"b.xml", "two"}});
  for (std::size_t size = 2; size < file.size(); ++size)
    EXPECT_NE(refusal(Bytes(file).first(size)).find("damaged or cut short"), std::string::npos) << size;
  std::size_t refused = 0;
  for (std::size_t at = 0; at < 40; ++at) {  // the first part with its header
    Buffer changed = file;
    changed[at] ^= 0x41;
    auto archive = Archive::open(changed);
    const bool same = archive && content(*archive, "a.xml").ok() && *content(*archive, "a.xml") == std::string(1000, 'x') + "y";
    refused += same ? 0 : 1;
  }
  EXPECT_GT(refused, 10U);
}

TEST(Archive, is_told_apart_from_what_only_looks_like_one) {
  EXPECT_EQ(refusal(as_bytes("provision,status\r\n")), "this is no workbook");
  EXPECT_EQ(refusal({}), "this is no workbook");
  EXPECT_EQ(refusal(as_bytes("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more")),
            "the workbook is protected by a password, or of the old .xls form");
}

TEST(Archive, refuses_the_large_form_that_its_bound_makes_needless) {
  Buffer file = *pack({{"a.xml", "one"}});
  const std::string_view end = "PK\x05\x06";
  const auto at = std::search(file.begin(), file.end(), end.begin(), end.end());
  const std::string locator = "PK\x06\x07" + std::string(16, '\0');
  file.insert(at, locator.begin(), locator.end());
  EXPECT_NE(refusal(file).find("ZIP64"), std::string::npos);
}

TEST(Archive, refuses_an_encrypted_part) {
  Buffer file = *pack({{"a.xml", "one"}});
  const std::string_view local = "PK\x03\x04";
  const std::string_view central = "PK\x01\x02";
  const auto flag = [&](std::string_view magic, std::ptrdiff_t offset) {
    *(std::search(file.begin(), file.end(), magic.begin(), magic.end()) + offset) |= 1;
  };
  flag(local, 6);
  flag(central, 8);
  EXPECT_EQ(refusal(file), "the workbook is encrypted");
}

}  // namespace
}  // namespace cardea::assess
