// SPDX-License-Identifier: Apache-2.0
#include "service/telemetry/intake.hpp"

namespace cardea::service {

Result<std::vector<TelemetryPoint>> parse_points(const Value& body) {
  TRY(const Value::Array* rows, body.array("points"));
  if (rows->size() > kPointsMax) return Error{Err::too_large, "more telemetry points than one request may carry"};
  std::vector<TelemetryPoint> points;
  for (const Value& row : *rows) {
    TelemetryPoint point;
    TRY(point.at_s, row.integer("at"));
    TRY(point.name, row.text("name"));
    TRY(point.value, row.integer("value"));
    points.push_back(std::move(point));
  }
  return points;
}

Status check_points(const product::ProductPolicy& policy, const std::vector<TelemetryPoint>& points) {
  for (const TelemetryPoint& point : points) {
    const product::TelemetryPolicy* row = policy.telemetry_named(point.name);
    if (row == nullptr) return Error{Err::bad_value, "the model's declaration has no such telemetry"};
    if (point.value < row->min || point.value > row->max) return Error{Err::bad_value, "a telemetry value is outside its declared range"};
  }
  return kOk;
}

}  // namespace cardea::service
