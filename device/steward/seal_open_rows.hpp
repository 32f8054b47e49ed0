// SPDX-License-Identifier: Apache-2.0
// What a device stored before there were data keys is sealed under them, once, at the first start of the software that has them.
#pragma once

#include "device/steward/data_keys.hpp"

namespace cardea::steward {

// In one transaction; the file is then rewritten (finish_erasure), so that no open row stays in it.
Status seal_open_rows(store::Database& db, DataKeys& keys);

}  // namespace cardea::steward
