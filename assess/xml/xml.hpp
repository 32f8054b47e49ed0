// SPDX-License-Identifier: Apache-2.0
// Walks an XML text that a foreign tool wrote. The grammar is expat's; the bounds are ours: no entity is ever declared or
// fetched, and depth, number of parts and length of one tag are bounded.
#pragma once

#include <memory>
#include <string_view>

#include "lib/base/bytes.hpp"

namespace cardea::assess {

class XmlElement {
 public:
  XmlElement(std::string_view name, const char* const* attributes) : name_(name), attributes_(attributes) {}

  std::string_view name() const { return name_; }
  std::string_view attribute(std::string_view key) const;        // empty when there is none
  std::string_view local_attribute(std::string_view key) const;  // the same, whatever stands before its colon

 private:
  std::string_view name_;
  const char* const* attributes_;  // name, value, name, value, nullptr
};

// What stands behind the colon of a name: prefixes are the writer's to choose.
std::string_view local_name(std::string_view name);

class XmlVisitor {
 public:
  virtual ~XmlVisitor() = default;
  virtual void open(const XmlElement& element) = 0;
  virtual void close(std::string_view name) = 0;
  virtual void text(std::string_view) {}  // a piece; the next may follow at once
};

struct XmlBounds {
  std::size_t bytes_max = 64U << 20;
  std::size_t depth_max = 64;
  std::size_t parts_max = 1U << 21;  // elements and attributes
  bool doctype = true;               // may there be one? Its entities are refused in any case
};

// A text that comes in pieces.
class XmlWalk {
 public:
  explicit XmlWalk(XmlVisitor& visitor, const XmlBounds& bounds = {});
  XmlWalk(const XmlWalk&) = delete;
  XmlWalk& operator=(const XmlWalk&) = delete;
  ~XmlWalk();

  Outcome<Unit> feed(Bytes piece);
  Outcome<Unit> finish();  // the text must be whole

 private:
  struct State;
  Outcome<Unit> take(Bytes piece, bool last);
  std::unique_ptr<State> state_;
};

Outcome<Unit> walk_xml(Bytes file, XmlVisitor& visitor, const XmlBounds& bounds = {});

}  // namespace cardea::assess
