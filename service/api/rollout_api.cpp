// SPDX-License-Identifier: Apache-2.0
#include "service/api/rollout_api.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "lib/base/time.hpp"

namespace cardea::service {
namespace {

using Response = Result<net::HttpResponse>;

Value number(std::uint64_t n) {
  return Value(static_cast<std::int64_t>(n));
}

Value describe(const Counts& c) {
  Value row;
  row.set("offered", number(c.offered)).set("waiting", number(c.waiting)).set("confirmed", number(c.confirmed));
  return row.set("failed", number(c.failed)).set("timed_out", number(c.timed_out)).set("cancelled", number(c.cancelled));
}

Value describe(const Census& c) {
  Value row;
  row.set("remaining", number(c.remaining)).set("later", number(c.later));
  return row.set("untouched", number(c.watched)).set("untouched_lost", number(c.lost));
}

Value describe(const Standing& s) {
  const Rollout& r = s.rollout;
  Value row;
  row.set("id", r.id)
      .set("model", r.plan.model)
      .set("version", r.plan.version)
      .set("state", name_of(r.state))
      .set("reason", r.reason);
  row.set("stage", r.stage + 1).set("stages", static_cast<std::uint32_t>(r.plan.stages.size()));
  row.set("started", to_rfc3339(r.started_s)).set("stage_opened", to_rfc3339(r.stage_opened_s));
  row.set("devices", describe(s.counts)).set("per_minute", static_cast<std::int64_t>(std::llround(s.per_minute)));
  row.set("live", s.counted ? describe(s.census) : Value());
  return row.set("plan", encode_plan(r.plan));
}

Result<std::uint32_t> id_of(const Call& call) {
  const std::string& text = call.segments.at(0);
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size()) return Error{Err::not_found, "there is no such roll-out"};
  return id;
}

Response answer_standing(ApiWorld& world, std::uint32_t id, int status) {
  TRY(const Standing standing, world.rollouts.standing(id));
  return json_response(status, describe(standing));
}

Response list(ApiWorld& world, const Call&) {
  Value rows{Value::Array{}};
  for (const Standing& standing : world.rollouts.standings()) rows.push(describe(standing));
  Value answer;
  return json_response(200, answer.set("rollouts", std::move(rows)));
}

Response status(ApiWorld& world, const Call& call) {
  TRY(const std::uint32_t id, id_of(call));
  return answer_standing(world, id, 200);
}

Result<Plan> plan_of_body(const Value& body) {
  const Value* plan = body.find("plan");
  if (plan == nullptr) return Error{Err::bad_value, "the body has no plan"};
  return parse_plan(*plan);
}

Response start(ApiWorld& world, const Call& call) {
  TRY(const Value body, json_body(call.request));
  TRY(const Plan plan, plan_of_body(body));
  StartTerms terms;
  if (body.find("unpublished") != nullptr) {
    TRY(terms.not_yet_published, body.flag("unpublished"));
  }
  if (body.find("id") != nullptr) {
    TRY(const std::int64_t id, body.integer("id"));
    if (id < 1 || id > INT32_MAX) return Error{Err::bad_value, "the number of a roll-out is 1 to 2147483647"};
    terms.id = static_cast<std::uint32_t>(id);
  }
  if (!plan.artifact.empty()) {
    TRY_(world.repository.target(plan.artifact));
  }
  TRY(const std::uint32_t id, world.rollouts.start(plan, call.who, terms));
  return answer_standing(world, id, 201);
}

std::string serial_of(ApiWorld& world, const std::string& spki) {
  const auto device = world.store.device_by_key(spki);
  return device ? device->serial : "";
}

Response dry_run(ApiWorld& world, const Call& call) {
  TRY(const Value body, json_body(call.request));
  TRY(const Plan plan, plan_of_body(body));
  TRY(const Forecast forecast, world.rollouts.dry_run(plan));
  Value rows{Value::Array{}};
  for (const StageForecast& stage : forecast.stages) {
    Value sample{Value::Array{}};
    for (const std::string& spki : stage.sample) sample.push(serial_of(world, spki));
    Value row;
    rows.push(row.set("members", number(stage.members)).set("live", number(stage.live)).set("sample", std::move(sample)));
  }
  Value answer;
  return json_response(200, answer.set("id", forecast.id).set("stages", std::move(rows)));
}

Response pause(ApiWorld& world, const Call& call) {
  TRY(const std::uint32_t id, id_of(call));
  TRY_(world.rollouts.pause(id, call.who));
  return answer_standing(world, id, 200);
}

Response resume(ApiWorld& world, const Call& call) {
  TRY(const std::uint32_t id, id_of(call));
  TRY_(world.rollouts.resume(id, call.who));
  return answer_standing(world, id, 200);
}

Response stop(ApiWorld& world, const Call& call) {
  TRY(const std::uint32_t id, id_of(call));
  TRY_(world.rollouts.stop(id, call.who));
  return answer_standing(world, id, 200);
}

Response trail(ApiWorld& world, const Call& call) {
  TRY(const std::uint32_t id, id_of(call));
  TRY(const auto entries, world.rollouts.trail(id));
  Value rows{Value::Array{}};
  for (const TrailEntry& e : entries) {
    Value row;
    rows.push(row.set("at", to_rfc3339(e.at_s)).set("who", e.who).set("what", e.what));
  }
  Value answer;
  return json_response(200, answer.set("entries", std::move(rows)));
}

constexpr std::array kRows{
    ApiRow{"GET", "/v1/rollouts", list},
    ApiRow{"POST", "/v1/rollouts", start},
    ApiRow{"POST", "/v1/rollouts/dry-run", dry_run},
    ApiRow{"GET", "/v1/rollouts/*", status},
    ApiRow{"POST", "/v1/rollouts/*/pause", pause},
    ApiRow{"POST", "/v1/rollouts/*/resume", resume},
    ApiRow{"POST", "/v1/rollouts/*/stop", stop},
    ApiRow{"GET", "/v1/rollouts/*/audit", trail},
};

}  // namespace

std::span<const ApiRow> rollout_rows() {
  return kRows;
}

}  // namespace cardea::service
