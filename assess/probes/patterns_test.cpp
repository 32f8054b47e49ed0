// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/patterns.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(VersionPatterns, product_tokens_and_versions_are_found) {
  EXPECT_THAT(version_like("nginx/1.22.1 (Debian)"), ElementsAre("nginx/1.22.1"));
  EXPECT_THAT(version_like("firmware 2.4"), ElementsAre("2.4"));
  EXPECT_THAT(version_like("{\"version\":\"10.0\"}"), ElementsAre("10.0"));
  EXPECT_THAT(version_like("build v1.2"), ElementsAre("1.2"));
  EXPECT_THAT(version_like("it is 3.11.2"), ElementsAre("3.11.2"));
  EXPECT_THAT(version_like("SSH-2.0-dropbear_2022.83"), ElementsAre("dropbear_2022.83"));
  EXPECT_THAT(version_like("SSH-2.0-OpenSSH_9.2p1"), ElementsAre("OpenSSH_9.2"));
}

TEST(VersionPatterns, numbers_that_are_no_versions_are_left_alone) {
  EXPECT_THAT(version_like("HTTP/1.1 200 OK"), IsEmpty());
  EXPECT_THAT(version_like("max-age=31536000; opacity: 0.5; 12:30; 10px"), IsEmpty());
  EXPECT_THAT(version_like("127.0.0.1"), IsEmpty());
  EXPECT_THAT(version_like("xmlns=\"http://www.example.org/1999/xhtml\" href=/pages/2"), IsEmpty());
  EXPECT_THAT(version_like("SSH-2.0-Server item_7 a_b_"), IsEmpty());
  EXPECT_THAT(version_like("<?xml version=\"1.0\" encoding=\"utf-8\"?><!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0//EN\">"),
              IsEmpty());
  EXPECT_THAT(version_like(""), IsEmpty());
}

TEST(VersionPatterns, the_list_is_bounded) {
  std::string many;
  for (int i = 0; i < 1000; ++i) many += "x/1.2 ";
  EXPECT_EQ(version_like(many).size(), 20U);
}

TEST(SoftwareNames, are_found_whatever_their_case) {
  EXPECT_THAT(software_names("Server: OpenSSL, LIGHTTPD"), ElementsAre("lighttpd", "openssl"));
  EXPECT_THAT(software_names("nothing here"), IsEmpty());
}

TEST(SoftwareNames, are_words_of_their_own) {
  EXPECT_THAT(software_names("expressed, boosted, Hawaiis"), IsEmpty());
  EXPECT_THAT(software_names("apache2 express/4.18 php/8"), ElementsAre("apache", "express", "php/"));
}

TEST(LicenceTerms, name_products_and_versions_and_tell_nothing) {
  const std::string page =
      "<!-- Licensed under the Apache License, Version 2.0 (http://www.apache.org/licenses/LICENSE-2.0), WITHOUT ANY WARRANTIES, "
      "either "
      "express or implied. --> nginx/1.22.1";
  EXPECT_THAT(software_names(without_licence_terms(page)), ElementsAre("nginx"));
  EXPECT_THAT(version_like(without_licence_terms(page)), ElementsAre("nginx/1.22.1"));
  EXPECT_EQ(without_licence_terms(page).size(), page.size());
}

}  // namespace
}  // namespace cardea::assess
