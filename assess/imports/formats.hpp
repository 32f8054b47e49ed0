// SPDX-License-Identifier: Apache-2.0
// Which parser reads which kind of file, and of what its findings speak.
#pragma once

#include "assess/imports/import.hpp"

namespace cardea::assess {

std::string_view key_of(ImportKind kind);   // "ssh_audit": the word in a driver
std::string_view area_of(ImportKind kind);  // "ports", "tls", "ssh", "components", "code", "tests"
std::optional<ImportKind> import_kind_named(std::string_view key);
std::string import_kinds();  // "nmap, testssl, ...": for a hint

Outcome<Import> import_file(ImportKind kind, Bytes file);

}  // namespace cardea::assess
