// SPDX-License-Identifier: Apache-2.0
#include "service/telemetry/intake.hpp"

#include <gtest/gtest.h>

#include "lib/codec/json.hpp"

namespace cardea::service {
namespace {

product::ProductPolicy with_uptime() {
  product::ProductPolicy policy;
  product::TelemetryPolicy row;
  row.name = "uptime_s";
  row.min = 0;
  row.max = 100;
  policy.telemetry.push_back(row);
  return policy;
}

TEST(TelemetryIntake, refuses_what_the_declaration_does_not_name) {
  EXPECT_TRUE(check_points(with_uptime(), {{1, "uptime_s", 5}}).ok());
  EXPECT_FALSE(check_points(with_uptime(), {{1, "uptime_s", 5}, {1, "microphone_level", 5}}).ok());
  EXPECT_FALSE(check_points(product::ProductPolicy{}, {{1, "uptime_s", 5}}).ok());
}

TEST(TelemetryIntake, refuses_a_value_outside_its_declared_range) {
  EXPECT_FALSE(check_points(with_uptime(), {{1, "uptime_s", 101}}).ok());
  EXPECT_FALSE(check_points(with_uptime(), {{1, "uptime_s", -1}}).ok());
}

TEST(TelemetryIntake, refuses_bodies_of_another_shape_and_too_many_points) {
  for (const char* body : {"{}", "[]", R"({"points":{}})", R"({"points":[{"at":1,"name":"x"}]})", R"({"points":[{"at":"1","name":"x","value":1}]})"}) {
    EXPECT_FALSE(parse_points(*parse_json(as_bytes(body))).ok()) << body;
  }
  Value::Array many(kPointsMax + 1, Value(Value::Map{}));
  Value body;
  EXPECT_EQ(parse_points(body.set("points", many)).error().code, Err::too_large);
}

}  // namespace
}  // namespace cardea::service
