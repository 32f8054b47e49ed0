// SPDX-License-Identifier: Apache-2.0
// What lies in a file of a product's image and must not: whoever has one unit has it of all. Told by kind and owner, never by
// value.
#pragma once

#include <string>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea::assess {

inline constexpr std::size_t kSecretsToldMax = 20;

// "a private key", "a password hash of root", "no password for root", "a token (ghp_)": what the words of the file are, whatever
// kind of file it is. A hash is that of a line as in passwd(5), shadow(5) or an htpasswd file; the older ones of 13 letters and
// empty fields count in files of those names alone.
std::vector<std::string> secrets_in_file(std::string_view path, Bytes content);

}  // namespace cardea::assess
