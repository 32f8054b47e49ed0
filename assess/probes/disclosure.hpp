// SPDX-License-Identifier: Apache-2.0
// What the two halves of the probe "disclosure" share: texts searched for what tells an attacker which software is there.
#pragma once

#include "assess/probes/bench.hpp"
#include "assess/probes/patterns.hpp"

namespace cardea::assess {

// What the declaration says of the product, and the label: texts that would give it away.
std::vector<std::string> telling_words(const Bench& bench);

void note_matches(Value& values, std::string_view text, const std::vector<std::string>& telling);
// In what somebody was given who is nobody; an answer without a text adds nothing.
void note_given(Value& values, const Result<HttpReply>& reply, const std::vector<std::string>& telling);
Value describe_disclosing(const HttpReply& reply, const std::vector<std::string>& telling);

// Every TCP port of the target but the door, declared or found: what it says by itself, and what it answers to a word of HTTP.
Status note_greetings(const Bench& bench, Notes& notes, const std::vector<std::string>& telling);

}  // namespace cardea::assess
