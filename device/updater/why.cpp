// SPDX-License-Identifier: Apache-2.0
#include "device/updater/why.hpp"

#include <array>

#include "contracts/board/trial_end.hpp"

namespace cardea::updater {

using contract::UpdateWhy;

UpdateWhy why_of_check(Err code) {
  switch (code) {
    case Err::unavailable: return UpdateWhy::service_away;
    case Err::unauthentic: return UpdateWhy::metadata_unsigned;
    case Err::expired: return UpdateWhy::metadata_expired;
    case Err::rollback: return UpdateWhy::metadata_older;
    case Err::io:
    case Err::exhausted: return UpdateWhy::disk;
    default: return UpdateWhy::metadata_refused;
  }
}

UpdateWhy why_of_file(Err code) {
  switch (code) {
    case Err::unavailable: return UpdateWhy::file_broke_off;
    case Err::bad_value:
    case Err::truncated:
    case Err::too_large:
    case Err::not_found: return UpdateWhy::file_unreadable;
    default: return why_of_check(code);
  }
}

UpdateWhy why_of_install(Err code) {
  switch (code) {
    case Err::unavailable: return UpdateWhy::download_broke_off;
    case Err::not_found: return UpdateWhy::missing;
    case Err::io:
    case Err::exhausted: return UpdateWhy::disk;
    default: return UpdateWhy::not_as_signed;
  }
}

UpdateWhy why_of_trial(std::string_view reason) {
  namespace end = board::trial_end;
  constexpr std::array<std::pair<std::string_view, UpdateWhy>, 5> words{{{end::kAltered, UpdateWhy::altered},
                                                                         {end::kHung, UpdateWhy::hung},
                                                                         {end::kNotHealthy, UpdateWhy::not_healthy},
                                                                         {end::kNotStarted, UpdateWhy::not_started},
                                                                         {end::kPartEnded, UpdateWhy::part_ended}}};
  for (const auto& [word, why] : words) {
    if (reason.find(word) != std::string_view::npos) return why;
  }
  return UpdateWhy::other;
}

}  // namespace cardea::updater
