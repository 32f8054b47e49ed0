// SPDX-License-Identifier: Apache-2.0
#include "assess/driver/driver.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>

#include "assess/driver/read_acts.hpp"
#include "assess/driver/read_client.hpp"
#include "assess/driver/read_image.hpp"
#include "assess/driver/read_inputs.hpp"
#include "assess/driver/read_traffic.hpp"
#include "assess/input/tree.hpp"

namespace cardea::assess {

namespace {

constexpr std::array<std::pair<std::string_view, SignInKind>, 7> kKinds{{{"json", SignInKind::json},
                                                                         {"form", SignInKind::form},
                                                                         {"basic", SignInKind::basic},
                                                                         {"digest", SignInKind::digest},
                                                                         {"mqtt", SignInKind::mqtt},
                                                                         {"snmp", SignInKind::snmp},
                                                                         {"command", SignInKind::command}}};

constexpr std::array<std::pair<std::string_view, Speaks>, 5> kLanguages{
    {{"http", Speaks::http}, {"mqtt", Speaks::mqtt}, {"coap", Speaks::coap}, {"snmp", Speaks::snmp}, {"other", Speaks::other}}};

// One of the words of a table.
template <class Table, class Word>
Word read_word(Fields& fields, const std::string& key, const Table& table, Word fallback) {
  const std::string text = fields.text(key);
  if (text.empty()) return fallback;
  std::string words;
  for (const auto& [name, word] : table) {
    if (name == text) return word;
    words += (words.empty() ? "" : ", ") + std::string(name);
  }
  fields.complain("." + key + " is none of " + words);
  return fallback;
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
  target.speaks = read_word(fields, "speaks", kLanguages, target.speaks);
  target.tls = fields.flag("tls", true);
  target.host = fields.text("host");
  target.spki_pin = fields.text("spki_pin");
  target.label = fields.texts("label");
  fields.finish();
  return target;
}

bool is_http(SignInKind kind) {
  return kind != SignInKind::mqtt && kind != SignInKind::snmp && kind != SignInKind::command;
}

// What each kind means by itself, where the driver does not say otherwise.
SignIn sign_in_of(SignInKind kind) {
  SignIn sign_in;
  sign_in.kind = kind;
  if (kind == SignInKind::basic) sign_in.authorization = "Basic {token}";
  if (kind == SignInKind::basic || kind == SignInKind::digest) {
    sign_in.method = "GET";
    sign_in.refused = {401};
  }
  if (!is_http(kind)) sign_in.refused = {401, 403};
  return sign_in;
}

void read_answers(Fields& fields, SignIn& sign_in) {
  sign_in.accepted = fields.numbers("accepted", sign_in.accepted);
  sign_in.refused = fields.numbers("refused", sign_in.refused);
  sign_in.held_up = fields.numbers("held_up", sign_in.held_up);
  sign_in.accepted_text = fields.text("accepted_text");
  sign_in.refused_text = fields.text("refused_text");
  sign_in.token = fields.text("token");
  sign_in.cookie = fields.text("cookie");
  if (!sign_in.cookie.empty()) {
    sign_in.header = "cookie";
    sign_in.authorization = sign_in.cookie + "={token}";
  }
  sign_in.header = fields.text("header", sign_in.header);
  sign_in.authorization = fields.text("authorization", sign_in.authorization);
}

SignIn read_sign_in(Fields fields) {
  if (!fields.present()) return {};
  bool form = false;
  const std::string body = read_body(fields, form);
  SignIn sign_in = sign_in_of(read_word(fields, "kind", kKinds, form ? SignInKind::form : SignInKind::json));
  sign_in.body = body;
  sign_in.method = fields.text("method", sign_in.method);
  sign_in.path = is_http(sign_in.kind) ? fields.required_text("path") : fields.text("path");
  sign_in.command = fields.texts("command");
  if (sign_in.kind == SignInKind::command && sign_in.command.empty()) fields.complain("lacks \"command\"");
  read_answers(fields, sign_in);
  fields.finish();
  return sign_in;
}

std::vector<KnownDefault> read_defaults(std::vector<Fields> list) {
  std::vector<KnownDefault> defaults;
  for (Fields& fields : list) {
    defaults.push_back({fields.text("name"), fields.text("password")});
    fields.finish();
  }
  return defaults;
}

std::map<std::string, Call> read_calls(Fields fields) {
  std::map<std::string, Call> calls;
  for (const auto& [id, value] : fields.members()) {
    Fields one(value, fields.place() + "." + id, fields.problem(), kDriverManual);
    bool form = false;
    calls[id] = {one.text("path"), read_body(one, form), one.flag("safe", false), one.text("echo")};
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
    Fields one(value, fields.place() + "." + host, fields.problem(), kDriverManual);
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
  for (const auto& [id, acts] : driver.client) all.push_back(acts.address);
  return all;
}

template <class Table, class Word>
std::string_view name_in(const Table& table, Word word) {
  const auto it = std::find_if(table.begin(), table.end(), [&](const auto& one) { return one.second == word; });
  return it == table.end() ? "none" : it->first;
}

}  // namespace

bool is_by_datagrams(Speaks speaks) {
  return speaks == Speaks::coap || speaks == Speaks::snmp;
}

std::string_view name_of(Speaks speaks) {
  return name_in(kLanguages, speaks);
}

std::string_view name_of(SignInKind kind) {
  return name_in(kKinds, kind);
}

std::string scheme_of(const SignIn& sign_in) {
  if (sign_in.kind == SignInKind::none || !is_http(sign_in.kind) || sign_in.header != "authorization") return {};
  return sign_in.authorization.substr(0, sign_in.authorization.find(' '));
}

bool may_touch(const Driver& driver, const std::string& address) {
  return is_loopback(address) || std::find(driver.allow.begin(), driver.allow.end(), address) != driver.allow.end();
}

Outcome<Driver> parse_driver(Bytes file) {
  TRY(const Value tree, read_tree(file, "driver"));
  std::optional<Problem> problem;
  Fields root(&tree, "driver", problem, kDriverManual);
  Driver driver;
  driver.target = read_target(root.object("target"));
  driver.allow = root.texts("allow");
  driver.accounts = read_accounts(root.objects("accounts"));
  driver.pre_installed = read_secret_place(root, "pre_installed");
  driver.defaults = read_defaults(root.objects("defaults"));
  driver.sign_in = read_sign_in(root.object("sign_in"));
  driver.calls = read_calls(root.object("calls"));
  driver.processes = read_processes(root.object("processes"));
  driver.programs = root.text("programs");
  driver.image = read_image(root.object("image"));
  driver.state_folder = root.text("state_folder");
  driver.update = read_update(root.object("update"));
  driver.change = read_change(root.object("change"));
  driver.traffic = read_traffic(root.object("traffic"));
  driver.inputs = read_input_acts(root.object("inputs"));
  driver.outage = read_outage(root.object("outage"));
  driver.deletion = read_deletion(root.object("deletion"));
  driver.states = read_states(root.object("states"));
  driver.client = read_client(root.object("client"));
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
