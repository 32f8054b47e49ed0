// SPDX-License-Identifier: Apache-2.0
// Deletes everything that a user brought or caused (5.11-1), so that the raw file holds nothing of it: rows are
// overwritten as they go (secure_delete), the file is written anew, the journal is emptied, and every data key is doomed, so that no
// older copy of the file can be read either. What the power interrupts is finished at the next start.
#pragma once

#include "device/steward/data_keys.hpp"
#include "device/steward/state.hpp"
#include "device/steward/throttle.hpp"

namespace cardea::steward {

// In one transaction: the records and, with them, the state. Returns how many records there were. DataKeys::finish_destruction() follows.
Result<std::uint32_t> erase_records(store::Database& db, StateKeeper& state, Throttle& throttle, DataKeys& keys);

// The data keys of this file; a file that is a copy of before an erasure is noise, and is erased instead of read: the device starts in
// factory default, and its log says why.
Result<std::unique_ptr<DataKeys>> open_data_keys(store::Database& db, RingVault& vault, const Clock& clock);

// Inside a transaction: asks for finish_erasure.
Status rewrite_later(store::Database& db);

// Rewrites the file without what was deleted, if an erasure asks for it. Also called at start.
Status finish_erasure(store::Database& db);

}  // namespace cardea::steward
