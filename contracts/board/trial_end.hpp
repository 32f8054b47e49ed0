// SPDX-License-Identifier: Apache-2.0
// Why a trial ended: what warden and the board write into the boot record, in English and for technicians, is made with these
// words; by them updater knows later what to tell the person.
#pragma once

#include <string_view>

namespace cardea::board::trial_end {

inline constexpr std::string_view kAltered = "alert during the trial: ";  // then why
inline constexpr std::string_view kPartEnded = " during the trial";       // after which part, and how it ended
inline constexpr std::string_view kNotHealthy = "the trial was not healthy in time";
inline constexpr std::string_view kHung = "the watchdog saw no sign of life from warden";
inline constexpr std::string_view kNotStarted = " was not started: ";  // after which slot; then why

}  // namespace cardea::board::trial_end
