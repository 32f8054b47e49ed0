// SPDX-License-Identifier: Apache-2.0
// For the fuzzers of this folder: a text that stands in a fact is short and needs no escape, whatever the file was.
#pragma once

#include "assess/image/lines.hpp"
#include "tools/fuzz/fuzz.hpp"

inline void require_plain(std::string_view text) {
  using namespace cardea::assess;
  require(text.size() <= kPlainMax && plain(text) == text, "a text of an image is plain");
}
