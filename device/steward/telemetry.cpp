// SPDX-License-Identifier: Apache-2.0
#include "device/steward/telemetry.hpp"

#include <algorithm>
#include <limits>

namespace cardea::steward {
namespace {
constexpr std::string_view kPlace = "telemetry";
}  // namespace

Status Telemetry::check(std::string_view name, std::int64_t value) const {
  const product::TelemetryPolicy* row = policy_.telemetry_named(name);
  if (row == nullptr) return Error{Err::refused, "no telemetry of this name is declared"};
  if (value < row->min || value > row->max) return Error{Err::bad_value, "the value is outside its declared range"};
  return kOk;
}

Status Telemetry::keep(std::string_view name, std::int64_t value) {
  TRY_(check(name, value));
  contract::TelemetryPoint point{clock_.wall_s(), std::string(name), value};
  TRY(const Buffer sealed, keys_.seal_record(kHousehold, kPlace, point));
  TRY(auto put, db_.prepare("INSERT INTO telemetry(record) VALUES(?1)"));
  TRY_(put.bind(1, sealed).run());
  TRY(auto drop, db_.prepare("DELETE FROM telemetry WHERE id <= (SELECT max(id) FROM telemetry) - ?1"));
  return drop.bind(1, kTelemetryMax).run();
}

Result<contract::TelemetryBatch> Telemetry::oldest(std::uint32_t max) const {
  TRY(auto query, db_.prepare("SELECT id, record FROM telemetry ORDER BY id LIMIT ?1"));
  query.bind(1, std::int64_t{std::min<std::uint32_t>(max, 500)});
  contract::TelemetryBatch batch;
  while (true) {
    TRY(const bool there, query.step());
    if (!there) return batch;
    batch.last_id = static_cast<std::uint64_t>(query.integer(0));
    auto point = keys_.open_record<contract::TelemetryPoint>(kHousehold, kPlace, query.bytes(1));
    if (point) batch.points.push_back(std::move(*point));
  }
}

Status Telemetry::forget_up_to(std::uint64_t last_id) {
  constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  TRY(auto remove, db_.prepare("DELETE FROM telemetry WHERE id <= ?1"));
  return remove.bind(1, static_cast<std::int64_t>(std::min(last_id, kMost))).run();
}

Status Telemetry::forget_all() {
  return db_.run("DELETE FROM telemetry");
}

}  // namespace cardea::steward
