// SPDX-License-Identifier: Apache-2.0
#include "service/desk/fleet.hpp"

#include <cstdio>

#include "lib/base/clock.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"
#include "product/policy.hpp"
#include "service/config.hpp"
#include "service/desk/output.hpp"

namespace cardea::service {
namespace {

using command::Arguments;

constexpr const char* kFleetHelp =
    "usage: cardea fleet COMMAND --service ADDRESS:PORT --operator FOLDER [--json]\n\n"
    "  devices               every registered device: version, state, last seen\n"
    "  register CERT.pem     let a device in (its birth certificate, made by `cardea factory make`)\n"
    "  hint SERIAL           tell the device at its next visit to look for an update\n"
    "  block | unblock SERIAL\n"
    "  label SERIAL TEXT     put the device into a group (`cardea rollout start --canary TEXT`)\n"
    "  model POLICY.cbor     what devices of a model may send, and its public page (`cardea product compile`)\n"
    "  telemetry SERIAL      what a device has sent\n"
    "  anomalies             releases that many devices refused within a day\n"
    "  audit                 who changed what\n\n"
    "example: cardea fleet devices --service 127.0.0.1:8443 --operator svc/operators/olive\n";

constexpr const char* kServiceHelp =
    "usage: cardea service init --dir FOLDER --factory-ca PEM [--operator NAME] [--address IP] [--name DNS]\n"
    "                           [--edge-port N] [--api-port N] [--public-port N] [--visit-s N] [--contact URI]\n\n"
    "Makes the folder of an associated service: its CAs, its certificate, one operator. Start it with `cardea-service FOLDER`.\n";

Outcome<Value> label_device(FleetClient& client, const std::string& serial, const std::string& label) {
  Value body;
  return client.put_json("/v1/devices/" + serial + "/label", body.set("label", label));
}

Outcome<Value> run_command(FleetClient& client, const std::string& name, const std::string& subject, const std::string& more) {
  if (name == "devices") return client.get("/v1/devices");
  if (name == "audit") return client.get("/v1/audit");
  if (name == "anomalies") return client.get("/v1/anomalies");
  if (subject.empty()) return Problem(Err::bad_value, "`cardea fleet " + name + "` needs one more word", "cardea fleet --help");
  if (name == "telemetry") return client.get("/v1/telemetry?serial=" + subject);
  if (name == "hint" || name == "block" || name == "unblock") return client.post("/v1/devices/" + subject + "/" + name, Value(Value::Map{}));
  if (name == "label") return label_device(client, subject, more);
  if (name == "register") {
    TRY(const std::string pem, store::read_text(subject));
    Value body;
    return client.post("/v1/devices", body.set("certificate_pem", pem));
  }
  if (name == "model") {
    TRY(const Buffer policy, store::read_file(subject));
    TRY(const auto parsed, product::parse_policy(policy));
    return client.put("/v1/models/" + parsed.model, policy);
  }
  return Problem(Err::bad_value, "there is no command `cardea fleet " + name + "`", "cardea fleet --help lists them");
}

void print_answer(const std::string& name, const Value& answer, bool json) {
  if (json) return void(std::fputs(print_json_pretty(answer).c_str(), stdout));
  if (name == "devices")
    return print_rows(answer, "devices", {"model", "serial", "version", "label", "state", "last_seen", "blocked"});
  if (name == "telemetry") return print_rows(answer, "points", {"at", "name", "value"});
  if (name == "anomalies") return print_rows(answer, "anomalies", {"kind", "model", "version", "devices", "last", "reason"});
  if (name == "audit") return print_rows(answer, "entries", {"at", "who", "what"});
  std::puts("done");
}

Outcome<int> fleet(std::span<const std::string> words) {
  TRY(const Arguments arguments, Arguments::parse(words, {"service", "operator"}, {"json", "help"}));
  if (arguments.flag("help") || arguments.words().empty()) return std::fputs(kFleetHelp, stdout), arguments.flag("help") ? 0 : 2;
  const std::string name = arguments.words()[0];
  const std::string subject = arguments.words().size() > 1 ? arguments.words()[1] : std::string{};
  TRY(const OperatorDesk desk, desk_of(arguments));
  TRY(FleetClient client, FleetClient::open(desk));
  const std::string more = arguments.words().size() > 2 ? arguments.words()[2] : std::string{};
  TRY(const Value answer, run_command(client, name, subject, more));
  print_answer(name, answer, arguments.flag("json"));
  return 0;
}

Outcome<Terms> init_terms(const Arguments& arguments) {
  Terms terms;
  TRY(terms.directory, arguments.required("dir"));
  TRY(const std::string factory_ca, arguments.required("factory-ca"));
  TRY(terms.factory_ca_pem, store::read_text(factory_ca));
  terms.first_operator = arguments.option("operator", "operator");
  terms.config.address = arguments.option("address", terms.config.address);
  terms.config.name = arguments.option("name", terms.config.name);
  TRY(terms.config.edge_port, port_of(arguments.option("edge-port", "0")));
  TRY(terms.config.api_port, port_of(arguments.option("api-port", "0")));
  TRY(terms.config.public_port, port_of(arguments.option("public-port", "0")));
  TRY(terms.config.visit_s, port_of(arguments.option("visit-s", "3600")));
  terms.config.terms.contact = arguments.option("contact", "mailto:security@example.com");
  terms.config.terms.policy_url = arguments.option("policy-url", "https://" + terms.config.name + "/security-policy");
  return terms;
}

Outcome<int> service(std::span<const std::string> words) {
  TRY(const Arguments arguments, Arguments::parse(words, {"dir", "factory-ca", "operator", "address", "name", "edge-port", "api-port", "public-port", "visit-s",
                                                          "contact", "policy-url"}, {"help"}));
  if (arguments.flag("help") || arguments.words().empty()) return std::fputs(kServiceHelp, stdout), arguments.flag("help") ? 0 : 2;
  if (arguments.words()[0] != "init") return Problem(Err::bad_value, "there is no command `cardea service " + arguments.words()[0] + "`", "cardea service --help");
  TRY(const Terms terms, init_terms(arguments));
  TRY_(init_service(terms, SystemClock().wall_s()));
  std::printf("%s\n", terms.directory.c_str());
  return 0;
}

}  // namespace

int fleet_main(std::span<const std::string> arguments) { return command::exit_code(fleet(arguments)); }
int service_main(std::span<const std::string> arguments) { return command::exit_code(service(arguments)); }

}  // namespace cardea::service
