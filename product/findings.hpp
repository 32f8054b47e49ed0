// SPDX-License-Identifier: Apache-2.0
// What a lint says of a declaration: each thing that is wrong, where, and what to do about it. All of them, up to a bound
// that is itself reported.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "product/toml.hpp"

namespace cardea::product {

// Where something stands. A built-in fragment is named as what it is: "cardea-device (built in)".
struct Place {
  std::string file;
  Position at;
};

enum class Severity : std::uint8_t { error, warning };

struct Finding {
  Severity severity = Severity::error;
  Place place;
  std::string rule;  // short and stable: "unknown-key"
  std::string what;
  std::string hint;  // may be empty
};

inline constexpr std::size_t kFindingsMax = 500;

class Findings {
 public:
  void error(std::string_view rule, const Place& place, std::string what, std::string hint = {}) {
    add({Severity::error, place, std::string(rule), std::move(what), std::move(hint)});
  }
  void warning(std::string_view rule, const Place& place, std::string what, std::string hint = {}) {
    add({Severity::warning, place, std::string(rule), std::move(what), std::move(hint)});
  }

  bool full() const { return list_.size() >= kFindingsMax; }

  // In the order of the files' lines, `first_file` before the others. What was beyond the bound is told as a finding.
  std::vector<Finding> take(std::string_view first_file);

 private:
  void add(Finding finding);

  std::vector<Finding> list_;
  std::size_t left_out_ = 0;
};

// "file:line:column: error: what", the form that editors understand; without what is not known.
std::string describe(const Finding& finding);

// The candidate that `word` was probably meant to be, or empty when none is near.
std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates);
// " (did you mean `x`?)" or nothing.
std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates);

// "a, b, c", for messages.
std::string listed(const std::vector<std::string_view>& words);

// A word of a foreign file, made safe and short for a message.
std::string quoted(std::string_view word);

}  // namespace cardea::product
