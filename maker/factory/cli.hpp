// SPDX-License-Identifier: Apache-2.0
// `cardea factory ...`: the factory for people and scripts. Secrets go to the label file, and to stdout only for `label`.
#pragma once

#include <span>
#include <string>

namespace cardea::factory {

int factory_main(std::span<const std::string> args);  // without "cardea factory"

}  // namespace cardea::factory
