// SPDX-License-Identifier: Apache-2.0
#include "device/gate/privacy.hpp"

#include "device/gate/texts.hpp"

namespace cardea::gate {
namespace {

Value sensor(const product::SensorPolicy& row) {
  Value out;
  out.set("id", row.id).set("what", both(row.what));
  return out;
}

Value personal_data(const product::PersonalDataPolicy& row) {
  Value where{Value::Array{}};
  for (const product::Storage place : row.where) where.push(name_of(place));
  Value recipients{Value::Array{}};
  for (const std::string& recipient : row.recipients) recipients.push(recipient);
  Value out;
  out.set("id", row.id).set("what", both(row.what)).set("purpose", both(row.purpose)).set("basis", name_of(row.basis));
  out.set("where", std::move(where)).set("recipients", std::move(recipients));
  out.set("retention_days", row.retention_days).set("sensitive", row.sensitive);
  return out;
}

Value telemetry(const product::TelemetryPolicy& row) {
  Value out;
  out.set("id", row.id).set("what", both(row.what)).set("purpose", both(row.purpose)).set("basis", name_of(row.basis));
  out.set("recipient", row.recipient).set("retention_days", row.retention_days);
  return out;
}

Value service(const product::ServicePolicy& row) {
  Value out;
  out.set("id", row.id).set("host", row.host).set("purpose", both(row.purpose));
  return out;
}

template <class Row>
Value list(const std::vector<Row>& rows, Value (*one)(const Row&)) {
  Value out{Value::Array{}};
  for (const Row& row : rows) out.push(one(row));
  return out;
}

}  // namespace

//= EN303645 6-1
//= EN303645 6-5
//= EN303645 5.8-3
Value privacy_json(const product::ProductPolicy& policy) {
  Value out;
  out.set("sensors", list(policy.sensors, sensor)).set("personal_data", list(policy.personal_data, personal_data));
  out.set("telemetry", list(policy.telemetry, telemetry)).set("services", list(policy.services, service));
  return out;
}

}  // namespace cardea::gate
