// SPDX-License-Identifier: Apache-2.0
// Any answers that are accepted make a text that is TOML and that the lint understands.
#include "product/first_draft.hpp"
#include "product/lint.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea::product;
  const auto answers = parse_answers(input, "answers.toml", 1'795'000'000);
  if (!answers) return;
  const std::string draft = first_draft(*answers);
  require(std::holds_alternative<TomlNode>(parse_toml(cardea::as_bytes(draft))), "a draft is no TOML");
}
