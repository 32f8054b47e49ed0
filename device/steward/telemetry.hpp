// SPDX-License-Identifier: Apache-2.0
// The door for what may leave the device. A point is kept only when a row of the declaration names it, its value is
// inside the row's range, and the owner consents; withdrawal empties the queue at once (6-3).
#pragma once

#include "contracts/ipc/steward.hpp"
#include "device/steward/data_keys.hpp"
#include "lib/base/clock.hpp"
#include "lib/store/database.hpp"
#include "product/policy.hpp"

namespace cardea::steward {

inline constexpr std::int64_t kTelemetryMax = 1000;  // the oldest gives way

class Telemetry {
 public:
  Telemetry(store::Database& db, const DataKeys& keys, const Clock& clock, const product::ProductPolicy& policy)
      : db_(db),
        keys_(keys),
        clock_(clock),
        policy_(policy) {}

  // Err::refused: no row declares the name. Err::bad_value: the value is outside its row's range.
  Status check(std::string_view name, std::int64_t value) const;
  Status keep(std::string_view name, std::int64_t value);
  Result<contract::TelemetryBatch> oldest(std::uint32_t max) const;
  Status forget_up_to(std::uint64_t last_id);
  Status forget_all();

 private:
  store::Database& db_;
  const DataKeys& keys_;
  const Clock& clock_;
  const product::ProductPolicy& policy_;
};

}  // namespace cardea::steward
