// SPDX-License-Identifier: Apache-2.0
// What the readers of other folders do not show; hostile files as such are in imports/formats_test.cpp.
#include "assess/xml/xml.hpp"

#include <gtest/gtest.h>

namespace cardea::assess {
namespace {

class Told final : public XmlVisitor {
 public:
  void open(const XmlElement& element) override {
    said += "<" + std::string(local_name(element.name())) + " " + std::string(element.local_attribute("id")) + ">";
  }
  void close(std::string_view name) override { said += "</" + std::string(local_name(name)) + ">"; }
  void text(std::string_view piece) override { said += piece; }

  std::string said;
};

TEST(Xml, is_the_same_in_one_piece_and_byte_by_byte) {
  const std::string text = R"(<x:a xmlns:x="urn:x" x:id="7">one &amp; <b>two</b></x:a>)";
  Told whole;
  ASSERT_TRUE(walk_xml(as_bytes(text), whole).ok());
  EXPECT_EQ(whole.said, "<a 7>one & <b >two</b></a>");
  Told pieces;
  XmlWalk walk(pieces);
  for (const char c : text) ASSERT_TRUE(walk.feed(as_bytes({&c, 1})).ok());
  ASSERT_TRUE(walk.finish().ok());
  EXPECT_EQ(pieces.said, whole.said);
}

TEST(Xml, that_ends_early_is_no_xml) {
  Told told;
  XmlWalk walk(told);
  ASSERT_TRUE(walk.feed(as_bytes("<a><b>")).ok());
  EXPECT_FALSE(walk.finish().ok());
  XmlWalk nothing(told);
  EXPECT_EQ(nothing.finish().error().code, Err::truncated);
}

TEST(Xml, refuses_a_document_type_where_none_belongs) {
  XmlBounds bounds;
  const std::string text = "<!DOCTYPE a><a/>";
  Told told;
  EXPECT_TRUE(walk_xml(as_bytes(text), told, bounds).ok());
  bounds.doctype = false;
  EXPECT_EQ(walk_xml(as_bytes(text), told, bounds).error().code, Err::refused);
}

TEST(Xml, keeps_to_the_bounds_that_it_is_given) {
  Told told;
  EXPECT_EQ(walk_xml(as_bytes("<a><b/></a>"), told, {11, 2, 2, true}).ok(), true);
  EXPECT_EQ(walk_xml(as_bytes("<a><b/></a>"), told, {10, 2, 2, true}).error().code, Err::too_large);
  EXPECT_EQ(walk_xml(as_bytes("<a><b/></a>"), told, {11, 1, 2, true}).error().code, Err::refused);
  EXPECT_EQ(walk_xml(as_bytes("<a><b/></a>"), told, {11, 2, 1, true}).error().code, Err::refused);
}

}  // namespace
}  // namespace cardea::assess
