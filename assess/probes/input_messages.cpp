// SPDX-License-Identifier: Apache-2.0
// Malformed messages of MQTT, CoAP and SNMP: by hand where a field has a rule to break, and well-formed ones with bytes changed.
#include <algorithm>

#include "assess/probes/input_groups.hpp"
#include "assess/wire/coap.hpp"
#include "assess/wire/mqtt.hpp"
#include "assess/wire/snmp.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kMutants = 40;
constexpr std::size_t kChangesMax = 4;

Buffer joined(const Buffer& first, const Buffer& second) {
  Buffer out = first;
  out.insert(out.end(), second.begin(), second.end());
  return out;
}

Buffer field(std::string_view text) {
  Buffer out{static_cast<std::uint8_t>(text.size() >> 8U), static_cast<std::uint8_t>(text.size())};
  return joined(out, to_buffer(as_bytes(text)));
}

// One to four bytes changed, now and then the rest cut off.
Buffer mutant_of(Bytes message, Dice& dice) {
  Buffer out = to_buffer(message);
  if (out.empty()) return out;
  const std::size_t changes = 1 + dice.below(kChangesMax);
  for (std::size_t i = 0; i < changes; ++i) out[dice.below(out.size())] = static_cast<std::uint8_t>(dice.below(256));
  if (dice.below(4) == 0) out.resize(1 + dice.below(out.size()));
  return out;
}

void add_mutants(InputGroup& group, Bytes message, Dice& dice) {
  for (std::size_t i = 0; i < kMutants; ++i)
    group.inputs.push_back({"mutant " + std::to_string(i + 1), mutant_of(message, dice)});
}

InputGroup connects(Dice& dice) {
  InputGroup group{"CONNECT", "network", Way::stream};
  const Buffer id = field("assess-input");
  const auto connect = [&](const char* name, const Buffer& body) {
    Buffer packet{0x10, static_cast<std::uint8_t>(body.size() & 0x7FU)};
    group.inputs.push_back({name, joined(packet, body)});
  };
  connect("another protocol", joined(joined(field("HTTP"), {4, 2, 0, 30}), id));
  connect("a level that is none", joined(joined(field("MQTT"), {99, 2, 0, 30}), id));
  connect("the reserved flag", joined(joined(field("MQTT"), {4, 3, 0, 30}), id));
  connect("a password without a name", joined(joined(field("MQTT"), {4, 0x42, 0, 30}), joined(id, field("x"))));
  connect("a will of no known quality",
          joined(joined(field("MQTT"), {4, 0x1E, 0, 30}), joined(id, joined(field("t"), field("m")))));
  connect("a name that is not there", joined(joined(field("MQTT"), {4, 0xC2, 0, 30}), id));
  connect("an id that is longer than the packet", joined(field("MQTT"), {4, 2, 0, 30, 0xFF, 0xFF, 'a'}));
  connect("an id with NUL", joined(joined(field("MQTT"), {4, 2, 0, 30}), field(std::string_view("a\0b", 3))));
  connect("an id that is no UTF-8", joined(joined(field("MQTT"), {4, 2, 0, 30}), field("\xff\xfe")));
  connect("nothing", {});
  if (const auto right = encode_connect("assess-input", {})) add_mutants(group, *right, dice);
  return group;
}

InputGroup packets(Dice& dice) {
  InputGroup group{"packets", "network", Way::stream};
  const auto hello = encode_connect("assess-input", {});
  const Buffer first = hello ? to_buffer(*hello) : Buffer{};
  const auto behind = [&](const char* name, const Buffer& packet) { group.inputs.push_back({name, joined(first, packet)}); };
  group.inputs.push_back({"a length of five bytes", {0x10, 0xFF, 0xFF, 0xFF, 0xFF, 0x01}});
  group.inputs.push_back({"a length without a body", {0x10, 0xFF, 0xFF, 0xFF, 0x7F}});
  group.inputs.push_back({"type 0", {0x00, 0x00}});
  group.inputs.push_back({"type 15", {0xF0, 0x00}});
  group.inputs.push_back({"PUBLISH before CONNECT", joined({0x30, 5}, joined(field("a"), {'x', 'y'}))});
  behind("CONNECT twice", first);
  behind("a topic with a wildcard", joined({0x30, 5}, joined(field("a/#"), {})));
  behind("a topic with NUL", joined({0x30, 5}, field(std::string_view("a\0b", 3))));
  behind("a topic that is no UTF-8", joined({0x30, 4}, field("\xff\xfe")));
  behind("a topic that is longer than its packet", {0x30, 4, 0xFF, 0xFF, 'a', 'b'});
  behind("no topic", {0x30, 0});
  behind("quality 3", joined({0x36, 5}, joined(field("a"), {0, 1})));
  behind("a subscription to nothing", {0x82, 2, 0, 1});
  behind("a subscription without a number", {0x82, 0});
  behind("a subscription with wrong flags", joined({0x80, 6}, joined(Buffer{0, 1}, joined(field("a"), {0}))));
  behind("an acknowledgement of nothing", {0x40, 2, 0xFF, 0xFF});
  if (const auto right = encode_subscribe(1, "assess/input")) {
    for (std::size_t i = 0; i < kMutants / 2; ++i)
      group.inputs.push_back({"mutant " + std::to_string(i + 1), joined(first, mutant_of(*right, dice))});
  }
  return group;
}

}  // namespace

std::vector<InputGroup> mqtt_inputs(Dice& dice) {
  std::vector<InputGroup> groups;
  groups.push_back(connects(dice));
  groups.push_back(packets(dice));
  return groups;
}

std::vector<InputGroup> coap_inputs(Dice& dice) {
  InputGroup group{"messages", "network", Way::datagram};
  group.inputs = {
      {"version 0", {0x00, 0x01, 0x12, 0x34}},
      {"version 3", {0xC0, 0x01, 0x12, 0x34}},
      {"a token of nine bytes", {0x49, 0x01, 0x12, 0x34, 1, 2, 3, 4, 5, 6, 7, 8, 9}},
      {"a token of fifteen bytes", {0x4F, 0x01, 0x12, 0x34, 1, 2}},
      {"a token that is not there", {0x48, 0x01, 0x12, 0x34}},
      {"a head cut short", {0x40, 0x01}},
      {"an option of reserved difference", {0x40, 0x01, 0x12, 0x34, 0xF1, 'a'}},
      {"an option of reserved length", {0x40, 0x01, 0x12, 0x34, 0xBF, 'a'}},
      {"an option that is longer than the message", {0x40, 0x01, 0x12, 0x34, 0xBE, 0xFF, 0xFF, 'a'}},
      {"an option beyond all numbers", {0x40, 0x01, 0x12, 0x34, 0xE1, 0xFF, 0xFF, 'a', 0xE1, 0xFF, 0xFF, 'a'}},
      {"a marker and no payload", {0x40, 0x01, 0x12, 0x34, 0xFF}},
      {"a method that is none", {0x40, 0x1F, 0x12, 0x34}},
      {"a code that is reserved", {0x40, 0x27, 0x12, 0x34}},
      {"an answer to nothing", {0x60, 0x45, 0x12, 0x34}},
      {"an empty message with a token", {0x44, 0x00, 0x12, 0x34, 1, 2, 3, 4}},
      {"a critical option that nobody knows", {0x40, 0x01, 0x12, 0x34, 0x91, 'a'}},
      {"a block without end", {0x40, 0x02, 0x12, 0x34, 0xD3, 0x0E, 0xFF, 0xFF, 0xFF}},
      {"a path of no UTF-8", {0x40, 0x01, 0x12, 0x34, 0xB2, 0xFF, 0xFE}},
      {"a path upwards", {0x40, 0x01, 0x12, 0x34, 0xB2, '.', '.', 0x02, '.', '.', 0x03, 'e', 't', 'c'}},
      {"very many options", joined({0x40, 0x01, 0x12, 0x34, 0xB1, 'a'}, Buffer(1000, 0x00))},
  };
  if (const auto right = encode_coap_request({"GET", "/.well-known/core", {}, 0x1234, {}})) add_mutants(group, *right, dice);
  std::vector<InputGroup> groups;
  groups.push_back(std::move(group));
  return groups;
}

std::vector<InputGroup> snmp_inputs(Dice& dice) {
  InputGroup group{"messages", "network", Way::datagram};
  group.inputs = {
      {"nothing but a head", {0x30, 0x00}},
      {"a length of its own length", {0x30, 0x80}},
      {"a length beyond all memory", {0x30, 0x84, 0xFF, 0xFF, 0xFF, 0xFF, 0x02, 0x01, 0x01}},
      {"a length of 126 bytes", {0x30, 0xFE, 0x02, 0x01, 0x01}},
      {"a version that is none", {0x30, 0x0C, 0x02, 0x01, 0x63, 0x04, 0x01, 'x', 0xA0, 0x04, 0x02, 0x02, 0x12, 0x34}},
      {"a number without bytes", {0x30, 0x05, 0x02, 0x00, 0x04, 0x01, 'x'}},
      {"very deep", Buffer(2000, 0x30)},
  };
  if (const auto right = encode_snmp_get(SecretBytes(std::string_view("assess-input")), 0x01234567))
    add_mutants(group, *right, dice);
  std::vector<InputGroup> groups;
  groups.push_back(std::move(group));
  return groups;
}

}  // namespace cardea::assess
