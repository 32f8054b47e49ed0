// SPDX-License-Identifier: Apache-2.0
// What people type: names, passwords, texts for the log.
#include "device/steward/passwords.hpp"
#include "device/steward/people.hpp"
#include "device/steward/text.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea::steward;
  const auto name = parse_person_name(input);
  if (name) require(name->value().size() <= 32 && cardea::as_text(input) == name->value(), "a name is what was typed");
  const std::array<std::string_view, 1> context{"ada"};
  const bool good = judge_password(cardea::SecretBytes(input), context) == PasswordVerdict::good;
  if (good) require(input.size() >= kPasswordCharactersMin, "a good password is long enough");
  const std::string shown = printable(cardea::as_text(input), 64);
  require(shown.size() <= 64 && count_characters(cardea::as_bytes(shown)).ok(), "what is shown is printable");
}
