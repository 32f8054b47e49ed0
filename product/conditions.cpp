// SPDX-License-Identifier: Apache-2.0
#include "product/conditions.hpp"

#include <algorithm>
#include <array>

namespace cardea::product {
namespace {

using Test = bool (*)(const Row&);

// A condition that a row of a table makes true.
struct RowCondition {
  std::uint8_t number;
  std::string_view table;
  Test test;
  std::string_view says;    // of the row: "AuthMech-1 " + says
  std::string_view absent;  // when there is none
};

bool any(const Row&) {
  return true;
}
bool is_password(const Row& row) {
  return row.text("authentication_factor") == "password" || row.text("authentication_factor") == "pin";
}
bool is_pre_installed(const Row& row) {
  return is_password(row) && row.text("password_origin").starts_with("pre_installed");
}
bool is_for_users(const Row& row) {
  return row.text("subject") == "user";
}
bool is_not_updatable(const Row& row) {
  return row.has("update_mechanism") && row.list("update_mechanism").empty();
}
bool is_automatic_or_told(const Row& row) {
  return row.lists("initiation", "automatic") || row.has("user_notification");
}
bool comes_by_network(const Row& row) {
  return row.lists("delivery", "network");
}
bool rests_on_consent(const Row& row) {
  return row.text("basis") == "consent";
}
bool is_hard_coded_identity(const Row& row) {
  return row.flag("hard_coded_identity");
}
bool is_reachable_debug(const Row& row) {
  return row.flag("debug_interface") && row.flag("physically_accessible");
}

constexpr std::array kRowConditions{
    RowCondition{1, "AuthMech", is_password, "is a password", "no row of AuthMech is a password"},
    RowCondition{2, "AuthMech", is_pre_installed, "is a pre-installed password", "no password of AuthMech is pre-installed"},
    RowCondition{3, "SoftComp", is_not_updatable, "has no update mechanism", "every row of SoftComp has an update mechanism"},
    RowCondition{6, "TelData", any, "is telemetry", "no row of TelData"},
    RowCondition{7, "PersData", rests_on_consent, "is processed on the basis of consent", "no row of PersData rests on consent"},
    RowCondition{8, "AuthMech", is_for_users, "authenticates users", "no row of AuthMech authenticates users"},
    RowCondition{9, "UpdMech", is_automatic_or_told, "is automatic or notifies", "no row of UpdMech is automatic or notifies"},
    RowCondition{10, "SecParam", is_hard_coded_identity, "is a hard-coded identity",
                 "no row of SecParam is a hard-coded identity"},
    RowCondition{11, "UpdMech", comes_by_network, "delivers by network", "no row of UpdMech delivers by network"},
    RowCondition{12, "UpdMech", any, "is an update mechanism", "no row of UpdMech"},
    RowCondition{13, "Intf", is_reachable_debug, "is a debug interface within reach",
                 "no row of Intf is a debug interface within reach"},
};

ConditionFact constrained_fact(const Declaration& declaration, bool wanted) {
  const bool constrained = declaration.product().constrained;
  return {constrained == wanted, declaration.product_row().place_of("constrained"),
          std::string("[product] says constrained = ") + (constrained ? "true" : "false")};
}

}  // namespace

ConditionFact condition_fact(std::uint8_t number, const Declaration& declaration) {
  if (number == 4) return constrained_fact(declaration, true);
  if (number == 5) return constrained_fact(declaration, false);
  const auto it =
      std::find_if(kRowConditions.begin(), kRowConditions.end(), [&](const RowCondition& c) { return c.number == number; });
  if (it == kRowConditions.end()) return {};
  for (const Row& row : declaration.rows(it->table)) {
    if (it->test(row)) return {true, row.place(), row.id() + ' ' + std::string(it->says)};
  }
  return {false, {declaration.file(), {}}, std::string(it->absent)};
}

Applicability applicability_of(const Provision& provision, const Declaration& declaration) {
  Applicability result;
  for (const std::uint8_t number : provision.conditions) {
    result.fact = condition_fact(number, declaration);
    if (!result.fact.holds) {
      result.applies = false;
      result.condition = number;
      return result;
    }
  }
  return result;
}

}  // namespace cardea::product
