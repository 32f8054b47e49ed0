// SPDX-License-Identifier: Apache-2.0
// The one place that includes expat.
#include "assess/xml/xml.hpp"

#include <expat.h>

#include <algorithm>

namespace cardea::assess {

struct XmlWalk::State {
  std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser;
  XmlVisitor& visitor;
  XmlBounds bounds;
  std::size_t depth = 0;
  std::size_t parts = 0;
  std::size_t bytes = 0;
  const char* refused = nullptr;

  void refuse(const char* why) {
    if (refused == nullptr) refused = why;
    XML_StopParser(parser.get(), XML_FALSE);
  }
  void open(const XML_Char* name, const XML_Char** attributes);
  void close(const XML_Char* name);
  void listen();
  Problem problem() const;

  static State& of(void* user) { return *static_cast<State*>(user); }
};

namespace {

constexpr std::size_t kChunk = 64U << 10;
constexpr std::size_t kTagMax = 1U << 20;  // a tag, with all its attributes

std::size_t parts_of(const XML_Char* const* attributes) {
  std::size_t parts = 1;
  for (; *attributes != nullptr; attributes += 2) ++parts;
  return parts;
}

}  // namespace

void XmlWalk::State::open(const XML_Char* name, const XML_Char** attributes) {
  if (refused != nullptr) return;  // expat may still be in the middle of a tag
  parts += parts_of(attributes);
  if (++depth > bounds.depth_max) return refuse("elements are nested too deep");
  if (parts > bounds.parts_max) return refuse("too many elements and attributes");
  visitor.open(XmlElement(name, attributes));
}

void XmlWalk::State::close(const XML_Char* name) {
  if (refused != nullptr) return;
  --depth;
  visitor.close(name);
}

void XmlWalk::State::listen() {
  XML_Parser raw = parser.get();
  XML_SetUserData(raw, this);
  XML_SetElementHandler(
      raw, [](void* user, const XML_Char* name, const XML_Char** attributes) { of(user).open(name, attributes); },
      [](void* user, const XML_Char* name) { of(user).close(name); });
  XML_SetCharacterDataHandler(raw, [](void* user, const XML_Char* text, int size) {
    if (of(user).refused == nullptr) of(user).visitor.text({text, static_cast<std::size_t>(size)});
  });
  XML_SetEntityDeclHandler(raw, [](void* user, const XML_Char*, int, const XML_Char*, int, const XML_Char*, const XML_Char*,
                                   const XML_Char*, const XML_Char*) { of(user).refuse("it declares an entity"); });
  XML_SetSkippedEntityHandler(
      raw, [](void* user, const XML_Char*, int) { of(user).refuse("it uses an entity that it does not hold"); });
  if (bounds.doctype) return;
  XML_SetStartDoctypeDeclHandler(raw, [](void* user, const XML_Char*, const XML_Char*, const XML_Char*, int) {
    of(user).refuse("it declares a document type");
  });
}

Problem XmlWalk::State::problem() const {
  const std::string line = " (line " + std::to_string(XML_GetCurrentLineNumber(parser.get())) + ")";
  if (refused != nullptr) return {Err::refused, "the XML is refused: " + std::string(refused) + line};
  return {Err::bad_value, "not well-formed XML: " + std::string(XML_ErrorString(XML_GetErrorCode(parser.get()))) + line};
}

std::string_view local_name(std::string_view name) {
  return name.substr(name.rfind(':') + 1);  // npos + 1 is 0
}

std::string_view XmlElement::attribute(std::string_view key) const {
  for (const char* const* at = attributes_; *at != nullptr; at += 2) {
    if (at[0] == key) return at[1];
  }
  return {};
}

std::string_view XmlElement::local_attribute(std::string_view key) const {
  for (const char* const* at = attributes_; *at != nullptr; at += 2) {
    if (local_name(at[0]) == key) return at[1];
  }
  return {};
}

XmlWalk::XmlWalk(XmlVisitor& visitor, const XmlBounds& bounds)
    : state_(new State{{XML_ParserCreate(nullptr), XML_ParserFree}, visitor, bounds}) {
  if (state_->parser != nullptr) state_->listen();
}

XmlWalk::~XmlWalk() = default;

// Piece by piece, so that a tag without end shows before all of it was kept.
Outcome<Unit> XmlWalk::take(Bytes piece, bool last) {
  State& state = *state_;
  if (state.parser == nullptr) return Problem(Err::exhausted, "no memory for an XML parser");
  if (piece.size() > state.bounds.bytes_max - state.bytes) return Problem(Err::too_large, "the file is above its bound");
  const auto* text = reinterpret_cast<const char*>(piece.data());
  if (XML_Parse(state.parser.get(), text, static_cast<int>(piece.size()), last ? 1 : 0) != XML_STATUS_OK) return state.problem();
  state.bytes += piece.size();
  const XML_Index understood = XML_GetCurrentByteIndex(state.parser.get());
  if (!last && understood >= 0 && state.bytes > static_cast<std::size_t>(understood) + kTagMax) {
    state.refuse("a tag is too long");
    return state.problem();
  }
  return kOk;
}

Outcome<Unit> XmlWalk::feed(Bytes piece) {
  while (!piece.empty()) {
    const Bytes chunk = piece.first(std::min(kChunk, piece.size()));
    TRY_(take(chunk, false));
    piece = piece.subspan(chunk.size());
  }
  return kOk;
}

Outcome<Unit> XmlWalk::finish() {
  if (state_->bytes == 0) return Problem(Err::truncated, "the file is empty");
  return take({}, true);
}

Outcome<Unit> walk_xml(Bytes file, XmlVisitor& visitor, const XmlBounds& bounds) {
  if (file.size() > bounds.bytes_max) return Problem(Err::too_large, "the file is above its bound");
  XmlWalk walk(visitor, bounds);
  TRY_(walk.feed(file));
  return walk.finish();
}

}  // namespace cardea::assess
