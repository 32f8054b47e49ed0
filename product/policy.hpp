// SPDX-License-Identifier: Apache-2.0
// What a declaration asks the runtime to enforce and the pages to explain, as one CBOR file inside the image
// (`product.cbor`). Devices and services read this and never product.toml: no TOML reaches a device. What is not in
// here is not permitted: an interface without a row stays closed, telemetry without a row is refused.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea::product {

enum class Transport : std::uint8_t { tcp, udp };
enum class Scope : std::uint8_t { loopback, lan, any };  // how far an interface may reach
enum class State : std::uint8_t { factory_default, initializing, initialized };
enum class Role : std::uint8_t { nobody, factory, guest, user, admin };  // who may ask; factory: the holder of the label, before set-up
enum class Basis : std::uint8_t { consent, contract, legitimate_interest, legal_obligation };
enum class Storage : std::uint8_t { device, associated_service };

// The words of these enumerations in product.toml, in CBOR and in messages ("factory_default", "legitimate_interest").
std::string_view name_of(Transport value);
std::string_view name_of(Scope value);
std::string_view name_of(State value);
std::string_view name_of(Role value);
std::string_view name_of(Basis value);
std::string_view name_of(Storage value);

struct InBoth {  // a text for consumers; zh is empty when the product does not speak Chinese
  std::string en;
  std::string zh;
  bool operator==(const InBoth&) const = default;
};

// A listener. `port` is the declared one; a household may map it by id at run time, never add one.
struct InterfacePolicy {
  std::string id;       // "Intf-LocalHttps"
  std::string process;  // which process gets the socket: "gate"
  Transport transport = Transport::tcp;
  Scope scope = Scope::loopback;
  std::uint16_t port = 0;
  std::vector<State> states;  // open in these states only
  bool operator==(const InterfacePolicy&) const = default;
};

struct TelemetryPolicy {
  std::string id;
  std::string name;  // as in RecordTelemetry
  InBoth what;
  InBoth purpose;
  Basis basis = Basis::consent;
  std::string recipient;
  std::uint32_t retention_days = 0;
  std::int64_t min = 0;  // a value outside is refused
  std::int64_t max = 0;
  bool operator==(const TelemetryPolicy&) const = default;
};

// One function reachable over a network interface: a method and a path of the local API.
struct FunctionPolicy {
  std::string id;
  std::string interface_id;
  std::string method;
  std::string path;
  Role role = Role::admin;
  bool changes = false;  // changes configuration or state (5.5-5)
  std::vector<State> states;
  bool operator==(const FunctionPolicy&) const = default;
};

struct ServicePolicy {
  std::string id;
  std::string host;
  std::uint16_t port = 0;
  InBoth purpose;
  bool operator==(const ServicePolicy&) const = default;
};

struct PersonalDataPolicy {
  std::string id;
  InBoth what;
  InBoth purpose;
  Basis basis = Basis::consent;
  std::vector<Storage> where;
  std::vector<std::string> recipients;
  std::uint32_t retention_days = 0;  // 0: until it is erased
  bool sensitive = false;
  bool operator==(const PersonalDataPolicy&) const = default;
};

struct SensorPolicy {
  std::string id;
  InBoth what;
  bool operator==(const SensorPolicy&) const = default;
};

// A part of the product that the device carries along beside its system and updates by itself: an app bundle, firmware of a node.
struct ComponentPolicy {
  std::string id;    // "SoftComp-Window"
  std::string name;  // as releases name it: "window-1"
  InBoth what;
  bool operator==(const ComponentPolicy&) const = default;
};

struct ProductPolicy {
  std::string model;
  std::string manufacturer;
  std::string version;
  std::string support_end;             // YYYY-MM-DD (5.3-13)
  std::vector<std::string> languages;  // "en", "zh"; the first is the default
  std::string disclosure_policy_url;   // 5.2-1
  std::string support_period_url;      // 5.3-13
  std::vector<InterfacePolicy> interfaces;
  std::vector<TelemetryPolicy> telemetry;
  std::vector<FunctionPolicy> functions;
  std::vector<ServicePolicy> services;
  std::vector<PersonalDataPolicy> personal_data;
  std::vector<SensorPolicy> sensors;
  std::vector<ComponentPolicy> components;
  bool operator==(const ProductPolicy&) const = default;

  // The row that permits, or nullptr: then it is refused.
  const InterfacePolicy* interface_with(std::string_view id) const;
  const TelemetryPolicy* telemetry_named(std::string_view name) const;
  const FunctionPolicy* function_at(std::string_view method, std::string_view path) const;
};

inline constexpr std::size_t kPolicyBytesMax = 256U << 10;
inline constexpr std::size_t kPolicyRowsMax = 256;  // of each kind

// Deterministic CBOR. What parse_policy accepts, encode_policy gives back byte for byte.
Buffer encode_policy(const ProductPolicy& policy);
Result<ProductPolicy> parse_policy(Bytes wire);

// What parse_policy also asks for: unique ids, real ports, ranges the right way round, paths that start with '/'.
Status check_policy(const ProductPolicy& policy);

}  // namespace cardea::product
