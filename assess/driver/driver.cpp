// SPDX-License-Identifier: Apache-2.0
#include "assess/driver/driver.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>

#include "assess/input/fields.hpp"
#include "assess/input/tree.hpp"
#include "lib/codec/json.hpp"

namespace cardea::assess {

namespace {

constexpr const char* kManual = "docs/driver.md lists the keys";

SecretPlace read_secret_place(Fields& fields, const std::string& prefix) {
  SecretPlace place{fields.text(prefix + "_file"), fields.text(prefix + "_env")};
  return place;
}

// A body is an object, sent as JSON, or text, sent as a form.
std::string read_body(Fields& fields, bool& form) {
  const Value* body = fields.any("body");
  if (body == nullptr) return {};
  form = body->if_text() != nullptr;
  return form ? *body->if_text() : print_json(*body);
}

std::uint16_t port_in(Fields& fields, const std::string& name, const Value& value) {
  if (value.if_int() != nullptr && *value.if_int() >= 1 && *value.if_int() <= 65535)
    return static_cast<std::uint16_t>(*value.if_int());
  fields.complain("." + name + " is no port");
  return 0;
}

Target read_target(Fields fields) {
  Target target;
  target.name = fields.text("name", "target");
  target.address = fields.required_text("address");
  target.dedicated = fields.flag("dedicated", false);
  target.also_scan = fields.texts("also_scan");
  Fields interfaces = fields.object("interfaces");
  for (const auto& [id, port] : interfaces.members()) target.interfaces[id] = port_in(interfaces, id, *port);
  target.door = fields.text("door");
  target.tls = fields.flag("tls", true);
  target.host = fields.text("host");
  target.spki_pin = fields.text("spki_pin");
  target.label = fields.texts("label");
  fields.finish();
  return target;
}

std::vector<Account> read_accounts(std::vector<Fields> list) {
  std::vector<Account> accounts;
  for (Fields& fields : list) {
    Account account{fields.required_text("name"), fields.text("role", "admin"), read_secret_place(fields, "password")};
    if (account.password.empty()) fields.complain("says not where its password lies", "\"password_file\" or \"password_env\"");
    fields.finish();
    accounts.push_back(std::move(account));
  }
  return accounts;
}

SignIn read_sign_in(Fields fields) {
  SignIn sign_in;
  if (!fields.present()) return sign_in;
  sign_in.method = fields.text("method", sign_in.method);
  sign_in.path = fields.required_text("path");
  sign_in.body = read_body(fields, sign_in.form);
  sign_in.accepted = fields.numbers("accepted", sign_in.accepted);
  sign_in.token = fields.text("token");
  sign_in.authorization = fields.text("authorization", sign_in.authorization);
  fields.finish();
  return sign_in;
}

std::map<std::string, Call> read_calls(Fields fields) {
  std::map<std::string, Call> calls;
  for (const auto& [id, value] : fields.members()) {
    Fields one(value, fields.place() + "." + id, fields.problem(), kManual);
    bool form = false;
    calls[id] = {one.text("path"), read_body(one, form), one.flag("safe", false)};
    one.finish();
  }
  return calls;
}

Processes read_processes(Fields fields) {
  Processes processes{fields.texts("pid_files"), fields.texts("command"), fields.flag("with_children", false)};
  fields.finish();
  return processes;
}

UpdateActs read_update(Fields fields) {
  UpdateActs acts;
  if (!fields.present()) return acts;
  Fields offers = fields.object("offers");
  for (const auto& [kind, value] : offers.members()) acts.offers[kind] = offers.texts(kind);
  acts.path = fields.required_text("path");
  acts.check = fields.text("check");
  acts.version = fields.required_text("version");
  acts.phase = fields.text("phase");
  acts.result = fields.text("result");
  acts.reason = fields.text("reason");
  acts.idle_phases = fields.texts("idle_phases");
  acts.refused_results = fields.texts("refused_results");
  acts.settle_ms = fields.number("settle_ms", acts.settle_ms, 100, 600'000);
  fields.finish();
  return acts;
}

std::map<std::string, PlaceOnBench> read_documents(Fields fields) {
  std::map<std::string, PlaceOnBench> documents;
  for (const auto& [host, value] : fields.members()) {
    Fields one(value, fields.place() + "." + host, fields.problem(), kManual);
    documents[host] = {one.required_text("address"), static_cast<std::uint16_t>(one.number("port", 443, 1, 65535))};
    one.finish();
  }
  return documents;
}

std::map<std::string, std::string> read_manuals(Fields fields) {
  std::map<std::string, std::string> manuals;
  for (const auto& [field, value] : fields.members()) manuals[field] = fields.required_text(field);
  return manuals;
}

std::vector<ImportFile> read_imports(Fields& root) {
  std::vector<ImportFile> imports;
  for (Fields& fields : root.objects("imports")) {
    const std::string word = fields.required_text("kind");
    const std::optional<ImportKind> kind = import_kind_named(word);
    if (!kind) fields.complain(".kind \"" + word + "\" is none that is read", "one of: " + import_kinds());
    imports.push_back({kind.value_or(ImportKind::nmap), fields.required_text("file")});
    fields.finish();
  }
  if (imports.size() > kImportsMax) root.complain(".imports names more than " + std::to_string(kImportsMax) + " files");
  return imports;
}

bool is_loopback(const std::string& address) {
  in_addr v4{};
  in6_addr v6{};
  if (inet_pton(AF_INET, address.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  return inet_pton(AF_INET6, address.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

std::vector<std::string> addresses_of(const Driver& driver) {
  std::vector<std::string> all = driver.target.also_scan;
  all.push_back(driver.target.address);
  for (const auto& [host, place] : driver.documents) all.push_back(place.address);
  return all;
}

}  // namespace

bool may_touch(const Driver& driver, const std::string& address) {
  return is_loopback(address) || std::find(driver.allow.begin(), driver.allow.end(), address) != driver.allow.end();
}

Outcome<Driver> parse_driver(Bytes file) {
  TRY(const Value tree, read_tree(file, "driver"));
  std::optional<Problem> problem;
  Fields root(&tree, "driver", problem, kManual);
  Driver driver;
  driver.target = read_target(root.object("target"));
  driver.allow = root.texts("allow");
  driver.accounts = read_accounts(root.objects("accounts"));
  driver.pre_installed = read_secret_place(root, "pre_installed");
  driver.sign_in = read_sign_in(root.object("sign_in"));
  driver.calls = read_calls(root.object("calls"));
  driver.processes = read_processes(root.object("processes"));
  driver.programs = root.text("programs");
  driver.state_folder = root.text("state_folder");
  driver.update = read_update(root.object("update"));
  driver.documents = read_documents(root.object("documents"));
  driver.manuals = read_manuals(root.object("manuals"));
  driver.imports = read_imports(root);
  root.finish();
  if (problem) return std::move(*problem);
  for (const std::string& address : addresses_of(driver)) {
    if (!may_touch(driver, address)) {
      return Problem(Err::refused, "driver: " + address + " is neither loopback nor in \"allow\"",
                     "name it in \"allow\" if you may test it");
    }
  }
  return driver;
}

}  // namespace cardea::assess
