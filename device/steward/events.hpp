// SPDX-License-Identifier: Apache-2.0
// The device's log for its owner: bounded, the oldest is dropped. Text that came from elsewhere is made printable. What names a person
// is sealed under that person's data key, what names two under both: it goes with the first of them that goes.
#pragma once

#include "contracts/ipc/steward.hpp"
#include "device/steward/data_keys.hpp"
#include "lib/base/clock.hpp"
#include "lib/store/database.hpp"

namespace cardea::steward {

inline constexpr std::int64_t kEventsMax = 1000;
inline constexpr std::size_t kEventKindMax = 40;
inline constexpr std::size_t kEventTextMax = 400;
inline constexpr std::size_t kEventListBytesMax = 48 * 1024;  // of one answer

// Whose names are in an entry.
struct Named {
  std::int64_t first = kHousehold, second = kHousehold;
};

class Events {
 public:
  Events(store::Database& db, const DataKeys& keys, const Clock& clock) : db_(db), keys_(keys), clock_(clock) {}

  // Err::bad_value: the kind is not 1..40 of [a-z0-9-].
  Status record(std::string_view kind, std::string_view text, Named named = {});
  Result<contract::EventList> newest(std::uint32_t max) const;
  Status forget(std::int64_t person);

 private:
  Result<Buffer> sealed(contract::Event& event, Named named) const;
  Result<contract::Event> opened(Bytes record, Named named) const;

  store::Database& db_;
  const DataKeys& keys_;
  const Clock& clock_;
};

}  // namespace cardea::steward
