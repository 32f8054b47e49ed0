// SPDX-License-Identifier: Apache-2.0
// Walks an XML file that a foreign tool wrote. The grammar is expat's; the bounds are ours: no entity is ever declared or fetched,
// and depth, number of parts and length of one tag are bounded.
#pragma once

#include "assess/imports/import.hpp"

namespace cardea::assess {

class XmlElement {
 public:
  XmlElement(std::string_view name, const char* const* attributes) : name_(name), attributes_(attributes) {}

  std::string_view name() const { return name_; }
  std::string_view attribute(std::string_view key) const;  // empty when there is none

 private:
  std::string_view name_;
  const char* const* attributes_;  // name, value, name, value, nullptr
};

class XmlVisitor {
 public:
  virtual ~XmlVisitor() = default;
  virtual void open(const XmlElement& element) = 0;
  virtual void close(std::string_view name) = 0;
};

Outcome<Unit> walk_xml(Bytes file, XmlVisitor& visitor);

}  // namespace cardea::assess
