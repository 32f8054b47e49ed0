// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/links.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

using Paths = std::vector<std::string>;

TEST(Links, of_a_page_are_what_a_browser_would_ask_for) {
  EXPECT_EQ(paths_in(R"(<script src="/app.js"></script><link href='style.css'><a href=/help>?</a><form action="./save">)"),
            (Paths{"/app.js", "/style.css", "/help", "/save"}));
}

TEST(Links, of_a_script_are_the_paths_in_its_texts) {
  EXPECT_EQ(paths_in(R"(get("/api/status?all=1"); put('/api/settings', x); f(`/api/people/${name}`); const re = /[a-z]/g;)"),
            (Paths{"/api/status", "/api/settings", "/api/people/"}));
}

TEST(Links, of_a_script_are_the_paths_that_it_asks_for_beside_its_page) {
  EXPECT_EQ(paths_in(R"($.ajax({url:"settings"}); $.getJSON( 'nodes/' + id); fetch("./flows?all"); map.get("key"); url: name)"),
            (Paths{"/settings", "/flows", "/nodes/"}));
  EXPECT_TRUE(
      paths_in(R"(fetch("https://elsewhere.example.com/x"); fetch("//elsewhere.example.com/x"); fetch(""); fetch(")").empty());
}

TEST(Links, beside_the_page_never_begin_with_two_slashes) {
  EXPECT_EQ(paths_in(R"(<form action=".//save"> <a href="././help">)"), (Paths{"/help", "/save"}));
}

TEST(Links, to_elsewhere_are_none) {
  EXPECT_TRUE(paths_in(R"(<a href="https://elsewhere.example.com/x"> <script src="//cdn.example.com/x.js">)").empty());
}

TEST(Links, are_bounded_in_number_and_length) {
  std::string many;
  for (int i = 0; i < 2000; ++i) many += "\"/p" + std::to_string(i) + "\" ";
  EXPECT_EQ(paths_in(many).size(), kLinksMax);
  EXPECT_TRUE(paths_in("\"/" + std::string(5000, 'a') + "\"").empty());
}

TEST(Links, are_looked_for_in_pages_scripts_and_descriptions_only) {
  EXPECT_TRUE(may_hold_links("text/html; charset=utf-8"));
  EXPECT_TRUE(may_hold_links("application/javascript"));
  EXPECT_FALSE(may_hold_links("image/png"));
}

}  // namespace
}  // namespace cardea::assess
