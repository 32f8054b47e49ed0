// SPDX-License-Identifier: Apache-2.0
// The tables of steward.db, and the few single facts that have no table of their own.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "lib/store/database.hpp"

namespace cardea::steward {

// Each entry is run once, in order; an entry that has been released is never edited.
extern const std::array<std::string_view, 3> kMigrations;

Result<std::unique_ptr<store::Database>> open_database(const std::string& path);

Result<std::optional<std::string>> read_fact(store::Database& db, std::string_view name);
Status write_fact(store::Database& db, std::string_view name, std::string_view value);
Status forget_fact(store::Database& db, std::string_view name);

}  // namespace cardea::steward
