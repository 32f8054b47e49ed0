// SPDX-License-Identifier: Apache-2.0
#include "assess/report/text.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

TEST(ReportText, terminal_escapes_and_broken_bytes_are_shown_and_not_sent) {
  EXPECT_EQ(printable("a\033[2Jb"), "a\\x1b[2Jb");
  EXPECT_EQ(printable("line\nline"), "line\\x0aline");
  EXPECT_EQ(printable("\xff\xc0\xaf"), "\\xff\\xc0\\xaf");
  EXPECT_EQ(printable("\xe2\x80\xae"
                      "abc"),
            "\\xe2\\x80\\xae"
            "abc");  // right-to-left override
  EXPECT_EQ(printable("\xc2\x9b"
                      "31m"),
            "\\xc2\\x9b"
            "31m");  // C1 control
  EXPECT_EQ(printable("固件 1.0 ü"), "固件 1.0 ü");
}

TEST(ReportText, markup_of_a_target_is_text_in_html) {
  EXPECT_EQ(html_escaped("<script>alert('x')</script>&\""), "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;");
}

TEST(ReportText, columns_are_those_of_a_terminal) {
  EXPECT_EQ(columns_of("abc"), 3U);
  EXPECT_EQ(columns_of("固件"), 4U);
  EXPECT_EQ(fitted("abc", 5), "abc  ");
  EXPECT_EQ(fitted("abcdef", 4), "abc…");
  EXPECT_EQ(columns_of(fitted("固件更新机制", 7)), 7U);
}

TEST(Text, is_broken_behind_words_and_between_wide_characters) {
  EXPECT_EQ(unbroken_in("tcp 80"), 3U);
  EXPECT_EQ(unbroken_in(" 80"), 0U);
  EXPECT_EQ(unbroken_in("\xe5\xa3\xb0\xe6\x98\x8e"), 3U);    // 声 of 声明
  EXPECT_EQ(unbroken_in("\xe6\x98\x8e\xef\xbc\x9aY"), 6U);   // 明 with the colon behind it
  EXPECT_EQ(unbroken_in("TLS\xe5\xa3\xb0"), 3U);             // the word before 声
  EXPECT_EQ(unbroken_in("80\xef\xbc\x8c\xe5\xa3\xb0"), 5U);  // a comma stays with what it ends
  EXPECT_EQ(unbroken_in("\xff\xff b"), 2U);
}

}  // namespace
}  // namespace cardea::assess
