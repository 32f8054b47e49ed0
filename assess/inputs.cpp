// SPDX-License-Identifier: Apache-2.0
#include "assess/inputs.hpp"

#include <algorithm>

#include "assess/freeze.hpp"
#include "assess/plan.hpp"
#include "lib/store/file.hpp"
#include "product/findings.hpp"
#include "product/lint.hpp"

namespace cardea::assess {

namespace {

Outcome<product::Declaration> read_declaration(const std::string& path, const Clock& clock) {
  TRY(product::Lint checked, product::lint(path, clock));
  if (checked.usable()) return std::move(*checked.declaration);
  const std::string first = checked.findings.empty() ? path : product::describe(checked.findings.front());
  return Problem(Err::bad_value, "the declaration is not fit to assess: " + first, "cardea product lint " + path);
}

// Acts for a row that is not declared would be left undone unseen, or, worse, carried out for nothing.
Outcome<Unit> check_names(const std::vector<std::string>& ids, const char* key, const char* table,
                          const product::Declaration& declared) {
  std::vector<std::string_view> known;
  for (const product::Row& row : declared.rows(table)) known.push_back(row.id());
  for (const std::string& id : ids) {
    if (std::find(known.begin(), known.end(), id) != known.end()) continue;
    return Problem(Err::bad_value, std::string("driver.") + key + "." + id + ": the declaration has no such row of " + table,
                   known.empty() ? std::string("it has no row of ") + table : "it has " + product::listed(known));
  }
  return kOk;
}

template <class Acts>
std::vector<std::string> ids_of(const Acts& acts) {
  std::vector<std::string> ids;
  for (const auto& [id, act] : acts) ids.push_back(id);
  return ids;
}

Outcome<Unit> check_names(const Driver& driver, const product::Declaration& declared) {
  TRY_(check_names(ids_of(driver.calls), "calls", "SoftServ", declared));
  TRY_(check_names(ids_of(driver.change), "change", "AuthMech", declared));
  TRY_(check_names(ids_of(driver.client), "client", "ComMech", declared));
  TRY_(check_names(ids_of(driver.traffic.ends), "traffic.ends", "ComMech", declared));
  TRY_(check_names(ids_of(driver.traffic.secrets), "traffic.secrets", "SecParam", declared));
  TRY_(check_names(ids_of(driver.traffic.data), "traffic.data", "PersData", declared));
  TRY_(check_names(driver.inputs.reaches, "inputs.reaches", "InpVal", declared));
  TRY_(check_names(ids_of(driver.outage), "outage", "ResMech", declared));
  return check_names(ids_of(driver.deletion), "deletion", "DelFunc", declared);
}

}  // namespace

Outcome<Inputs> read_inputs(const std::string& declaration, const std::string& driver, const Clock& clock) {
  TRY(product::Declaration declared, read_declaration(declaration, clock));
  TRY(Buffer declaration_file, at_place(store::read_file(declaration), declaration));
  TRY(Buffer driver_file, at_place(store::read_file(driver), driver));
  TRY(Driver parsed, parse_driver(driver_file));
  TRY_(check_names(parsed, declared));
  return Inputs{std::move(declared), std::move(parsed), std::move(declaration_file), std::move(driver_file)};
}

Result<FactList> freeze(const Inputs& inputs) {
  FactList list;
  TRY_(freeze_bench(inputs.driver, inputs.driver_file, inputs.declaration_file, list));
  TRY_(freeze_declaration(inputs.declaration, list));
  const std::vector<Fact> declaration = list.facts();
  TRY_(freeze_interfaces(inputs.driver, declaration, list));
  TRY_(freeze_plan(plan_of(Facts(list.facts()), inputs.driver), list));
  return list;
}

}  // namespace cardea::assess
