// SPDX-License-Identifier: Apache-2.0
#include "assess/testing/twin_sender.hpp"

namespace cardea::assess::testing {

namespace {

TwinTls plain_if(bool plain) {
  TwinTls tls;
  tls.on = !plain;
  return tls;
}

}  // namespace

TwinSender::TwinSender(const SenderFaults& faults)
    : faults_(faults),
      service_("127.0.0.1", plain_if(faults.plain_service), [](const TwinRequest&) { return TwinReply{}; }),
      door_("127.0.0.1", plain_if(faults.plain_door), [this](const TwinRequest& request) { return answer(request); }) {}

void TwinSender::send_on(const std::string& text) const {
  if (faults_.never_sends) return;
  HttpAsk ask;
  ask.method = "POST";
  ask.target = "/names";
  ask.body = SecretBytes(faults_.in_base64 ? to_base64(as_bytes("name: " + text)) : text);
  Door service;
  service.endpoint = {"127.0.0.1", service_.port(), {}};
  service.tls = !faults_.plain_service;
  if (!exchange(service, ask)) std::abort();  // a test's own scaffolding
}

TwinReply TwinSender::answer(const TwinRequest& request) {
  if (request.target == "/api/session") {
    if (request.body.find(kOwnerPassword) == std::string::npos) return {401, "", ""};
    if (faults_.tells_password) send_on(request.body);
    return {200, R"({"token":"t-0123456789"})", ""};
  }
  const std::lock_guard lock(mutex_);
  if (request.target == "/api/name") name_ = request.body;
  if (request.target == "/api/sync") send_on(name_);
  return {200, "{}", ""};
}

void TwinSender::declare_in(TwinBench& bench, const std::string& mechanisms) const {
  bench.driver.target.tls = !faults_.plain_door;
  bench.declare("ComMech", "ComMech-Service", R"({"peer":"associated_service","remotely_accessible":true,
      "cryptographic_details":[{"primitive":"AES-GCM","protocol":"TLS","version":"1.3"}]})");
  bench.declare("SecParam", "SecParam-Password", R"({"type":"critical","communication_mechanisms":["ComMech-Local"]})");
  bench.declare("PersData", "PersData-Name", R"({"sensitive":false,"communication_mechanisms":[)" + mechanisms + "]}");
  TrafficActs& acts = bench.driver.traffic;
  acts.wanted = true;
  acts.hold_ms = 300;
  acts.ends["ComMech-Service"] = {"127.0.0.1", service_.port()};
  DataActs& data = acts.data["PersData-Name"];
  data.put.method = "PUT";
  data.put.path = "/api/name";
  data.put.body = R"({"name":"{word}"})";
  data.send.path = "/api/sync";
}

}  // namespace cardea::assess::testing
