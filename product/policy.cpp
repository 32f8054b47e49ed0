// SPDX-License-Identifier: Apache-2.0
#include "product/policy.hpp"

#include <algorithm>
#include <array>
#include <concepts>
#include <set>
#include <span>
#include <utility>

#include "lib/base/component_name.hpp"
#include "lib/base/time.hpp"
#include "lib/codec/cbor.hpp"

namespace cardea::product {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::size_t kTextMax = 2048;
constexpr std::size_t kListMax = 32;

constexpr std::array<std::string_view, 2> kTransports{"tcp", "udp"};
constexpr std::array<std::string_view, 3> kScopes{"loopback", "lan", "any"};
constexpr std::array<std::string_view, 3> kStates{"factory_default", "initializing", "initialized"};
constexpr std::array<std::string_view, 5> kRoles{"nobody", "factory", "guest", "user", "admin"};
constexpr std::array<std::string_view, 4> kBases{"consent", "contract", "legitimate_interest", "legal_obligation"};
constexpr std::array<std::string_view, 2> kStorages{"device", "associated_service"};

std::span<const std::string_view> words_of(Transport) {
  return kTransports;
}
std::span<const std::string_view> words_of(Scope) {
  return kScopes;
}
std::span<const std::string_view> words_of(State) {
  return kStates;
}
std::span<const std::string_view> words_of(Role) {
  return kRoles;
}
std::span<const std::string_view> words_of(Basis) {
  return kBases;
}
std::span<const std::string_view> words_of(Storage) {
  return kStorages;
}

template <class Enum>
  requires std::is_enum_v<Enum>
std::string_view word(Enum value) {
  return words_of(value)[static_cast<std::size_t>(value)];
}

// Each row says its members once; the encoder and the decoder both walk this list.
template <class Walk>
void members(Walk& walk, InBoth& row) {
  walk("en", row.en);
  walk("zh", row.zh);
}

template <class Walk>
void members(Walk& walk, InterfacePolicy& row) {
  walk("id", row.id);
  walk("process", row.process);
  walk("transport", row.transport);
  walk("scope", row.scope);
  walk("port", row.port);
  walk("states", row.states);
}

template <class Walk>
void members(Walk& walk, TelemetryPolicy& row) {
  walk("id", row.id);
  walk("name", row.name);
  walk("what", row.what);
  walk("purpose", row.purpose);
  walk("basis", row.basis);
  walk("recipient", row.recipient);
  walk("retention_days", row.retention_days);
  walk("min", row.min);
  walk("max", row.max);
}

template <class Walk>
void members(Walk& walk, FunctionPolicy& row) {
  walk("id", row.id);
  walk("interface", row.interface_id);
  walk("method", row.method);
  walk("path", row.path);
  walk("role", row.role);
  walk("changes", row.changes);
  walk("states", row.states);
}

template <class Walk>
void members(Walk& walk, ServicePolicy& row) {
  walk("id", row.id);
  walk("host", row.host);
  walk("port", row.port);
  walk("purpose", row.purpose);
}

template <class Walk>
void members(Walk& walk, PersonalDataPolicy& row) {
  walk("id", row.id);
  walk("what", row.what);
  walk("purpose", row.purpose);
  walk("basis", row.basis);
  walk("where", row.where);
  walk("recipients", row.recipients);
  walk("retention_days", row.retention_days);
  walk("sensitive", row.sensitive);
}

template <class Walk>
void members(Walk& walk, SensorPolicy& row) {
  walk("id", row.id);
  walk("what", row.what);
}

template <class Walk>
void members(Walk& walk, ComponentPolicy& row) {
  walk("id", row.id);
  walk("name", row.name);
  walk("what", row.what);
}

template <class Walk>
void members(Walk& walk, ProductPolicy& policy) {
  walk("model", policy.model);
  walk("manufacturer", policy.manufacturer);
  walk("version", policy.version);
  walk("support_end", policy.support_end);
  walk("languages", policy.languages);
  walk("disclosure_policy_url", policy.disclosure_policy_url);
  walk("support_period_url", policy.support_period_url);
  walk("interfaces", policy.interfaces);
  walk("telemetry", policy.telemetry);
  walk("functions", policy.functions);
  walk("services", policy.services);
  walk("personal_data", policy.personal_data);
  walk("sensors", policy.sensors);
  walk("components", policy.components);
}

class Encoder {
 public:
  template <class T>
  void operator()(const char* key, T& member) {
    map_.set(key, value(member));
  }

  Value take() { return std::move(map_); }

 private:
  static Value value(std::string& text) { return text; }
  static Value value(bool flag) { return flag; }

  template <std::integral Int>
  static Value value(Int number) {
    return static_cast<std::int64_t>(number);
  }

  template <class Enum>
    requires std::is_enum_v<Enum>
  static Value value(Enum choice) {
    return word(choice);
  }

  template <class T>
  static Value value(std::vector<T>& list) {
    Value::Array array;
    array.reserve(list.size());
    for (T& item : list) array.push_back(value(item));
    return array;
  }

  template <class Row>
    requires std::is_class_v<Row>
  static Value value(Row& row) {
    Encoder inner;
    members(inner, row);
    return inner.take();
  }

  Value map_{Value::Map{}};
};

// Remembers the first thing that was wrong; nothing after it is looked at.
class Decoder {
 public:
  explicit Decoder(const Value& map) : map_(map) {}

  template <class T>
  void operator()(const char* key, T& member) {
    if (!status_.ok()) return;
    const Value* found = map_.find(key);
    status_ = found == nullptr ? Status(Error{Err::bad_value, "a member of the policy is missing"}) : read(*found, member);
  }

  Status status() const { return status_; }

 private:
  static Status read(const Value& from, std::string& text) {
    if (from.if_text() == nullptr) return Error{Err::bad_value, "a member of the policy is not text"};
    if (from.if_text()->size() > kTextMax) return Error{Err::too_large, "a text of the policy is too long"};
    text = *from.if_text();
    return kOk;
  }

  static Status read(const Value& from, bool& flag) {
    if (from.if_bool() == nullptr) return Error{Err::bad_value, "a member of the policy is not true or false"};
    flag = *from.if_bool();
    return kOk;
  }

  template <std::integral Int>
  static Status read(const Value& from, Int& number) {
    if (from.if_int() == nullptr) return Error{Err::bad_value, "a member of the policy is not a whole number"};
    if (!std::in_range<Int>(*from.if_int())) return Error{Err::bad_value, "a number of the policy is out of range"};
    number = static_cast<Int>(*from.if_int());
    return kOk;
  }

  template <class Enum>
    requires std::is_enum_v<Enum>
  static Status read(const Value& from, Enum& choice) {
    if (from.if_text() == nullptr) return Error{Err::bad_value, "a choice of the policy is not text"};
    const auto words = words_of(choice);
    const auto it = std::find(words.begin(), words.end(), *from.if_text());
    if (it == words.end()) return Error{Err::bad_value, "a choice of the policy is none of the known words"};
    choice = static_cast<Enum>(it - words.begin());
    return kOk;
  }

  template <class T>
  static Status read(const Value& from, std::vector<T>& list) {
    constexpr std::size_t max = std::is_class_v<T> && !std::is_same_v<T, std::string> ? kPolicyRowsMax : kListMax;
    if (from.if_array() == nullptr) return Error{Err::bad_value, "a member of the policy is not a list"};
    if (from.if_array()->size() > max) return Error{Err::too_large, "a list of the policy is too long"};
    for (const Value& item : *from.if_array()) {
      T row{};
      TRY_(read(item, row));
      list.push_back(std::move(row));
    }
    return kOk;
  }

  template <class Row>
    requires std::is_class_v<Row>
  static Status read(const Value& from, Row& row) {
    Decoder inner(from);
    members(inner, row);
    return inner.status();
  }

  const Value& map_;
  Status status_ = kOk;
};

template <class Row, class Key>
Status all_different(const std::vector<Row>& rows, Key key) {
  std::set<std::string> seen;
  for (const Row& row : rows) {
    const std::string value = key(row);
    if (value.empty()) return Error{Err::bad_value, "a row of the policy has no id or name"};
    if (!seen.insert(value).second) return Error{Err::bad_value, "two rows of the policy have the same id or name"};
  }
  return kOk;
}

Status check_interfaces(const ProductPolicy& policy) {
  TRY_(all_different(policy.interfaces, [](const auto& row) { return row.id; }));
  for (const InterfacePolicy& row : policy.interfaces) {
    if (row.port == 0) return Error{Err::bad_value, "an interface of the policy has no port"};
    if (row.process.empty()) return Error{Err::bad_value, "an interface of the policy has no process"};
  }
  return kOk;
}

Status check_telemetry(const ProductPolicy& policy) {
  TRY_(all_different(policy.telemetry, [](const auto& row) { return row.id; }));
  TRY_(all_different(policy.telemetry, [](const auto& row) { return row.name; }));
  for (const TelemetryPolicy& row : policy.telemetry) {
    if (row.min > row.max) return Error{Err::bad_value, "a telemetry row of the policy allows no value"};
  }
  return kOk;
}

// The name is that of a file, too.
Status check_components(const ProductPolicy& policy) {
  TRY_(all_different(policy.components, [](const auto& row) { return row.id; }));
  TRY_(all_different(policy.components, [](const auto& row) { return row.name; }));
  const auto possible = [](const ComponentPolicy& row) { return is_component_name(row.name); };
  return std::all_of(policy.components.begin(), policy.components.end(), possible)
             ? kOk
             : Status(Error{Err::bad_value, "a component of the policy has an impossible name"});
}

Status check_functions(const ProductPolicy& policy) {
  TRY_(all_different(policy.functions, [](const auto& row) { return row.id; }));
  TRY_(all_different(policy.functions, [](const auto& row) { return row.method + ' ' + row.path; }));
  for (const FunctionPolicy& row : policy.functions) {
    if (row.method.empty()) return Error{Err::bad_value, "a function of the policy has no method"};
    if (!row.path.starts_with('/')) return Error{Err::bad_value, "a function's path does not start with '/'"};
    if (policy.interface_with(row.interface_id) == nullptr) return Error{Err::bad_value, "a function names an unknown interface"};
  }
  return kOk;
}

template <class Rows, class Member>
auto find_by(const Rows& rows, Member member, std::string_view wanted) {
  const auto it = std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.*member == wanted; });
  return it == rows.end() ? nullptr : &*it;
}

}  // namespace

std::string_view name_of(Transport value) {
  return word(value);
}
std::string_view name_of(Scope value) {
  return word(value);
}
std::string_view name_of(State value) {
  return word(value);
}
std::string_view name_of(Role value) {
  return word(value);
}
std::string_view name_of(Basis value) {
  return word(value);
}
std::string_view name_of(Storage value) {
  return word(value);
}

const InterfacePolicy* ProductPolicy::interface_with(std::string_view id) const {
  return find_by(interfaces, &InterfacePolicy::id, id);
}

const TelemetryPolicy* ProductPolicy::telemetry_named(std::string_view name) const {
  return find_by(telemetry, &TelemetryPolicy::name, name);
}

const FunctionPolicy* ProductPolicy::function_at(std::string_view method, std::string_view path) const {
  const auto it = std::find_if(functions.begin(), functions.end(),
                               [&](const FunctionPolicy& row) { return row.method == method && row.path == path; });
  return it == functions.end() ? nullptr : &*it;
}

Status check_policy(const ProductPolicy& policy) {
  if (policy.model.empty() || policy.manufacturer.empty() || policy.version.empty()) {
    return Error{Err::bad_value, "the policy does not say which product it is"};
  }
  if (!parse_date(policy.support_end)) return Error{Err::bad_value, "the policy's support end is not a date"};
  if (policy.languages.empty()) return Error{Err::bad_value, "the policy names no language"};
  TRY_(check_interfaces(policy));
  TRY_(check_telemetry(policy));
  TRY_(check_functions(policy));
  TRY_(all_different(policy.services, [](const auto& row) { return row.id; }));
  TRY_(all_different(policy.personal_data, [](const auto& row) { return row.id; }));
  TRY_(check_components(policy));
  return all_different(policy.sensors, [](const auto& row) { return row.id; });
}

Buffer encode_policy(const ProductPolicy& policy) {
  Encoder encoder;
  ProductPolicy copy = policy;  // members() walks both ways, so it asks for something it could write to
  members(encoder, copy);
  Value map = encoder.take();
  map.set("format", kFormat);
  return encode_cbor(map);
}

Result<ProductPolicy> parse_policy(Bytes wire) {
  if (wire.size() > kPolicyBytesMax) return Error{Err::too_large, "the policy is larger than its bound"};
  TRY(const Value map, parse_cbor(wire));
  TRY(const std::int64_t format, map.integer("format"));
  if (format != kFormat) return Error{Err::unsupported, "the policy has a format that this runtime does not know"};
  ProductPolicy policy;
  Decoder decoder(map);
  members(decoder, policy);
  TRY_(decoder.status());
  TRY_(check_policy(policy));
  // The same bytes again, or there was something in them that we did not understand.
  if (!equal(encode_policy(policy), wire)) return Error{Err::bad_value, "the policy has members that this runtime does not know"};
  return policy;
}

}  // namespace cardea::product
