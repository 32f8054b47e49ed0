// SPDX-License-Identifier: Apache-2.0
// From what went wrong to the word for it that a person reads in his language.
#pragma once

#include "contracts/ipc/updater.hpp"
#include "lib/base/result.hpp"

namespace cardea::updater {

contract::UpdateWhy why_of_check(Err code);
contract::UpdateWhy why_of_file(Err code);  // looking into a file that a person brought
contract::UpdateWhy why_of_install(Err code);
contract::UpdateWhy why_of_trial(std::string_view reason);  // of the boot record (contracts/board/trial_end.hpp)

}  // namespace cardea::updater
