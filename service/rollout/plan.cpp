// SPDX-License-Identifier: Apache-2.0
#include "service/rollout/plan.hpp"

#include "lib/tuf/release_info.hpp"

namespace cardea::service {
namespace {

Result<std::string> text_of(const Value& json, std::string_view key, bool required) {
  if (json.find(key) == nullptr && !required) return std::string{};
  TRY(std::string text, json.text(key));
  if (text.size() > kPlanTextMax) return Error{Err::too_large, "a text of the plan is too long"};
  if (text.empty() && required) return Error{Err::bad_value, "a plan names its model and its version"};
  return text;
}

Result<std::uint32_t> number_of(const Value& json, std::string_view key, std::uint32_t fallback, std::int64_t low,
                                std::int64_t high) {
  if (json.find(key) == nullptr) return fallback;
  TRY(const std::int64_t value, json.integer(key));
  if (value < low || value > high) return Error{Err::bad_value, "a number of the plan is out of range"};
  return static_cast<std::uint32_t>(value);
}

Result<Stage> stage_of_json(const Value& json) {
  if (json.if_map() == nullptr) return Error{Err::bad_value, "a stage is an object"};
  Stage stage;
  TRY(stage.permille, number_of(json, "permille", 1000, 1, 1000));
  TRY(stage.label, text_of(json, "label", false));
  TRY(stage.from_version, text_of(json, "from_version", false));
  return stage;
}

Result<Rate> rate_of(const Value& json) {
  Rate rate;
  TRY(rate.per_minute, number_of(json, "per_minute", rate.per_minute, 1, 100'000));
  TRY(rate.factor_percent, number_of(json, "factor_percent", rate.factor_percent, 100, 1000));
  TRY(rate.raise_after, number_of(json, "raise_after", rate.raise_after, 1, 1'000'000));
  TRY(rate.per_minute_max, number_of(json, "per_minute_max", rate.per_minute_max, 1, 100'000));
  if (rate.per_minute_max < rate.per_minute) return Error{Err::bad_value, "the highest rate of the plan is below its first"};
  return rate;
}

Result<Gate> gate_of(const Value& json) {
  Gate gate;
  TRY(gate.confirm_percent, number_of(json, "confirm_percent", gate.confirm_percent, 1, 100));
  TRY(gate.worse_permille, number_of(json, "worse_permille", gate.worse_permille, 0, 1000));
  TRY(gate.soak_s, number_of(json, "soak_s", gate.soak_s, 0, 30 * 86'400));
  return gate;
}

Result<std::vector<Stage>> stages_of(const Value& json) {
  TRY(const Value::Array* rows, json.array("stages"));
  if (rows->empty() || rows->size() > kStagesMax) return Error{Err::bad_value, "a plan has 1 to 32 stages"};
  std::vector<Stage> stages;
  for (const Value& row : *rows) {
    TRY(Stage stage, stage_of_json(row));
    stages.push_back(std::move(stage));
  }
  return stages;
}

// A member that is no map reads as one without members would: wrongly named plans must not become wide ones.
Status check_names(const Value& json) {
  if (json.if_map() == nullptr) return Error{Err::bad_value, "a plan is an object"};
  constexpr std::array<std::string_view, 7> known{"model", "version", "artifact", "stages", "rate", "gate", "timeout_s"};
  for (const auto& [name, member] : *json.if_map()) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      return Error{Err::bad_value, "a plan has no member of that name"};
    const bool part = name == "rate" || name == "gate";
    if (part && member.if_map() == nullptr) return Error{Err::bad_value, "rate and gate of a plan are objects"};
  }
  return kOk;
}

// The finalizer of SplitMix64: every bit of the input moves every bit of the output.
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}

// FNV-1a. The identity is a SHA-256 already; this only folds its text.
std::uint64_t folded(std::string_view text) {
  std::uint64_t sum = 0xcbf29ce484222325ULL;
  for (const char c : text) sum = (sum ^ static_cast<std::uint8_t>(c)) * 0x100000001b3ULL;
  return sum;
}

bool runs_a_newer_one(const std::string& version, const std::string& release) {
  const auto has = tuf::parse_release_number(version);
  const auto wanted = tuf::parse_release_number(release);
  return has && wanted && *has > *wanted;
}

}  // namespace

Result<Plan> parse_plan(const Value& json) {
  TRY_(check_names(json));
  Plan plan;
  TRY(plan.model, text_of(json, "model", true));
  TRY(plan.version, text_of(json, "version", true));
  TRY_(tuf::parse_release_number(plan.version));
  TRY(plan.artifact, text_of(json, "artifact", false));
  TRY(plan.stages, stages_of(json));
  if (const Value* rate = json.find("rate"); rate != nullptr) {
    TRY(plan.rate, rate_of(*rate));
  }
  if (const Value* gate = json.find("gate"); gate != nullptr) {
    TRY(plan.gate, gate_of(*gate));
  }
  TRY(plan.timeout_s, number_of(json, "timeout_s", plan.timeout_s, 1, 30 * 86'400));
  return plan;
}

Value encode_plan(const Plan& plan) {
  Value stages{Value::Array{}};
  for (const Stage& stage : plan.stages) {
    Value row;
    row.set("permille", stage.permille);
    if (!stage.label.empty()) row.set("label", stage.label);
    if (!stage.from_version.empty()) row.set("from_version", stage.from_version);
    stages.push(std::move(row));
  }
  Value rate, gate, json;
  rate.set("per_minute", plan.rate.per_minute).set("factor_percent", plan.rate.factor_percent);
  rate.set("raise_after", plan.rate.raise_after).set("per_minute_max", plan.rate.per_minute_max);
  gate.set("confirm_percent", plan.gate.confirm_percent)
      .set("worse_permille", plan.gate.worse_permille)
      .set("soak_s", plan.gate.soak_s);
  json.set("model", plan.model).set("version", plan.version).set("stages", std::move(stages)).set("rate", std::move(rate));
  if (!plan.artifact.empty()) json.set("artifact", plan.artifact);
  return json.set("gate", std::move(gate)).set("timeout_s", plan.timeout_s);
}

std::uint32_t bucket_of(std::uint32_t rollout, std::string_view spki) {
  return static_cast<std::uint32_t>(mixed(folded(spki) + rollout * 0x9e3779b97f4a7c15ULL) % 1000);
}

std::uint32_t stage_of(const Plan& plan, std::uint32_t rollout, const Member& member) {
  if (member.model != plan.model || member.version == plan.version) return kNoStage;
  const bool newer = runs_a_newer_one(member.version, plan.version);
  const std::uint32_t bucket = bucket_of(rollout, member.spki);
  for (std::uint32_t at = 0; at < plan.stages.size(); ++at) {
    const Stage& stage = plan.stages[at];
    const bool named = !stage.from_version.empty() && stage.from_version == member.version;
    if (newer && !named) continue;  // going back is only for those that the plan names
    const bool fits = (stage.label.empty() || stage.label == member.label) && (stage.from_version.empty() || named);
    if (fits && bucket < stage.permille) return at;
  }
  return kNoStage;
}

}  // namespace cardea::service
