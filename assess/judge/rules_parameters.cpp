// SPDX-License-Identifier: Apache-2.0
// Security parameters as they are declared: what guards them, how they are made, and whether one is missing that other rows rely
// on.
#include <array>

#include "assess/judge/declared_rows.hpp"

namespace cardea::assess {

namespace {

bool is_critical(const Fact& row) {
  return row.text("type") == "critical";
}
bool guards_updates_or_service(const Fact& row) {
  return is_critical(row) && (row.lists("used_for", "update_verification") || row.lists("used_for", "service_communication"));
}
bool is_hard_coded_identity(const Fact& row) {
  return row.flag("hard_coded_identity");
}

// Integrity for all of them, confidentiality for the critical ones as well (TS 103 701 5.4-1).
//= EN303645 5.4-1
Judgement parameter_guarantees_fit_type(const Facts& facts) {
  return look_at_each(facts, "SecParam", every, [](const Fact& row, Bill& bill) {
    const std::string type = row.text("type");
    if (type != "critical" && type != "public") return bill.fails(row, row.text("id") + " is neither critical nor public");
    for (const char* wanted : {"integrity", "confidentiality"}) {
      if (type == "public" && std::string_view(wanted) == "confidentiality") continue;
      if (row.lists("security_guarantees", wanted))
        bill.holds(row);
      else
        bill.fails(row, row.text("id") + " is " + type + " and does not guarantee " + wanted);
    }
  });
}

using Uses = std::array<std::string_view, 4>;

// What a row that names cryptography or a secret needs a parameter for; empty words: nothing.
Uses needs_of(const Fact& row) {
  const std::string table = row.text("table");
  if (table == "UpdMech") return {"update_verification"};
  if (table == "ComMech") {
    const std::string peer = row.text("peer");
    if (peer == "associated_service" || peer == "internet_service") return {"service_communication", "device_identity"};
    return {"local_communication", "session", "device_identity", "service_communication"};
  }
  const std::string factor = row.text("authentication_factor");
  if (factor == "physical_presence") return {};
  if (row.text("subject") == "machine")
    return {"device_identity", "service_communication", "local_communication", "user_authentication"};
  return factor == "token" ? Uses{"user_authentication", "session"} : Uses{"user_authentication"};
}

bool is_for_any_of(const Fact& parameter, const Uses& uses) {
  return std::any_of(uses.begin(), uses.end(),
                     [&](std::string_view use) { return !use.empty() && parameter.lists("used_for", use); });
}

std::string words_of(const Uses& uses) {
  std::string words;
  for (const std::string_view use : uses) {
    if (!use.empty()) words += (words.empty() ? "" : " or ") + std::string(use);
  }
  return words;
}

void look_for_parameter(const Facts& facts, const Fact& row, Bill& bill) {
  const Uses needs = needs_of(row);
  if (needs.front().empty()) return;
  const std::vector<const Fact*> parameters = facts.rows("SecParam");
  if (std::any_of(parameters.begin(), parameters.end(), [&](const Fact* one) { return is_for_any_of(*one, needs); }))
    bill.holds(row);
  else
    bill.fails(row, row.text("id") + " relies on a parameter, and no row of SecParam is for " + words_of(needs));
}

bool has_details(const Fact& row) {
  const Value* details = row.values.find("cryptographic_details");
  return details != nullptr && details->if_array() != nullptr && !details->if_array()->empty();
}

// Kinds of use are compared; what the texts of other rows say is not read.
Judgement parameters_of_other_rows_are_listed(const Facts& facts) {
  Bill bill;
  if (!facts.has_declaration()) return bill.total();
  for (const Fact* row : facts.rows("AuthMech")) look_for_parameter(facts, *row, bill);
  for (const char* table : {"UpdMech", "ComMech"}) {
    for (const Fact* row : facts.rows(table)) {
      if (has_details(*row)) look_for_parameter(facts, *row, bill);
    }
  }
  return or_none_such(facts, std::move(bill), "nothing that is declared relies on a parameter");
}

Judgement hard_coded_is_said(const Facts& facts) {
  return each_row(
      facts, "SecParam", is_critical, [](const Fact& row) { return row.has("hard_coded_in_source"); },
      "does not say whether it is in the source");
}
//= EN303645 5.4-2
Judgement identity_is_said(const Facts& facts) {
  return look_at_each(facts, "SecParam", every, [](const Fact& row, Bill& bill) {
    if (!row.has("hard_coded_identity"))
      bill.fails(row, row.text("id") + " does not say whether it is an identity that is hard-coded");
    else if (is_hard_coded_identity(row) && !row.lists("used_for", "device_identity"))
      bill.unsure(Code::contradictory, row, row.text("id") + " is a hard-coded identity that is not used as one");
    else
      bill.holds(row);
  });
}
Judgement identity_resists_tampering(const Facts& facts) {
  return each_row(
      facts, "SecParam", is_hard_coded_identity,
      [](const Fact& row) { return row.lists("security_guarantees", "tamper_resistance"); },
      "does not guarantee tamper resistance");
}
//= EN303645 5.4-4
Judgement generation_is_said(const Facts& facts) {
  return each_row(
      facts, "SecParam", guards_updates_or_service, [](const Fact& row) { return says(row, "generation_mechanism"); },
      "does not say how it is made");
}
// Unique is declared by a flag; whether the generator keeps whole classes of devices from being guessed, a person reads.
Judgement parameters_are_unique(const Facts& facts) {
  return look_at_each(facts, "SecParam", is_critical, [](const Fact& row, Bill& bill) {
    if (!row.flag("unique_per_device"))
      bill.fails(row, row.text("id") + " is not unique per device");
    else
      bill.for_a_person(row, row.text("id") + " is made so: " + row.text("generation_mechanism"));
  });
}

constexpr NamedRule kRules[]{
    {"parameter_guarantees_fit_type", parameter_guarantees_fit_type},
    {"parameters_of_other_rows_are_listed", parameters_of_other_rows_are_listed},
    {"hard_coded_is_said", hard_coded_is_said},
    {"identity_is_said", identity_is_said},
    {"identity_resists_tampering", identity_resists_tampering},
    {"generation_is_said", generation_is_said},
    {"parameters_are_unique", parameters_are_unique},
};

}  // namespace

std::span<const NamedRule> parameter_rules() {
  return kRules;
}

}  // namespace cardea::assess
