// SPDX-License-Identifier: Apache-2.0
// parse_plan: what it accepts, encode_plan says again, and any device falls into one of its stages or into none.
#include "lib/codec/json.hpp"
#include "service/rollout/plan.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto json = parse_json(input);
  if (!json) return;
  const auto plan = service::parse_plan(*json);
  if (!plan) return;
  require(!plan->stages.empty() && plan->stages.size() <= service::kStagesMax);
  const Value printed = service::encode_plan(*plan);
  const auto again = service::parse_plan(printed);
  require(again.ok() && service::encode_plan(*again) == printed);
  const std::uint32_t stage = service::stage_of(*plan, 7, {"device", plan->model, "0.1", ""});
  require(stage == service::kNoStage || stage < plan->stages.size());
}
