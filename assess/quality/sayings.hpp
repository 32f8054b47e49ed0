// SPDX-License-Identifier: Apache-2.0
// All that rules said of the targets that were judged here, each text once: a report in Chinese has words for every one.
#pragma once

#include <set>

#include "assess/judge/facts.hpp"

namespace cardea::assess::quality {

using Sayings = std::set<std::string>;

void add_findings(const Judgement& judgement, Sayings& sayings);
Sayings without_chinese(const Sayings& sayings);
std::string print_sayings(const Sayings& sayings);

}  // namespace cardea::assess::quality
