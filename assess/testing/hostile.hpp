// SPDX-License-Identifier: Apache-2.0
// For tests: others who mean harm and never come to an end by themselves. Each goes on until whoever hears it has gone, so a test
// that ends has met bounds of the assessor's own.
#pragma once

#include <functional>
#include <string>

namespace cardea::assess::testing {

using HostileTalk = std::function<void(int fd)>;

HostileTalk flooding(std::string first, std::string again);  // as fast as it is taken
HostileTalk dripping(std::string first, std::string again);  // a piece, a moment, a piece
HostileTalk keeping_silent();

}  // namespace cardea::assess::testing
