// SPDX-License-Identifier: Apache-2.0
#include "lib/codec/json.hpp"
#include "lib/tuf/delegations.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto value = parse_json(input);
  if (!value) return;
  (void)tuf::parse_keys(*value);
  (void)tuf::parse_role(*value);
  const auto delegations = tuf::parse_delegations(*value);
  if (!delegations) return;
  for (const auto& choice : delegations->choices_for("path/to/x.img")) {
    const tuf::Role* role = delegations->role(choice.name);
    require(role != nullptr, "who is asked is delegated to");
    require(role->threshold >= 1, "nobody is believed without a signature");
  }
}
