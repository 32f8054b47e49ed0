// SPDX-License-Identifier: Apache-2.0
// How our command-line programs read their arguments and speak: results on stdout, talk on stderr, errors with a hint.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "lib/base/result.hpp"

namespace cardea::command {

// `--name value`, `--flag`, and the words between them.
class Arguments {
 public:
  // `options` take a value, `flags` do not; anything else that starts with `--` is an error with a hint.
  static Outcome<Arguments> parse(std::span<const std::string> words, const std::vector<std::string>& options, const std::vector<std::string>& flags);

  const std::vector<std::string>& words() const { return words_; }
  bool flag(const std::string& name) const { return options_.contains(name); }
  std::string option(const std::string& name, const std::string& fallback = {}) const;
  Outcome<std::string> required(const std::string& name) const;

 private:
  std::vector<std::string> words_;
  std::map<std::string, std::string> options_;
};

void print_problem(const Problem& problem);  // cardea: error: ... / cardea: hint: ...
int exit_code(const Outcome<int>& outcome);  // prints the problem; usage errors are 2, others 1

}  // namespace cardea::command
