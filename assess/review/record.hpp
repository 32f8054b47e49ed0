// SPDX-License-Identifier: Apache-2.0
// Puts what a person answered behind the evidence of a run, as records of the same chain: who, when, what was read (by SHA-256),
// why.
#pragma once

#include "assess/evidence/evidence_log.hpp"
#include "assess/review/answers.hpp"

namespace cardea::assess {

inline constexpr std::size_t kReadFileMax = 64U << 20;

// All answers or none. Err::refused: the program has decided that unit itself, or its provision does not apply; Err::unauthentic:
// the answers are of another run; Err::expired: an answer that would not hold today.
Outcome<std::size_t> record_review(const Review& review, const std::string& folder_of_answers, EvidenceLog& log,
                                   const Clock& clock);

}  // namespace cardea::assess
