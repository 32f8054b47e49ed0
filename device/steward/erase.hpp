// SPDX-License-Identifier: Apache-2.0
// Deletes everything that a user brought or caused (5.11-1), so that the raw file holds nothing of it: rows are
// overwritten as they go (secure_delete), the file is written anew, the journal is emptied. The rewriting is
// finished at the next start if the power goes in between.
#pragma once

#include "device/steward/state.hpp"
#include "device/steward/throttle.hpp"

namespace cardea::steward {

// In one transaction: the records and, with them, the state. Returns how many records there were.
Result<std::uint32_t> erase_records(store::Database& db, StateKeeper& state, Throttle& throttle);

// Rewrites the file without what was deleted, if an erasure asks for it. Also called at start.
Status finish_erasure(store::Database& db);

}  // namespace cardea::steward
