// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/input_groups.hpp"

#include <algorithm>

#include "lib/codec/json.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kFunctionsMax = 32;

bool takes_a_body(const Bench& bench, const Fact& row) {
  return row.text("interface") == bench.driver.target.door && !row.text("path").empty() && row.text("method") != "GET" &&
         row.lists("status", "initialized");
}

bool is_sign_in(const Bench& bench, const InputGroup& group) {
  return group.path == bench.driver.sign_in.path;
}

// Of the sign-in: its own body, with what nobody has as a name and a password.
std::string body_of(const Bench& bench, const InputGroup& group, const Call& call) {
  if (!is_sign_in(bench, group)) return call.body;
  return std::string(
      as_text(fill_body(bench.driver.sign_in, "assess-nobody", SecretBytes(std::string_view("assess-none"))).expose_secret()));
}

InputGroup group_of(const Bench& bench, const Fact& row, const Call& call, bool signed_in) {
  InputGroup group{"", "api", Way::function};
  group.function = row.text("id");
  group.method = row.text("method");
  group.path = call.path.empty() ? row.text("path") : call.path;
  group.echo = call.echo;
  const bool no_json = !call.body.empty() && !parse_json(as_bytes(call.body));
  group.form = no_json || (is_sign_in(bench, group) && bench.driver.sign_in.kind == SignInKind::form);
  group.with_account = signed_in && call.safe && !is_sign_in(bench, group);
  if (group.with_account) group.own_body = call.body;
  return group;
}

void add_function(const Bench& bench, const Fact& row, bool signed_in, std::vector<InputGroup>& groups) {
  const auto known = bench.driver.calls.find(row.text("id"));
  const Call call = known == bench.driver.calls.end() ? Call{} : known->second;
  InputGroup broken = group_of(bench, row, call, signed_in);
  const std::string own_body = body_of(bench, broken, call);
  InputGroup fields = broken;
  broken.name = "bodies for " + broken.function;
  broken.inputs = broken.form ? broken_forms() : broken_json();
  groups.push_back(std::move(broken));
  const auto own = parse_json(as_bytes(own_body));
  if (fields.form || !own) return;
  fields.name = "fields for " + fields.function;
  fields.inputs = wrong_fields(*own);
  // What comes in with a name is an attempt to sign in, which is counted: only what cannot be one.
  if (is_sign_in(bench, fields)) std::erase_if(fields.inputs, [](const Input& one) { return !one.is_wrong; });
  if (!fields.inputs.empty()) groups.push_back(std::move(fields));
}

std::vector<InputGroup> all_inputs(const Bench& bench, bool signed_in) {
  Dice dice;
  std::vector<InputGroup> groups;
  const auto take = [&](std::vector<InputGroup> more) {
    for (InputGroup& group : more) groups.push_back(std::move(group));
  };
  const Door door = bench.door();
  switch (bench.driver.target.speaks) {
    case Speaks::http: take(http_inputs(door.host.empty() ? print_endpoint(door.endpoint) : door.host, dice)); break;
    case Speaks::mqtt: take(mqtt_inputs(dice)); break;
    case Speaks::coap: take(coap_inputs(dice)); break;
    case Speaks::snmp: take(snmp_inputs(dice)); break;
    case Speaks::other: take(line_inputs(dice)); break;
  }
  if (door.tls && !is_by_datagrams(bench.driver.target.speaks)) take(tls_inputs(dice));
  take(function_inputs(bench, signed_in));
  return groups;
}

}  // namespace

std::string_view name_of(Way way) {
  switch (way) {
    case Way::stream: return "at the door";
    case Way::plain: return "in the place of TLS";
    case Way::datagram: return "datagrams";
    case Way::function: return "body of a function";
  }
  return {};
}

std::vector<InputGroup> function_inputs(const Bench& bench, bool signed_in) {
  std::vector<InputGroup> groups;
  const Speaks speaks = bench.driver.target.speaks;
  if (speaks == Speaks::snmp || speaks == Speaks::other) return groups;
  std::size_t functions = 0;
  for (const Fact* row : declared_rows(bench.declaration, "SoftServ")) {
    if (takes_a_body(bench, *row) && ++functions <= kFunctionsMax) add_function(bench, *row, signed_in, groups);
  }
  return groups;
}

// One of each group, then a second of each, until there are as many as the driver wants: a small bound still reaches every group.
std::vector<InputGroup> inputs_for(const Bench& bench, bool signed_in) {
  std::vector<InputGroup> groups = all_inputs(bench, signed_in);
  std::vector<std::size_t> taken(groups.size(), 0);
  auto left = static_cast<std::size_t>(bench.driver.inputs.count_max);
  for (bool grew = true; grew && left > 0;) {
    grew = false;
    for (std::size_t i = 0; i < groups.size() && left > 0; ++i) {
      if (taken[i] == groups[i].inputs.size()) continue;
      ++taken[i];
      --left;
      grew = true;
    }
  }
  for (std::size_t i = 0; i < groups.size(); ++i) groups[i].inputs.resize(taken[i]);
  std::erase_if(groups, [](const InputGroup& group) { return group.inputs.empty(); });
  return groups;
}

}  // namespace cardea::assess
