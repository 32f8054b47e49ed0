// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/mqtt.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  const auto packet = assess::parse_mqtt_packet(input);
  if (!packet) return;
  require(packet->size <= input.size(), "a packet ends inside what arrived");
  require(packet->body.size() < packet->size, "a packet is longer than its body");
  const auto topic = assess::parse_delivery(*packet);
  if (topic) require(topic->size() + 2 <= packet->body.size(), "a topic lies inside its packet");
  (void)assess::parse_connack(*packet);
  (void)assess::parse_suback(*packet);
}
