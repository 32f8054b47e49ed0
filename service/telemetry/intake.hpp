// SPDX-License-Identifier: Apache-2.0
// The second door for telemetry: what the model's declaration does not name is refused here too, whatever the device believed.
//= EN303645 6-4
#pragma once

#include "lib/codec/value.hpp"
#include "product/policy.hpp"
#include "service/store/fleet_store.hpp"

namespace cardea::service {

inline constexpr std::size_t kPointsMax = 1000;

// {"points":[{"at":seconds,"name":text,"value":whole number}]}, bounded.
Result<std::vector<TelemetryPoint>> parse_points(const Value& body);

// Err::bad_value with the reason when any point is undeclared or out of its declared range.
Status check_points(const product::ProductPolicy& policy, const std::vector<TelemetryPoint>& points);

}  // namespace cardea::service
