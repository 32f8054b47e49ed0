// SPDX-License-Identifier: Apache-2.0
// What the parsers of an image's text files share: lines, words, and texts that may stand in a fact whatever the file holds.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace cardea::assess {

// Cuts the next line off `text`.
inline std::string_view next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// Cuts the next blank-separated word off `line`.
inline std::string_view next_word(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
  const std::string_view word = line.substr(0, line.find_first_of(" \t"));
  line.remove_prefix(word.size());
  return word;
}

// Cuts what stands before the next `mark` off `line`, and the mark.
inline std::string_view next_field(std::string_view& line, char mark) {
  const std::size_t end = line.find(mark);
  const std::string_view field = line.substr(0, end);
  line.remove_prefix(end == std::string_view::npos ? line.size() : end + 1);
  return field;
}

inline std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

inline std::string_view name_in_path(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // npos + 1 is 0
}

inline constexpr std::size_t kPlainMax = 128;

// Printable ASCII that JSON need not escape, and not for long: so many of them fit into one record.
inline std::string plain(std::string_view text) {
  std::string out(text.substr(0, kPlainMax));
  for (char& c : out) c = c > ' ' && c <= '~' && c != '"' && c != '\\' ? c : '?';
  return out;
}

}  // namespace cardea::assess
