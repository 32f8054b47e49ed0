// SPDX-License-Identifier: Apache-2.0
// `cardea release ...`: making and publishing updates, for people and scripts.
#pragma once

#include <span>
#include <string>

namespace cardea::release {

int release_main(std::span<const std::string> args);  // without "cardea release"

}  // namespace cardea::release
