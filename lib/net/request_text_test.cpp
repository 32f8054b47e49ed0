// SPDX-License-Identifier: Apache-2.0
#include "lib/net/request_text.hpp"

#include <gtest/gtest.h>

#include "lib/net/http.hpp"

namespace cardea::net {
namespace {

Result<Target> target(std::string_view text) {
  return parse_target(as_bytes(text));
}

TEST(Target, path_is_decoded_and_query_is_kept_raw) {
  const auto got = target("/v1/models/Speaker%20One?x=%41&y=/?");
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(got->path, "/v1/models/Speaker One");
  EXPECT_EQ(got->query, "x=%41&y=/?");
}

TEST(Target, root_and_trailing_slash_are_paths) {
  EXPECT_TRUE(target("/").ok());
  EXPECT_TRUE(target("/a/").ok());
  EXPECT_EQ(target("/?q")->query, "q");
}

TEST(Target, utf8_is_accepted_and_broken_utf8_refused) {
  EXPECT_EQ(target("/%E5%AE%B6")->path, "/\xE5\xAE\xB6");
  for (const auto* bad : {"/%C0%AE", "/%FF", "/%E5%AE", "/%ED%A0%80", "/%F4%90%80%80", "/%80"})
    EXPECT_FALSE(target(bad).ok()) << bad;
}

TEST(Target, only_origin_form_is_accepted) {
  for (const auto* bad : {"", "*", "example.com:443", "https://example.com/", "a", "?x"}) EXPECT_FALSE(target(bad).ok()) << bad;
}

TEST(Target, dot_segments_and_empty_segments_are_refused_in_every_spelling) {
  for (const auto* bad : {"/..", "/a/../b", "/%2e%2e/b", "/.%2E/", "/.", "/a/./b", "//", "//etc", "/a//b"}) {
    EXPECT_FALSE(target(bad).ok()) << bad;
  }
  EXPECT_TRUE(target("/..a/.b/...").ok());
}

TEST(Target, hidden_separators_and_control_bytes_are_refused) {
  for (const auto* bad : {"/a%2Fb", "/a%2fb", "/a%5cb", "/a\\b", "/%00", "/%0a", "/%7f", "/a b", "/a\"b", "/a#b", "/%", "/%4",
                          "/%zz", "/?a#b", "/?a b"}) {
    EXPECT_FALSE(target(bad).ok()) << bad;
  }
}

TEST(Query, names_and_values_are_decoded) {
  HttpRequest request;
  request.query = "serial=A%2B1&max=10&empty=&flag&text=a+b";
  EXPECT_EQ(request.query_parameter("serial"), "A+1");
  EXPECT_EQ(request.query_parameter("max"), "10");
  EXPECT_EQ(request.query_parameter("empty"), "");
  EXPECT_EQ(request.query_parameter("flag"), "");
  EXPECT_EQ(request.query_parameter("text"), "a b");
  EXPECT_EQ(request.query_parameter("none"), std::nullopt);
}

TEST(Query, a_name_given_twice_or_a_broken_query_counts_as_absent) {
  HttpRequest request;
  request.query = "role=user&role=admin";
  EXPECT_EQ(request.query_parameter("role"), std::nullopt);
  request.query = "role=user&x=%zz";
  EXPECT_EQ(request.query_parameter("role"), std::nullopt);
}

TEST(Query, too_many_parameters_are_refused) {
  std::string many;
  for (int i = 0; i < 65; ++i) many += "a&";
  EXPECT_EQ(parse_query(as_bytes(many)).error().code, Err::too_large);
}

TEST(Cookies, are_found_by_name_and_the_first_wins) {
  HttpRequest request;
  request.headers = {{"cookie", "theme=dark; session=abc-_123==; session=other"}};
  EXPECT_EQ(request.cookie("session"), "abc-_123==");
  EXPECT_EQ(request.cookie("theme"), "dark");
  EXPECT_EQ(request.cookie("none"), std::nullopt);
}

TEST(Cookies, a_malformed_header_holds_no_cookies) {
  for (const auto* bad : {"session=a; b", "=x", "session=a b", "session=a;; x=y", "session=a,b", "session=\x01"}) {
    HttpRequest request;
    request.headers = {{"cookie", bad}};
    EXPECT_EQ(request.cookie("session"), std::nullopt) << bad;
  }
}

}  // namespace
}  // namespace cardea::net
