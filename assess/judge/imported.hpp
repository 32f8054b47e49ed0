// SPDX-License-Identifier: Apache-2.0
// What files of foreign tools do to a verdict. They never make a PASS: they can only speak against one, or say that somebody else
// could not test either.
#pragma once

#include "assess/judge/facts.hpp"
#include "assess/standard/standard.hpp"

namespace cardea::assess {

Judgement against_imports(const Facts& facts, const TestUnit& unit, Judgement own);

}  // namespace cardea::assess
