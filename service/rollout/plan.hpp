// SPDX-License-Identifier: Apache-2.0
// What an operator decides about a roll-out: which release, for which model, in which stages, how fast, and what counts as well.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "lib/codec/value.hpp"

namespace cardea::service {

inline constexpr std::size_t kStagesMax = 32;
inline constexpr std::size_t kPlanTextMax = 200;

// Who belongs to a stage: so many of a hundred by hash bucket, of those that have the named attributes. A device of an earlier
// stage belongs to every later one as well.
struct Stage {
  std::uint32_t permille = 1000;
  std::string label;         // empty: any
  std::string from_version;  // the version it runs; empty: any
};

// Offers a minute: the base, times the factor for each `raise_after` devices that confirmed, up to the ceiling.
struct Rate {
  std::uint32_t per_minute = 1000;
  std::uint32_t factor_percent = 200;
  std::uint32_t raise_after = 1000;
  std::uint32_t per_minute_max = 100'000;
};

struct Gate {
  std::uint32_t confirm_percent = 90;  // of the stage's live devices, before the next stage opens
  std::uint32_t worse_permille = 10;   // above the untouched group's losses that are not yet called worse
  std::uint32_t soak_s = 0;            // a stage stays open at least so long
};

struct Plan {
  std::string model;
  std::string version;
  std::string artifact;  // a file of the repository for clients without TUF ("HASH.NAME"); empty: what the signed metadata names
  std::vector<Stage> stages;
  Rate rate;
  Gate gate;
  // A device that was offered the release and has not come back with it so long after the next visit that it was told, is lost.
  std::uint32_t timeout_s = 4 * 3600;
};

Result<Plan> parse_plan(const Value& json);
Value encode_plan(const Plan& plan);

// What membership is decided by.
struct Member {
  std::string spki;
  std::string model;
  std::string version;
  std::string label;
};

// Where a device falls in this roll-out, 0..999: the same at every look, whoever joins or leaves, and another in each roll-out.
std::uint32_t bucket_of(std::uint32_t rollout, std::string_view spki);

inline constexpr std::uint32_t kNoStage = UINT32_MAX;
// The first stage that the device belongs to, or kNoStage: not in this roll-out, or it runs the release already.
std::uint32_t stage_of(const Plan& plan, std::uint32_t rollout, const Member& member);

}  // namespace cardea::service
