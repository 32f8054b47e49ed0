// SPDX-License-Identifier: Apache-2.0
#include "lib/command/command.hpp"

#include <algorithm>
#include <cstdio>

namespace cardea::command {

Outcome<Arguments> Arguments::parse(std::span<const std::string> words, const std::vector<std::string>& options, const std::vector<std::string>& flags) {
  const auto in = [](const std::vector<std::string>& names, const std::string& name) { return std::find(names.begin(), names.end(), name) != names.end(); };
  Arguments parsed;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (!word.starts_with("--")) {
      parsed.words_.push_back(word);
    } else if (const std::string name = word.substr(2); in(flags, name)) {
      parsed.options_[name] = "";
    } else if (!in(options, name)) {
      return Problem(Err::bad_value, "there is no option " + word, "--help lists the options");
    } else if (i + 1 == words.size()) {
      return Problem(Err::bad_value, "the option " + word + " needs a value", word + " VALUE");
    } else {
      parsed.options_[name] = words[++i];
    }
  }
  return parsed;
}

std::string Arguments::option(const std::string& name, const std::string& fallback) const {
  const auto it = options_.find(name);
  return it == options_.end() ? fallback : it->second;
}

Outcome<std::string> Arguments::required(const std::string& name) const {
  const auto it = options_.find(name);
  if (it == options_.end()) return Problem(Err::bad_value, "the option --" + name + " is missing", "--" + name + " VALUE");
  return it->second;
}

void print_problem(const Problem& problem) {
  std::fprintf(stderr, "cardea: error: %s\n", problem.message.c_str());
  if (!problem.hint.empty()) std::fprintf(stderr, "cardea: hint: %s\n", problem.hint.c_str());
}

int exit_code(const Outcome<int>& outcome) {
  if (outcome) return *outcome;
  print_problem(outcome.error());
  return outcome.error().code == Err::bad_value ? 2 : 1;
}

}  // namespace cardea::command
