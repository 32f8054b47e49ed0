// SPDX-License-Identifier: Apache-2.0
// Whether the running system is still what was verified at boot (5.7-1, 5.7-2).
#pragma once

#include <string>

#include "contracts/board/boot_record.hpp"

namespace cardea::warden {

inline constexpr std::uint64_t kIntegrityFirstMs = 10'000;
inline constexpr std::uint64_t kIntegrityEveryMs = 60 * 60 * 1000;

// The image of the running slot against `root`, then each unpacked file below DEVICE/run against the image. Err::unauthentic: it was
// changed; anything else: it could not be looked at.
Status check_integrity(const std::string& device, const std::string& image, const board::Digest& root);

}  // namespace cardea::warden
