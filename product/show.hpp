// SPDX-License-Identifier: Apache-2.0
// A declaration and its lint as text for a terminal and as JSON for programs.
#pragma once

#include "product/lint.hpp"

namespace cardea::product {

Value to_value(const Lint& lint, const std::string& file);
Value to_value(const Declaration& declaration);

std::string lint_text(const Lint& lint, const std::string& file);
std::string declaration_text(const Declaration& declaration);

struct AnswerCount {
  std::size_t yes = 0;
  std::size_t no = 0;
  std::size_t not_applicable = 0;
};
AnswerCount count_answers(const Declaration& declaration);

}  // namespace cardea::product
