// SPDX-License-Identifier: Apache-2.0
#include "device/steward/state.hpp"

#include "device/steward/schema.hpp"

namespace cardea::steward {
namespace {
constexpr std::string_view kFact = "state";
constexpr std::string_view kInitialized = "initialized";
}  // namespace

Result<DeviceState> next_state(DeviceState from, Happening happening) {
  for (const TransitionRow& row : kTransitions) {
    if (row.from == from && row.happening == happening) return row.to;
  }
  return Error{Err::refused, "nothing leads on from this state"};
}

Result<StateKeeper> StateKeeper::open(store::Database& db) {
  TRY(const auto fact, read_fact(db, kFact));
  if (!fact) return StateKeeper(db, DeviceState::factory_default);
  if (*fact != kInitialized) return Error{Err::broken, "the stored state of the device is unknown"};
  return StateKeeper(db, DeviceState::initialized);
}

Status StateKeeper::forget(store::Database& db) {
  return forget_fact(db, kFact);
}

Status StateKeeper::begin(Happening happening) {
  TRY(now_, next_state(now_, happening));
  return kOk;
}

Status StateKeeper::write(Happening happening) {
  TRY(const DeviceState next, next_state(now_, happening));
  return next == DeviceState::initialized ? write_fact(*db_, kFact, kInitialized) : forget_fact(*db_, kFact);
}

void StateKeeper::settle(Happening happening) {
  if (auto next = next_state(now_, happening)) now_ = *next;
}

}  // namespace cardea::steward
