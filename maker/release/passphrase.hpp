// SPDX-License-Identifier: Apache-2.0
// Where the passphrase of a key comes from: never an argument, which every process on the machine may read.
#pragma once

#include <string>

#include "maker/release/key_file.hpp"

namespace cardea::release {

// Of a key that is there: from `file`, its first line; without one, from the terminal, unseen; with neither, there is none.
AskPassphrase passphrase_of(const std::string& file);
// For a key file to be made: from `file` alone, for a passphrase that was typed once may have been typed wrong.
AskPassphrase new_passphrase_of(const std::string& file);

}  // namespace cardea::release
