// SPDX-License-Identifier: Apache-2.0
// For tests of this folder only: the speaker's declaration as text to spoil, and what the lint then says.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "product/file.hpp"
#include "product/lint.hpp"

namespace cardea::product::testing_only {

inline constexpr std::int64_t kLate2026 = 1'795'000'000;
inline constexpr const char* kFile = "product.toml";

inline std::string text_of(const std::string& product) {
  auto text = read_file(std::string(CARDEA_SOURCE_DIR) + "/products/" + product + "/product.toml", kTomlBytesMax);
  EXPECT_TRUE(text.ok());
  return text ? *text : std::string();
}

// Replaces the first `from`, which must be there.
inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << "not in the file: " << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

inline Lint lint_of(const std::string& text) {
  return parse_declaration(as_bytes(text), kFile, BuiltInFragments(), kLate2026);
}

inline std::string told(const Lint& lint) {
  std::string text;
  for (const Finding& finding : lint.findings)
    text += "[" + finding.rule + "] " + describe(finding) + "\n    " + finding.hint + '\n';
  return text;
}

// The line on which `needle` first stands; 0 for an empty needle (the file as a whole).
inline std::uint32_t line_of(const std::string& text, const std::string& needle) {
  if (needle.empty()) return 0;
  const std::size_t at = text.find(needle);
  EXPECT_NE(at, std::string::npos) << "not in the file: " << needle;
  return 1 + static_cast<std::uint32_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

}  // namespace cardea::product::testing_only
