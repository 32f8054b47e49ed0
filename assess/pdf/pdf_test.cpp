// SPDX-License-Identifier: Apache-2.0
#include "assess/pdf/pdf.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "assess/testing/reported.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::assess {
namespace {

// What a foreign program reads on the pages, on one line, without blanks: a word may be broken anywhere.
std::string words_of(const std::string& pdf) {
  const store::ScratchDirectory scratch;
  EXPECT_TRUE(store::write_file(scratch / "report.pdf", as_bytes(pdf)).ok());
  EXPECT_EQ(std::system(("pdftotext -raw " + (scratch / "report.pdf") + " " + (scratch / "report.txt")).c_str()), 0);
  std::string words = *store::read_text(scratch / "report.txt", 16U << 20);
  std::erase_if(words, [](char c) { return c == ' ' || c == '\n' || c == '\f'; });
  return words;
}

class Pdf : public ::testing::TestWithParam<Language> {
 protected:
  void SetUp() override {
    const auto made = print_pdf(assessment_, Facts(run_.facts()), GetParam());
    ASSERT_TRUE(made.ok());
    pdf_ = *made;
  }

  const testing::Declared run_ = testing::small_run();
  const Assessment assessment_ = run_.assess_it();
  std::string pdf_;
};

TEST_P(Pdf, holds_every_row_and_every_unit) {
  const std::string words = words_of(pdf_);
  for (const Row& row : assessment_.rows) EXPECT_NE(words.find(row.provision->id), std::string::npos) << row.provision->id;
  for (const TestUnit& unit : test_units()) EXPECT_NE(words.find(unit.id), std::string::npos) << unit.id;
  EXPECT_NE(words.find(GetParam() == Language::zh ? "整改措施" : "Remedy"), std::string::npos);
  EXPECT_NE(words.find(GetParam() == Language::zh ? "ComMech-Lan提到rc4" : "ComMech-Lannamesrc4"), std::string::npos);
  EXPECT_NE(words.find("<script>alert(1)</script>\\x1b[2J"), std::string::npos);  // as text
}

TEST_P(Pdf, is_the_same_when_made_again_and_holds_no_date_but_the_end_of_the_run) {
  EXPECT_EQ(*print_pdf(run_.assess_it(), Facts(run_.facts()), GetParam()), pdf_);
  EXPECT_NE(pdf_.find("/CreationDate (19700101000000Z)"), std::string::npos);
}

// Of an outline whose subroutine is missing a reader of PDF shows nothing, though it finds the letter as text. What cairo itself
// draws anew (a font called CairoFont) has none.
TEST_P(Pdf, embeds_no_outlines_of_which_cairo_may_lose_a_part) {
  EXPECT_NE(pdf_.find("+NotoSans-Regular"), std::string::npos) << "names of fonts can be read";
  EXPECT_EQ(pdf_.find("NotoSansCJK"), std::string::npos);
}

TEST_P(Pdf, is_no_longer_than_it_must_be_when_a_target_says_very_much) {
  testing::Declared run = testing::small_run();
  run.answer("5.1-3", "Y", true, std::string(1U << 20, 'x'));
  const auto made = print_pdf(run.assess_it(), Facts(run.facts()), GetParam());
  ASSERT_TRUE(made.ok());
  EXPECT_LT(made->size(), pdf_.size() + 20'000);
}

// In a process of its own, because fonts are looked for once.
TEST(PdfWithoutFonts, is_refused_and_not_printed_with_boxes_for_letters) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const store::ScratchDirectory scratch;
  ASSERT_TRUE(store::write_file(scratch / "fonts.conf", as_bytes("<fontconfig/>")).ok());
  const auto print = [&] {
    ::setenv("FONTCONFIG_FILE", (scratch / "fonts.conf").c_str(), 1);
    const testing::Declared run = testing::small_run();
    const auto made = print_pdf(run.assess_it(), Facts(run.facts()), Language::zh);
    std::_Exit(!made && made.error().code == Err::unsupported ? 7 : 1);
  };
  EXPECT_EXIT(print(), ::testing::ExitedWithCode(7), "");
}

INSTANTIATE_TEST_SUITE_P(, Pdf, ::testing::Values(Language::en, Language::zh), testing::language_name);

}  // namespace
}  // namespace cardea::assess
