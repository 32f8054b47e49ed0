// SPDX-License-Identifier: Apache-2.0
// Rows that the runtime enforces: two of them must not contradict each other, because the device could keep only one.
#include <algorithm>

#include "lib/base/component_name.hpp"
#include "product/rules.hpp"

namespace cardea::product {
namespace {

// Reports each row whose key another row had before.
template <class Key>
void check_different(std::span<const Row> rows, Key key, std::string_view what, Findings& findings) {
  std::map<std::string, const Row*> seen;
  for (const Row& row : rows) {
    const std::string value = key(row);
    if (value.empty()) continue;
    const auto [it, fresh] = seen.emplace(value, &row);
    if (fresh) continue;
    findings.error("collision", row.place(),
                   row.id() + " has the same " + std::string(what) + " as " + it->second->id() + ": " + value,
                   "give one of them another");
  }
}

std::string listening_key(const Row& row) {
  const auto port = row.number("port");
  return row.text("type") != "network" || !port ? std::string() : row.text("transport") + ' ' + std::to_string(*port);
}

std::string function_key(const Row& row) {
  return !row.has("path") || !row.has("method") ? std::string()
                                                : row.text("interface") + ' ' + row.text("method") + ' ' + row.text("path");
}

void check_processes(const Declaration& declaration, std::string_view table, Findings& findings) {
  for (const Row& row : declaration.rows(table)) {
    const std::string process = row.text("process");
    const auto known = declaration.rows("PrivlCtrl");
    const bool found = std::any_of(known.begin(), known.end(), [&](const Row& k) { return k.text("process") == process; });
    if (process.empty() || found) continue;
    findings.error("dangling", row.place_of("process"),
                   row.id() + " belongs to the process " + quoted(process) + ", and no row of PrivlCtrl says what that may do",
                   "[[PrivlCtrl]] with process = \"" + process + '"');
  }
}

//= EN303645 5.6-1
void check_listeners(const Declaration& declaration, Findings& findings) {
  check_different(declaration.rows("Intf"), listening_key, "port", findings);
  for (const Row& row : declaration.rows("Intf")) {
    for (const Row& rights : declaration.rows("PrivlCtrl")) {
      if (!row.has("process") || rights.text("process") != row.text("process") || !rights.has("network") ||
          rights.text("network") == "listens")
        continue;
      findings.error("contradiction", row.place_of("process"),
                     row.id() + " gives a listener to " + row.text("process") + ", and " + rights.id() +
                         " says network = " + rights.text("network"));
    }
  }
}

void check_functions(const Declaration& declaration, Findings& findings) {
  check_different(declaration.rows("SoftServ"), function_key, "function", findings);
  for (const Row& row : declaration.rows("SoftServ")) {
    if (row.has("path") && !row.text("path").starts_with('/')) {
      findings.error("bad-path", row.place_of("path"), "`path` of " + row.id() + " does not start with '/'",
                     "path = \"/api/...\"");
    }
    const Row* interface_row = declaration.row(row.text("interface"));
    for (const std::string& state : row.list("status")) {
      if (interface_row == nullptr || !interface_row->has("status") || interface_row->lists("status", state)) continue;
      findings.error("contradiction", row.place_of("status"),
                     row.id() + " is enabled in " + state + ", where " + interface_row->id() + " is not");
    }
  }
}

// Its name is that of a file in the device and of a target in the update repository.
void check_components(const Declaration& declaration, Findings& findings) {
  check_different(declaration.rows("SoftComp"), [](const Row& row) { return row.text("component"); }, "component", findings);
  for (const Row& row : declaration.rows("SoftComp")) {
    if (!row.has("component") && row.has("description_zh")) {
      findings.error("dangling", row.place_of("description_zh"), "nobody reads the Chinese description of " + row.id() +
                     ": pages show that of a component alone", "component = \"NAME\" where the runtime updates it by itself");
    }
    if (!row.has("component") || is_component_name(row.text("component"))) continue;
    findings.error("bad-name", row.place_of("component"), "`component` of " + row.id() + " is no name that a component may have",
                   "small letters, digits and dashes, a letter first: component = \"window-1\"");
  }
}

void check_telemetry(const Declaration& declaration, Findings& findings) {
  check_different(declaration.rows("TelData"), [](const Row& row) { return row.text("name"); }, "name", findings);
  for (const Row& row : declaration.rows("TelData")) {
    const auto min = row.number("value_min");
    const auto max = row.number("value_max");
    if (!min || !max || *min <= *max) continue;
    findings.error("out-of-range", row.place_of("value_max"), row.id() + " allows no value: value_max is below value_min");
  }
}

void check_services(const Declaration& declaration, Findings& findings) {
  if (!declaration.rows("AssocServ").empty()) return;
  for (const Row& row : declaration.rows("ComMech")) {
    if (row.text("peer") != "associated_service") continue;
    findings.error("dangling", row.fragment().empty() ? row.place_of("peer") : Place{declaration.file(), {}},
                   row.id() + " speaks to an associated service, and no row of AssocServ says which",
                   "[[AssocServ]] with host, port and purpose");
  }
}

void check_user_decisions(const Declaration& declaration, Findings& findings) {
  for (const Row& row : declaration.rows("UserDec")) {
    if (!row.has("default") || !row.has("options") || row.lists("options", row.text("default"))) continue;
    findings.error("contradiction", row.place_of("default"),
                   "the default of " + row.id() + " is none of its options: " + quoted(row.text("default")));
  }
}

}  // namespace

void check_enforced(const Declaration& declaration, Findings& findings) {
  check_listeners(declaration, findings);
  check_components(declaration, findings);
  check_functions(declaration, findings);
  check_telemetry(declaration, findings);
  check_user_decisions(declaration, findings);
  check_services(declaration, findings);
  check_processes(declaration, "Intf", findings);
  check_processes(declaration, "SoftServ", findings);
}

}  // namespace cardea::product
