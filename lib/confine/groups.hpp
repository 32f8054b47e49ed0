// SPDX-License-Identifier: Apache-2.0
// Which system calls a process may make, as rows that can be read: one for each group, the calls that
// are allowed only with certain arguments, and those that only an exploit would make.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "lib/confine/confine.hpp"

namespace cardea::confine {

struct Group {
  Allow allow{};
  std::span<const std::string_view> calls;
};

// Argument number `argument`, under `mask`, must be `value`.
struct Condition {
  unsigned argument = 0;
  std::uint64_t mask = 0;
  std::uint64_t value = 0;
};

inline constexpr std::uint64_t kOwnPid = ~std::uint64_t{0};  // as a value: the process that confines itself

// Allowed when all its conditions hold. Several rows for one call are alternatives.
struct ConditionalCall {
  Allow allow{};
  std::string_view call;
  std::span<const Condition> when;
};

std::span<const Group> groups();
std::span<const ConditionalCall> conditional_calls();

// Kill the process, unless one of its groups has the call.
std::span<const std::string_view> deadly_calls();

}  // namespace cardea::confine
