// SPDX-License-Identifier: Apache-2.0
// parse_points over any JSON a device could send: bounded, and nothing but whole rows comes out.
#include "lib/codec/json.hpp"
#include "service/telemetry/intake.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  const auto body = cardea::parse_json(input);
  if (!body) return;
  const auto points = cardea::service::parse_points(*body);
  if (points) require(points->size() <= cardea::service::kPointsMax);
}
