// SPDX-License-Identifier: Apache-2.0
#include "device/steward/telemetry.hpp"

#include <algorithm>
#include <limits>

namespace cardea::steward {

Status Telemetry::check(std::string_view name, std::int64_t value) const {
  const product::TelemetryPolicy* row = policy_.telemetry_named(name);
  if (row == nullptr) return Error{Err::refused, "no telemetry of this name is declared"};
  if (value < row->min || value > row->max) return Error{Err::bad_value, "the value is outside its declared range"};
  return kOk;
}

Status Telemetry::keep(std::string_view name, std::int64_t value) {
  TRY_(check(name, value));
  TRY(auto put, db_.prepare("INSERT INTO telemetry(at_s, name, value) VALUES(?1, ?2, ?3)"));
  TRY_(put.bind(1, clock_.wall_s()).bind(2, name).bind(3, value).run());
  TRY(auto drop, db_.prepare("DELETE FROM telemetry WHERE id <= (SELECT max(id) FROM telemetry) - ?1"));
  return drop.bind(1, kTelemetryMax).run();
}

Result<contract::TelemetryBatch> Telemetry::oldest(std::uint32_t max) const {
  TRY(auto query, db_.prepare("SELECT id, at_s, name, value FROM telemetry ORDER BY id LIMIT ?1"));
  query.bind(1, std::int64_t{std::min<std::uint32_t>(max, 500)});
  contract::TelemetryBatch batch;
  while (true) {
    TRY(const bool there, query.step());
    if (!there) return batch;
    batch.last_id = static_cast<std::uint64_t>(query.integer(0));
    batch.points.push_back({query.integer(1), query.text(2), query.integer(3)});
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
