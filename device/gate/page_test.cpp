// SPDX-License-Identifier: Apache-2.0
#include "device/gate/page.hpp"

#include "device/gate/test_gate.hpp"

namespace cardea::gate {
namespace {

using PageServed = test::GateTest;

constexpr std::size_t kFirstLoadMax = 40 * 1024;

// "http://www.w3.org/2000/svg" and its like name a kind of markup; nobody fetches them.
TEST(Page, asks_nothing_of_the_outside) {
  for (const PageFile& page : page_files()) {
    const std::string_view text = as_text(page.content);
    EXPECT_FALSE(text.empty());
    std::size_t at = text.find("//");
    for (; at != std::string_view::npos; at = text.find("//", at + 2)) {
      const bool a_scheme = at > 0 && text[at - 1] == ':';
      if (!a_scheme) continue;
      const std::string_view address = text.substr(at - 5, 26);
      EXPECT_TRUE(address.starts_with("http://www.w3.org/2000/svg") || address.starts_with("http://www.w3.org/1998/Mat") ||
                  address.starts_with("http://www.w3.org/1999/xht"))
          << page.path << ": " << address;
    }
    EXPECT_EQ(text.find(" style="), std::string_view::npos) << page.path;
    EXPECT_EQ(text.find("<script>"), std::string_view::npos) << page.path;
    EXPECT_EQ(text.find("eval("), std::string_view::npos) << page.path;
  }
}

TEST(Page, is_small_when_it_is_loaded_for_the_first_time) {
  std::size_t bytes = 0;
  for (const PageFile& page : page_files()) bytes += page.brotli.size();
  EXPECT_GT(bytes, 1024U);
  EXPECT_LE(bytes, kFirstLoadMax);
}

TEST(Page, is_compressed_only_for_those_who_say_that_they_read_it) {
  EXPECT_TRUE(accepts_brotli("br"));
  EXPECT_TRUE(accepts_brotli("gzip, deflate, br, zstd"));
  for (const char* header : {"", "gzip", "brr", "br;q=0", "gzip;q=1, br;q=0", "x-br", ",", " , "}) {
    EXPECT_FALSE(accepts_brotli(header)) << header;
  }
}

TEST_F(PageServed, each_file_comes_plain_or_compressed) {
  for (const PageFile& file : page_files()) {
    const auto plain = call({.path = std::string(file.path)});
    EXPECT_EQ(plain.status, 200) << file.path;
    EXPECT_EQ(plain.header("content-type"), file.content_type);
    EXPECT_EQ(plain.header("content-encoding"), "");
    EXPECT_TRUE(equal(plain.body, file.content)) << file.path;
    const auto small = call({.path = std::string(file.path), .headers = {{"accept-encoding", "gzip, br"}}});
    EXPECT_EQ(small.header("content-encoding"), "br");
    EXPECT_EQ(small.header("vary"), "accept-encoding");
    EXPECT_TRUE(equal(small.body, file.brotli)) << file.path;
  }
}

TEST_F(PageServed, the_browser_itself_refuses_text_as_markup_or_as_code) {
  const std::string policy(call({}).header("content-security-policy"));
  for (const char* rule : {"default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'", "trusted-types 'none'",
                           "form-action 'none'", "frame-ancestors 'none'", "base-uri 'none'"}) {
    EXPECT_NE(policy.find(rule), std::string::npos) << rule;
  }
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
}

}  // namespace
}  // namespace cardea::gate
