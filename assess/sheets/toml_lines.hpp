// SPDX-License-Identifier: Apache-2.0
// A declaration as TOML, a field a line, that remembers which cell each line came from: so that a finding of the lint can be told
// where a person can mend it.
#pragma once

#include <string>
#include <vector>

namespace cardea::assess {

class TomlLines {
 public:
  void add(const std::string& line, const std::string& cell);  // `line` holds no line break
  const std::string& text() const { return text_; }
  const std::string& cell_of(std::size_t line) const;  // from 1; empty: of no cell

 private:
  std::string text_;
  std::vector<std::string> cells_;
};

std::string toml_text(std::string_view text);  // quoted

}  // namespace cardea::assess
