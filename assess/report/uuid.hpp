// SPDX-License-Identifier: Apache-2.0
// UUIDs that follow from a name: whoever makes a report again gets the same ones.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace cardea::assess {

using Uuid = std::array<std::uint8_t, 16>;

Uuid uuid_of_name(const Uuid& space, std::string_view name);  // version 5 of RFC 9562
std::string print_uuid(const Uuid& uuid);

}  // namespace cardea::assess
