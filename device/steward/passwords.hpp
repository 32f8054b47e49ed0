// SPDX-License-Identifier: Apache-2.0
// Which new passwords are good enough: length and a list of what everybody tries, and no rules of
// composition (NIST SP 800-63B section 5.1.1.2). Says what is asked for, never what was typed.
#pragma once

#include <span>
#include <string_view>

#include "lib/base/secret.hpp"

namespace cardea::steward {

inline constexpr std::size_t kPasswordCharactersMin = 10;
inline constexpr std::size_t kPasswordCharactersMax = 128;
inline constexpr std::size_t kPasswordBytesMax = 4 * kPasswordCharactersMax;

enum class PasswordVerdict : std::uint8_t {
  good,
  too_short,
  too_long,
  unprintable,
  common,
  pattern,
  context,
  unchanged,
  kLast = unchanged
};

// `context`: words that a guesser would try here: account, device, model and maker names.
PasswordVerdict judge_password(const SecretBytes& password, std::span<const std::string_view> context);

// One English sentence; the page on the device translates it by its text.
std::string_view sentence_for(PasswordVerdict verdict);

}  // namespace cardea::steward
