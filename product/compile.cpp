// SPDX-License-Identifier: Apache-2.0
#include "product/compile.hpp"

#include <algorithm>
#include <array>

namespace cardea::product {
namespace {

InBoth in_both(const Row& row, const std::string& field) {
  return {row.text(field), row.text(field + "_zh")};
}

std::uint16_t port_of(const Row& row) {
  return static_cast<std::uint16_t>(row.number("port").value_or(0));
}

std::uint32_t retention_of(const Row& row) {
  return static_cast<std::uint32_t>(row.number("retention_days").value_or(0));
}

// One row at a time. A word that is missing or unknown (the lint reports it) spoils the whole.
class RowCompiler {
 public:
  bool whole() const { return whole_; }

  InterfacePolicy interface_of(const Row& row) {
    return {row.id(),     row.text("process"), word(row.text("transport"), Transport::udp), word(row.text("bind"), Scope::any),
            port_of(row), states_of(row)};
  }

  TelemetryPolicy telemetry_of(const Row& row) {
    return {row.id(),
            row.text("name"),
            in_both(row, "description"),
            in_both(row, "purpose"),
            word(row.text("basis"), Basis::legal_obligation),
            row.text("recipient"),
            retention_of(row),
            row.number("value_min").value_or(0),
            row.number("value_max").value_or(0)};
  }

  FunctionPolicy function_of(const Row& row) {
    return {row.id(),
            row.text("interface"),
            row.text("method"),
            row.text("path"),
            word(row.text("role"), Role::admin),
            row.flag("changes") || row.flag("allows_configuration"),
            states_of(row)};
  }

  ServicePolicy service_of(const Row& row) { return {row.id(), row.text("host"), port_of(row), in_both(row, "purpose")}; }

  PersonalDataPolicy personal_data_of(const Row& row) {
    std::vector<Storage> where;
    for (const std::string& place : row.list("stored_on")) where.push_back(word(place, Storage::associated_service));
    return {row.id(), in_both(row, "description"), in_both(row, "purpose"), word(row.text("basis"), Basis::legal_obligation),
            where,    row.list("recipients"),      retention_of(row),       row.flag("sensitive")};
  }

  ComponentPolicy component_of(const Row& row) { return {row.id(), row.text("component"), in_both(row, "description")}; }

  SensorPolicy sensor_of(const Row& row) { return {row.id(), in_both(row, "description")}; }

 private:
  template <class Enum>
  Enum word(std::string_view text, Enum last) {
    for (int i = 0; i <= static_cast<int>(last); ++i) {
      if (name_of(static_cast<Enum>(i)) == text) return static_cast<Enum>(i);
    }
    whole_ = false;
    return last;
  }

  std::vector<State> states_of(const Row& row) {
    std::vector<State> states;
    for (const std::string& state : row.list("status")) states.push_back(word(state, State::initialized));
    std::sort(states.begin(), states.end());
    return states;
  }

  bool whole_ = true;
};

template <class Out>
using Make = Out (RowCompiler::*)(const Row&);

template <class Out>
std::vector<Out> rows_of(std::span<const Row> rows, RowCompiler& compiler, Make<Out> make, bool (*select)(const Row&)) {
  std::vector<Out> out;
  for (const Row& row : rows) {
    if (select(row)) out.push_back((compiler.*make)(row));
  }
  return out;
}

bool all(const Row&) {
  return true;
}
bool is_listener(const Row& row) {
  return row.text("type") == "network" && !row.list("status").empty();
}
bool is_carried_along(const Row& row) {
  return row.has("component");
}
bool is_network_function(const Row& row) {
  return row.has("path") && !row.list("status").empty();
}

}  // namespace

Outcome<ProductPolicy> compile(const Declaration& declaration) {
  const ProductFacts facts = declaration.product();
  const Row* info = declaration.single("UserInfo");
  ProductPolicy policy;
  policy.model = facts.model;
  policy.manufacturer = facts.manufacturer;
  policy.version = facts.version;
  policy.support_end = facts.support_end;
  policy.languages = facts.languages;
  if (info != nullptr) {
    policy.disclosure_policy_url = info->text("publication_of_vulnerability_disclosure_policy");
    policy.support_period_url = info->text("publication_of_support_period");
  }
  RowCompiler compiler;
  policy.interfaces = rows_of(declaration.rows("Intf"), compiler, &RowCompiler::interface_of, is_listener);
  policy.telemetry = rows_of(declaration.rows("TelData"), compiler, &RowCompiler::telemetry_of, all);
  policy.functions = rows_of(declaration.rows("SoftServ"), compiler, &RowCompiler::function_of, is_network_function);
  policy.services = rows_of(declaration.rows("AssocServ"), compiler, &RowCompiler::service_of, all);
  policy.personal_data = rows_of(declaration.rows("PersData"), compiler, &RowCompiler::personal_data_of, all);
  policy.sensors = rows_of(declaration.rows("ExtSens"), compiler, &RowCompiler::sensor_of, all);
  policy.components = rows_of(declaration.rows("SoftComp"), compiler, &RowCompiler::component_of, is_carried_along);
  if (!compiler.whole())
    return Problem(Err::bad_value, declaration.file() + " does not compile: a row is incomplete",
                   "cardea product lint shows which");
  const auto read_back = parse_policy(encode_policy(policy));
  if (!read_back) return Problem(read_back.error().code, declaration.file() + " does not compile: " + read_back.error().what);
  return policy;
}

Outcome<ProductPolicy> compile_file(const std::string& path) {
  TRY(const Lint result, lint(path));
  if (result.usable()) return compile(*result.declaration);
  const auto first = std::find_if(result.findings.begin(), result.findings.end(),
                                  [](const Finding& f) { return f.severity == Severity::error; });
  return Problem(Err::bad_value, describe(*first),
                 "cardea product lint " + path + " shows all " + std::to_string(result.errors()));
}

}  // namespace cardea::product
