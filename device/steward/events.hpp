// SPDX-License-Identifier: Apache-2.0
// The device's log for its owner: bounded, the oldest is dropped. Text that came from elsewhere is made printable.
#pragma once

#include "contracts/ipc/steward.hpp"
#include "lib/base/clock.hpp"
#include "lib/store/database.hpp"

namespace cardea::steward {

inline constexpr std::int64_t kEventsMax = 1000;
inline constexpr std::size_t kEventKindMax = 40;
inline constexpr std::size_t kEventTextMax = 400;
inline constexpr std::size_t kEventListBytesMax = 48 * 1024;  // of one answer

class Events {
 public:
  Events(store::Database& db, const Clock& clock) : db_(db), clock_(clock) {}

  // Err::bad_value: the kind is not 1..40 of [a-z0-9-].
  Status record(std::string_view kind, std::string_view text);
  Result<contract::EventList> newest(std::uint32_t max) const;

 private:
  store::Database& db_;
  const Clock& clock_;
};

}  // namespace cardea::steward
