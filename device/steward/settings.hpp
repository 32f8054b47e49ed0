// SPDX-License-Identifier: Apache-2.0
// What the owner has chosen. Absent choices have the defaults of the contract: consent is never pre-ticked (6-2),
// automatic updates are on (5.3-6). Bounds are checked here, whoever asks.
#pragma once

#include "contracts/ipc/steward.hpp"
#include "device/steward/data_keys.hpp"
#include "lib/base/clock.hpp"
#include "lib/store/database.hpp"

namespace cardea::steward {

using contract::kDeviceNameCharactersMax;
using contract::kPostponeMaxS;

struct SettingsDefaults {
  std::string device_name;  // until the owner names it: the model
  std::string language;     // the first of the product's languages
};

class SettingsStore {
 public:
  SettingsStore(store::Database& db, const DataKeys& keys, const Clock& clock, SettingsDefaults defaults)
      : db_(db),
        keys_(keys),
        clock_(clock),
        defaults_(std::move(defaults)) {}

  Result<contract::Settings> read() const;
  // Inside a transaction. A postponement that has passed is stored as none. Err::bad_value: out of bounds.
  Status write(const contract::Settings& wanted);

 private:
  Status check(const contract::Settings& wanted) const;
  Status put(std::string_view name, std::string_view value);

  store::Database& db_;
  const DataKeys& keys_;
  const Clock& clock_;
  SettingsDefaults defaults_;
};

}  // namespace cardea::steward
