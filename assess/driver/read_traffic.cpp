// SPDX-License-Identifier: Apache-2.0
#include "assess/driver/read_traffic.hpp"

#include <arpa/inet.h>

#include <charconv>

namespace cardea::assess {

namespace {

bool is_address(const std::string& text) {
  in6_addr any{};
  return ::inet_pton(AF_INET, text.c_str(), &any) == 1 || ::inet_pton(AF_INET6, text.c_str(), &any) == 1;
}

// "192.0.2.1:443", "[2001:db8::1]:443", ":443".
std::optional<PlaceOnBench> place_of(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  PlaceOnBench place;
  place.address = text.substr(0, colon);
  if (place.address.starts_with('[') && place.address.ends_with(']')) place.address = place.address.substr(1, colon - 2);
  const std::string_view port = text.substr(colon + 1);
  const auto [end, failure] = std::from_chars(port.data(), port.data() + port.size(), place.port);
  if (failure != std::errc{} || end != port.data() + port.size() || place.port == 0) return std::nullopt;
  if (!place.address.empty() && !is_address(place.address)) return std::nullopt;
  return place;
}

PlaceOnBench read_place(Fields& fields, const std::string& key, const std::string& text) {
  const auto place = place_of(text);
  if (!place)
    fields.complain("." + key + ": \"" + text + "\" is no place on the network",
                    "\"192.0.2.1:443\", or \":443\" for any address");
  return place.value_or(PlaceOnBench{});
}

std::map<std::string, PlaceOnBench> read_ends(Fields fields) {
  std::map<std::string, PlaceOnBench> ends;
  for (const auto& [id, value] : fields.members()) ends[id] = read_place(fields, id, fields.text(id));
  return ends;
}

std::map<std::string, SecretPlace> read_secrets(Fields fields) {
  std::map<std::string, SecretPlace> secrets;
  for (const auto& [id, value] : fields.members()) {
    Fields one(value, fields.place() + "." + id, fields.problem(), kDriverManual);
    secrets[id] = read_secret_place(one, "value");
    if (secrets[id].empty()) one.complain("says not where its value lies", "\"value_file\" or \"value_env\"");
    one.finish();
  }
  return secrets;
}

std::map<std::string, DataActs> read_data(Fields fields) {
  std::map<std::string, DataActs> data;
  for (const auto& [id, value] : fields.members()) {
    Fields one(value, fields.place() + "." + id, fields.problem(), kDriverManual);
    data[id] = {read_act(one.object("put")), read_act(one.object("send")), read_act(one.object("again"))};
    if (data[id].put.empty()) one.complain("lacks \"put\"", "how such data gets to the target");
    one.finish();
  }
  return data;
}

}  // namespace

TrafficActs read_traffic(Fields fields) {
  TrafficActs acts;
  acts.wanted = fields.present();
  acts.interface = fields.text("interface");
  acts.command = fields.texts("command");
  if (!acts.interface.empty() && !acts.command.empty()) fields.complain("names both an \"interface\" and a \"command\"");
  for (const std::string& text : fields.texts("bench")) acts.bench.push_back(read_place(fields, "bench", text));
  acts.ends = read_ends(fields.object("ends"));
  acts.secrets = read_secrets(fields.object("secrets"));
  acts.data = read_data(fields.object("data"));
  acts.settle_ms = fields.number("settle_ms", acts.settle_ms, 100, 600'000);
  acts.hold_ms = fields.number("hold_ms", acts.hold_ms, 100, 600'000);
  fields.finish();
  return acts;
}

}  // namespace cardea::assess
