// SPDX-License-Identifier: Apache-2.0
// The one place that includes expat.
#include "assess/imports/xml.hpp"

#include <expat.h>

#include <algorithm>
#include <memory>

namespace cardea::assess {

namespace {

constexpr std::size_t kChunk = 64U << 10;
constexpr std::size_t kTagMax = 1U << 20;  // a tag, with all its attributes

struct Walk {
  XML_Parser parser;
  XmlVisitor& visitor;
  std::size_t depth = 0;
  std::size_t parts = 0;
  const char* refused = nullptr;

  void refuse(const char* why) {
    if (refused == nullptr) refused = why;
    XML_StopParser(parser, XML_FALSE);
  }
};

Walk& walk_of(void* user) {
  return *static_cast<Walk*>(user);
}

std::size_t parts_of(const XML_Char* const* attributes) {
  std::size_t parts = 1;
  for (; *attributes != nullptr; attributes += 2) ++parts;
  return parts;
}

void XMLCALL on_open(void* user, const XML_Char* name, const XML_Char** attributes) {
  Walk& walk = walk_of(user);
  if (walk.refused != nullptr) return;  // expat may still be in the middle of a tag
  walk.parts += parts_of(attributes);
  if (++walk.depth > kImportDepthMax) return walk.refuse("elements are nested too deep");
  if (walk.parts > kImportNodesMax) return walk.refuse("too many elements and attributes");
  walk.visitor.open(XmlElement(name, attributes));
}

void XMLCALL on_close(void* user, const XML_Char* name) {
  Walk& walk = walk_of(user);
  if (walk.refused != nullptr) return;
  --walk.depth;
  walk.visitor.close(name);
}

void XMLCALL on_entity(void* user, const XML_Char*, int, const XML_Char*, int, const XML_Char*, const XML_Char*, const XML_Char*,
                       const XML_Char*) {
  walk_of(user).refuse("it declares an entity");
}

void XMLCALL on_skipped(void* user, const XML_Char*, int) {
  walk_of(user).refuse("it uses an entity that it does not hold");
}

void listen(Walk& walk) {
  XML_SetUserData(walk.parser, &walk);
  XML_SetElementHandler(walk.parser, on_open, on_close);
  XML_SetEntityDeclHandler(walk.parser, on_entity);
  XML_SetSkippedEntityHandler(walk.parser, on_skipped);
}

Problem problem_of(const Walk& walk) {
  const std::string line = " (line " + std::to_string(XML_GetCurrentLineNumber(walk.parser)) + ")";
  if (walk.refused != nullptr) return {Err::refused, "the XML is refused: " + std::string(walk.refused) + line};
  return {Err::bad_value, "not well-formed XML: " + std::string(XML_ErrorString(XML_GetErrorCode(walk.parser))) + line};
}

// Piece by piece, so that a tag without end shows before all of it was kept.
Outcome<Unit> feed(Walk& walk, Bytes file) {
  for (std::size_t at = 0;;) {
    const std::size_t size = std::min(kChunk, file.size() - at);
    const bool last = at + size == file.size();
    const auto* piece = reinterpret_cast<const char*>(file.data()) + at;
    if (XML_Parse(walk.parser, piece, static_cast<int>(size), last ? 1 : 0) != XML_STATUS_OK) return problem_of(walk);
    if (last) return kOk;
    at += size;
    const XML_Index understood = XML_GetCurrentByteIndex(walk.parser);
    if (understood >= 0 && at > static_cast<std::size_t>(understood) + kTagMax) {
      walk.refuse("a tag is too long");
      return problem_of(walk);
    }
  }
}

}  // namespace

std::string_view XmlElement::attribute(std::string_view key) const {
  for (const char* const* at = attributes_; *at != nullptr; at += 2) {
    if (at[0] == key) return at[1];
  }
  return {};
}

Outcome<Unit> walk_xml(Bytes file, XmlVisitor& visitor) {
  if (file.size() > kImportBytesMax) return Problem(Err::too_large, "the file is above its bound");
  if (file.empty()) return Problem(Err::truncated, "the file is empty");
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr), XML_ParserFree);
  if (parser == nullptr) return Problem(Err::exhausted, "no memory for an XML parser");
  Walk walk{parser.get(), visitor};
  listen(walk);
  return feed(walk, file);
}

}  // namespace cardea::assess
