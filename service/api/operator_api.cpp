// SPDX-License-Identifier: Apache-2.0
#include "service/api/operator_api.hpp"

#include "lib/base/log.hpp"
#include "lib/base/time.hpp"
#include "lib/crypto/x509.hpp"
#include "product/policy.hpp"
#include "service/api/rollout_api.hpp"
#include "service/telemetry/refusals.hpp"

namespace cardea::service {
namespace {

constexpr std::uint32_t kListMax = 1000;
constexpr std::size_t kLabelMax = 64;

using Response = Result<net::HttpResponse>;

Value time_or_null(std::int64_t at_s) { return at_s == 0 ? Value() : Value(to_rfc3339(at_s)); }

Value describe(const Device& d) {
  Value update;
  update.set("phase", d.update.phase).set("last_result", d.update.last_result);
  update.set("last_version", d.update.last_version).set("last_reason", d.update.last_reason);
  Value row;
  row.set("model", d.model)
      .set("serial", d.serial)
      .set("state", d.state)
      .set("version", d.version)
      .set("label", d.label)
      .set("blocked", d.blocked);
  row.set("registered", to_rfc3339(d.registered_s)).set("last_seen", time_or_null(d.last_seen_s)).set("next_visit", time_or_null(d.next_visit_s));
  return row.set("update", std::move(update));
}

Response list_devices(ApiWorld& world, const Call&) {
  TRY(const auto devices, world.store.devices(kListMax));
  Value rows{Value::Array{}};
  for (const Device& device : devices) rows.push(describe(device));
  Value answer;
  return json_response(200, answer.set("devices", std::move(rows)));
}

// The common name of a birth certificate is `MODEL SERIAL`; a model designation may hold spaces, a serial number may not.
Result<std::pair<std::string, std::string>> model_and_serial(const std::string& common_name) {
  const std::size_t space = common_name.rfind(' ');
  if (space == std::string::npos || space == 0 || space + 1 == common_name.size()) {
    return Error{Err::bad_value, "the certificate's common name is not MODEL SERIAL"};
  }
  return std::pair(common_name.substr(0, space), common_name.substr(space + 1));
}

Response register_device(ApiWorld& world, const Call& call) {
  TRY(const Value body, json_body(call.request));
  Device device;
  TRY(device.certificate_pem, body.text("certificate_pem"));
  TRY_(crypto::verify_issued(device.certificate_pem, world.factory_ca_pem, world.clock.wall_s()));
  TRY(const auto certificate, crypto::certificate_info_pem(device.certificate_pem));
  TRY(auto names, model_and_serial(certificate.subject_common_name));
  device.model = names.first;
  device.serial = names.second;
  device.spki = certificate.spki_sha256_hex;
  device.registered_s = world.clock.wall_s();
  TRY_(world.store.add_device(device));
  return json_response(201, describe(device));
}

Response hint(ApiWorld& world, const Call& call) {
  TRY_(world.store.set_hint(call.segments[0]));
  return json_response(202, Value(Value::Map{}));
}

Response block(ApiWorld& world, const Call& call) {
  TRY_(world.store.set_blocked(call.segments[0], true));
  return json_response(200, Value(Value::Map{}));
}

Response unblock(ApiWorld& world, const Call& call) {
  TRY_(world.store.set_blocked(call.segments[0], false));
  return json_response(200, Value(Value::Map{}));
}

Response label(ApiWorld& world, const Call& call) {
  TRY(const Value body, json_body(call.request));
  TRY(const std::string text, body.text("label"));
  if (text.size() > kLabelMax) return Error{Err::too_large, "a label has at most 64 bytes"};
  TRY_(world.store.set_label(call.segments[0], text));
  return json_response(200, Value(Value::Map{}));
}

// The timestamp comes last: with it a new state of the repository is whole.
Response put_metadata(ApiWorld& world, const Call& call) {
  TRY_(world.repository.put_metadata(call.segments[0], call.request.body));
  if (call.segments[0] == "timestamp.json") {
    if (auto published = read_published(world.repository); published) {
      world.rollouts.publish(std::move(published->files));
      world.notices = std::move(published->newest);
    }
  }
  return json_response(201, Value(Value::Map{}));
}

Response put_target(ApiWorld& world, const Call& call) {
  TRY_(world.repository.put_target(call.segments[0], call.request.body));
  return json_response(201, Value(Value::Map{}));
}

Response put_model(ApiWorld& world, const Call& call) {
  TRY(const product::ProductPolicy policy, product::parse_policy(call.request.body));
  if (policy.model != call.segments[0]) return Error{Err::bad_value, "the policy is of another model"};
  TRY_(world.store.put_policy(policy.model, call.request.body));
  return json_response(200, Value(Value::Map{}));
}

Response read_telemetry(ApiWorld& world, const Call& call) {
  const auto serial = call.request.query_parameter("serial");
  if (!serial) return Error{Err::bad_value, "which device: ?serial=SERIAL"};
  TRY(const Device device, world.store.device_by_serial(*serial));
  TRY(const auto points, world.store.telemetry(device.spki, kListMax));
  Value rows{Value::Array{}};
  for (const auto& p : points) {
    Value row;
    rows.push(row.set("at", to_rfc3339(p.at_s)).set("name", p.name).set("value", p.value));
  }
  Value answer;
  return json_response(200, answer.set("points", std::move(rows)));
}

Response read_audit(ApiWorld& world, const Call&) {
  TRY(const auto entries, world.store.audit_log(kListMax));
  Value rows{Value::Array{}};
  for (const auto& e : entries) {
    Value row;
    rows.push(row.set("at", to_rfc3339(e.at_s)).set("who", e.who).set("what", e.what));
  }
  Value answer;
  return json_response(200, answer.set("entries", std::move(rows)));
}

Response read_anomalies(ApiWorld& world, const Call&) {
  TRY(const auto found, anomalies(world.store, world.clock.wall_s()));
  Value rows{Value::Array{}};
  for (const RefusedRelease& r : found) {
    Value row;
    row.set("kind", "update refused by many").set("model", r.model).set("version", r.version).set("devices", r.devices);
    rows.push(row.set("first", to_rfc3339(r.first_s)).set("last", to_rfc3339(r.last_s)).set("reason", r.reason));
  }
  Value answer;
  return json_response(200, answer.set("anomalies", std::move(rows)));
}

// What changes something is written down before it is done: a line too many is better than one missing.
Status write_audit(ApiWorld& world, const Call& call) {
  if (call.request.method == "GET") return kOk;
  return world.store.audit({world.clock.wall_s(), call.who, call.request.method + " " + call.request.path});
}

Handler answer_with(ApiWorld& world, ApiAnswer answer) {
  return [&world, answer](Call call, net::Responder responder) {
    if (auto audited = write_audit(world, call); !audited) return responder.send(error_response(audited.error()));
    auto response = answer(world, call);
    responder.send(response ? std::move(*response) : error_response(response.error()));
  };
}

Router operator_routes(ApiWorld& world) {
  std::vector<Route> routes{
      {"GET", "/v1/devices", answer_with(world, list_devices)},
      {"POST", "/v1/devices", answer_with(world, register_device)},
      {"POST", "/v1/devices/*/hint", answer_with(world, hint)},
      {"PUT", "/v1/devices/*/label", answer_with(world, label)},
      {"POST", "/v1/devices/*/block", answer_with(world, block)},
      {"POST", "/v1/devices/*/unblock", answer_with(world, unblock)},
      {"PUT", "/v1/repository/metadata/*", answer_with(world, put_metadata)},
      {"PUT", "/v1/repository/targets/*", answer_with(world, put_target)},
      {"PUT", "/v1/models/*", answer_with(world, put_model)},
      {"GET", "/v1/telemetry", answer_with(world, read_telemetry)},
      {"GET", "/v1/anomalies", answer_with(world, read_anomalies)},
      {"GET", "/v1/audit", answer_with(world, read_audit)},
  };
  for (const ApiRow& row : rollout_rows()) routes.push_back({row.method, row.pattern, answer_with(world, row.answer)});
  return Router(std::move(routes));
}

}  // namespace

net::HttpServer::Handler operator_handler(ApiWorld& world) {
  return [router = operator_routes(world)](net::HttpRequest request, net::Responder responder) {
    const auto certificate = crypto::parse_certificate_der(as_bytes(request.peer_certificate));
    if (!certificate) return responder.send(error_response(certificate.error()));
    router.dispatch(Call{std::move(request), {}, certificate->subject_common_name}, std::move(responder));
  };
}

}  // namespace cardea::service
