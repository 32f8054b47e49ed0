// SPDX-License-Identifier: Apache-2.0
// What could be read on the way, where somebody listened. That nothing was read proves nothing by itself.
#pragma once

#include "assess/judge/rules.hpp"

namespace cardea::assess {

void look_for_sign_in_on_the_way(const Facts& facts, Bill& bill);
void look_for_secrets_on_the_way(const Facts& facts, Bill& bill);
// Only where the target can be reached from afar: what travels between neighbours does not count.
void look_for_secrets_on_the_way_from_afar(const Facts& facts, Bill& bill);

// One row of personal data: whether it was sent by each of the mechanisms, in a language that protects it, and could not be read.
void look_at_journey(const Facts& facts, const Fact& row, const std::vector<const Fact*>& mechanisms, Bill& bill);

// Of one judgement and what a bill adds to it.
Judgement worse_of(Judgement one, const Bill& more);

}  // namespace cardea::assess
