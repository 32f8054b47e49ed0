// SPDX-License-Identifier: Apache-2.0
// The bodies that clients of hawkBit's device interface (DDI) send. Bounded; members that we do not need are not read.
#pragma once

#include <string>

#include "lib/codec/value.hpp"

namespace cardea::service {

inline constexpr std::size_t kDdiBodyMax = 32 * 1024;
inline constexpr std::size_t kDdiTextMax = 200;

enum class DdiOutcome : std::uint8_t { proceeding, succeeded, failed, cancelled };

struct DdiFeedback {
  DdiOutcome outcome = DdiOutcome::proceeding;
  std::string detail;  // the client's first word about it, cut to its bound
};
// status.execution and status.result.finished, in hawkBit's words; a word that it does not have is refused.
Result<DdiFeedback> parse_ddi_feedback(Bytes json);

// The attribute "version" of a configData body, if there is one: the only thing about itself that a client needs to tell us.
// Everything else is not kept.
//= EN303645 6-4
Result<std::string> parse_ddi_version(Bytes json);

}  // namespace cardea::service
