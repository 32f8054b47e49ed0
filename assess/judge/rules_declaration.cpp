// SPDX-License-Identifier: Apache-2.0
// Units that ask whether something is declared: answered from the rows, because they are enumerations and references and
// no prose. What asks for judgement of a text is left to a person.
#include <algorithm>
#include <array>

#include "assess/judge/rules.hpp"

namespace cardea::assess {

namespace {

bool lists(const Fact& row, std::string_view key, std::string_view item) {
  const std::vector<std::string> items = row.texts(key);
  return std::find(items.begin(), items.end(), item) != items.end();
}

// For each row of a table that is concerned: it holds or it fails. None concerned is a PASS that says so.
template <class Concerns, class Holds>
Judgement each_row(const Facts& facts, std::string_view table, Concerns concerns, Holds holds, const char* otherwise) {
  Bill bill;
  if (!facts.has_declaration()) return bill.total();
  bool any = false;
  for (const Fact* row : facts.rows(table)) {
    if (!concerns(*row)) continue;
    any = true;
    if (holds(*row))
      bill.holds(*row);
    else
      bill.fails(*row, row->text("id") + " " + otherwise);
  }
  if (!any) bill.none_such("no row of " + std::string(table) + " is concerned");
  return bill.total();
}

bool every(const Fact&) {
  return true;
}

//= EN303645 4-1
Judgement reasons_are_recorded(const Facts& facts) {
  Bill bill;
  for (const Fact* row : facts.rows("ics")) {
    const std::string support = row->text("support");
    if (row->flag("mandatory") || support == "Y") continue;
    if (support.empty())
      bill.fails(*row, row->text("id") + " is not answered");
    else if (row->text("details").empty())
      bill.fails(*row, row->text("id") + " is " + support + " without a reason");
    else
      bill.holds(*row);
  }
  if (facts.has_declaration() && bill.total().code == Code::no_data) bill.none_such("every recommendation is declared met");
  return bill.total();
}

template <std::size_t N>
struct Key {
  char text[N];
  consteval Key(const char (&from)[N]) {
    std::copy_n(from, N, text);
  }  // NOLINT(google-explicit-constructor): a literal names the key
};

// A confirmation of IXIT 4-Conf is given.
template <Key key>
Judgement confirmed(const Facts& facts) {
  Bill bill;
  const std::vector<const Fact*> rows = facts.rows("Conf");
  if (rows.empty()) bill.unsure(Code::not_described, "the declaration has no Conf");
  for (const Fact* row : rows) {
    if (row->flag(key.text))
      bill.holds(*row);
    else
      bill.fails(*row, std::string("Conf does not confirm ") + key.text);
  }
  return bill.total();
}

bool is_password(const Fact& row) {
  return row.text("authentication_factor") == "password" || row.text("authentication_factor") == "pin";
}
bool outlives_factory_default(const Fact& row) {
  return lists(row, "used_in", "initializing") || lists(row, "used_in", "initialized");
}

Judgement foreign_passwords_are_unique(const Facts& facts) {
  return each_row(
      facts, "AuthMech",
      [](const Fact& row) {
        return is_password(row) && row.text("password_origin") != "user_set" && outlives_factory_default(row);
      },
      [](const Fact& row) { return row.text("password_origin") == "pre_installed_unique"; },
      "is in force after factory default and not declared unique per device");
}

Judgement pre_installed_are_hard_to_guess(const Facts& facts) {
  return each_row(
      facts, "AuthMech",
      [](const Fact& row) { return is_password(row) && row.text("password_origin").starts_with("pre_installed"); },
      [](const Fact& row) { return row.number("password_bits") >= 64; }, "declares fewer than 64 bits");
}

Judgement sign_in_guarantees_suffice(const Facts& facts) {
  return each_row(
      facts, "AuthMech", [](const Fact& row) { return row.text("subject") == "user"; },
      [](const Fact& row) {
        return lists(row, "security_guarantees", "integrity") && lists(row, "security_guarantees", "authenticity");
      },
      "does not guarantee integrity and authenticity");
}

Judgement functions_name_authentication(const Facts& facts) {
  Bill bill;
  for (const Fact* row : facts.rows("SoftServ")) {
    if (row->text("interface").empty() || !lists(*row, "status", "initialized")) continue;
    if (!row->texts("authentication_mechanism").empty())
      bill.holds(*row);
    else if (row->flag("allows_configuration") || row->flag("changes"))
      bill.fails(*row, row->text("id") + " changes the device without authentication");
    else
      bill.for_a_person(*row, row->text("id") + " is open on purpose: " + row->text("justification"));
  }
  if (facts.has_declaration() && bill.total().code == Code::no_data) bill.none_such("no function is reachable over a network");
  return bill.total();
}

bool device_verifies(const Fact& row) {
  return lists(row, "verified_by", "device");
}

Judgement device_verifies_authenticity(const Facts& facts) {
  return each_row(
      facts, "UpdMech", every,
      [](const Fact& row) { return device_verifies(row) && lists(row, "security_guarantees", "authenticity"); },
      "is not verified for authenticity by the device itself");
}

Judgement device_verifies_integrity(const Facts& facts) {
  return each_row(
      facts, "UpdMech", every,
      [](const Fact& row) { return device_verifies(row) && lists(row, "security_guarantees", "integrity"); },
      "is not verified for integrity by the device itself");
}

Judgement update_guarantees_suffice(const Facts& facts) {
  return each_row(
      facts, "UpdMech", every,
      [](const Fact& row) {
        return lists(row, "security_guarantees", "integrity") && lists(row, "security_guarantees", "authenticity");
      },
      "does not guarantee integrity and authenticity");
}

bool has_signature(const Fact& row) {
  const Value* details = row.values.find("cryptographic_details");
  if (details == nullptr || details->if_array() == nullptr) return false;
  return std::any_of(details->if_array()->begin(), details->if_array()->end(), [](const Value& detail) {
    const auto primitive = detail.text("primitive");
    return primitive && (primitive->find("Ed25519") != std::string::npos || primitive->find("ECDSA") != std::string::npos ||
                         primitive->find("RSA") != std::string::npos || primitive->find("ML-DSA") != std::string::npos);
  });
}

Judgement updates_rest_on_signatures(const Facts& facts) {
  return each_row(
      facts, "UpdMech", [](const Fact& row) { return lists(row, "delivery", "network"); }, has_signature, "names no signature");
}

bool is_automatic(const Fact& row) {
  return lists(row, "initiation", "automatic");
}
bool is_simple(const Fact& row) {
  return is_automatic(row) || lists(row, "initiation", "service") || lists(row, "initiation", "user");
}

// Every component that has mechanisms has at least one that does.
template <class Test>
Judgement each_component_has(const Facts& facts, Test test, const char* otherwise) {
  return each_row(
      facts, "SoftComp", [](const Fact& row) { return !row.texts("update_mechanism").empty(); },
      [&](const Fact& row) {
        const std::vector<std::string> ids = row.texts("update_mechanism");
        return std::any_of(ids.begin(), ids.end(),
                           [&](const std::string& id) { return facts.row(id) != nullptr && test(*facts.row(id)); });
      },
      otherwise);
}

Judgement updates_are_simple(const Facts& facts) {
  return each_component_has(facts, is_simple, "has no simple mechanism");
}
Judgement updates_are_automatic(const Facts& facts) {
  return each_component_has(facts, is_automatic, "has no automatic mechanism");
}
Judgement automatic_is_on(const Facts& facts) {
  return each_component_has(
      facts, [](const Fact& row) { return row.flag("automatic_by_default"); }, "is not updated automatically by default");
}
Judgement updates_are_looked_for(const Facts& facts) {
  return each_component_has(
      facts, [](const Fact& row) { return !row.text("update_checking").empty() && !row.text("check_interval").empty(); },
      "has no mechanism that looks for updates by itself and again");
}
Judgement automation_can_be_set(const Facts& facts) {
  return each_row(
      facts, "UpdMech", is_automatic, [](const Fact& row) { return !row.texts("configuration").empty(); },
      "cannot be enabled, disabled or postponed");
}
Judgement automation_starts_on(const Facts& facts) {
  return each_row(
      facts, "UpdMech", is_automatic, [](const Fact& row) { return row.flag("automatic_by_default"); },
      "is off in the initialized state");
}
Judgement notices_name_the_risk(const Facts& facts) {
  return each_row(
      facts, "UpdMech", every, [](const Fact& row) { return row.flag("notification_names_risk"); }, "does not name the risk");
}
Judgement interruptions_are_announced(const Facts& facts) {
  return each_row(
      facts, "UpdMech", every, [](const Fact& row) { return row.flag("notification_before_interruption"); },
      "does not announce an interruption");
}

bool uses_cryptography(const Fact& row) {
  return !row.text("cryptographic_usage").empty();
}
Judgement cryptography_can_be_updated(const Facts& facts) {
  return each_row(
      facts, "SoftComp", uses_cryptography, [](const Fact& row) { return !row.texts("update_mechanism").empty(); },
      "uses cryptography and cannot be updated");
}
Judgement side_effects_are_considered(const Facts& facts) {
  return each_row(
      facts, "SoftComp", uses_cryptography,
      [](const Fact& row) { return !row.text("side_effects_of_cryptographic_update").empty(); }, "says nothing of side effects");
}

bool is_critical(const Fact& row) {
  return row.text("type") == "critical";
}
bool guards_updates_or_service(const Fact& row) {
  return is_critical(row) && (lists(row, "used_for", "update_verification") || lists(row, "used_for", "service_communication"));
}
Judgement hard_coded_is_said(const Facts& facts) {
  return each_row(
      facts, "SecParam", is_critical, [](const Fact& row) { return row.has("hard_coded_in_source"); },
      "does not say whether it is in the source");
}
Judgement identity_is_said(const Facts& facts) {
  return each_row(
      facts, "SecParam", [](const Fact& row) { return row.flag("hard_coded_identity"); },
      [](const Fact& row) { return !row.text("protection_scheme").empty(); }, "does not say how it is protected");
}
Judgement identity_resists_tampering(const Facts& facts) {
  return each_row(
      facts, "SecParam", [](const Fact& row) { return row.flag("hard_coded_identity"); },
      [](const Fact& row) { return lists(row, "security_guarantees", "tamper_resistance"); },
      "does not guarantee tamper resistance");
}
Judgement generation_is_said(const Facts& facts) {
  return each_row(
      facts, "SecParam", guards_updates_or_service, [](const Fact& row) { return !row.text("generation_mechanism").empty(); },
      "does not say how it is made");
}
// Unique is declared by a flag; whether the generator keeps whole classes of devices from being guessed, a person reads.
Judgement parameters_are_unique(const Facts& facts) {
  Bill bill;
  for (const Fact* row : facts.rows("SecParam")) {
    if (!guards_updates_or_service(*row)) continue;
    if (!row->flag("unique_per_device"))
      bill.fails(*row, row->text("id") + " is not unique per device");
    else
      bill.for_a_person(*row, row->text("id") + ": " + row->text("generation_mechanism"));
  }
  if (facts.has_declaration() && bill.total().code == Code::no_data) bill.none_such("no row of SecParam is concerned");
  return bill.total();
}
Judgement implementations_are_reviewed(const Facts& facts) {
  return each_row(
      facts, "NetSecImpl", every, [](const Fact& row) { return !row.text("review_evaluation_method").empty(); },
      "was not reviewed");
}

bool is_air(const Fact& row) {
  return row.text("type") == "radio" && row.text("use") == "never";
}
bool is_reachable_debug(const Fact& row) {
  return row.flag("debug_interface") && row.flag("physically_accessible") && row.text("use") != "intermittent";
}
bool is_off(const Fact& row) {
  return row.texts("status").empty();
}
Judgement unneeded_radios_are_off(const Facts& facts) {
  return each_row(facts, "Intf", is_air, is_off, "is never needed and enabled");
}
Judgement debug_interfaces_are_off(const Facts& facts) {
  return each_row(facts, "Intf", is_reachable_debug, is_off, "is a debug interface within reach and enabled");
}

Judgement telemetry_is_examined(const Facts& facts) {
  Bill bill;
  const std::vector<const Fact*> rows = facts.rows("TelData");
  for (const Fact* row : rows) {
    if (!row->text("security_examination").empty()) bill.holds(*row);
  }
  if (rows.empty() && facts.has_declaration())
    bill.none_such("no telemetry is declared");
  else if (!rows.empty() && bill.total().code == Code::no_data)
    bill.fails(*rows.front(), "no telemetry is examined");
  return bill.total();
}

bool validates(const Facts& facts, std::string_view source) {
  const std::vector<const Fact*> rows = facts.rows("InpVal");
  return std::any_of(rows.begin(), rows.end(), [&](const Fact* row) { return lists(*row, "source", source); });
}

//= EN303645 5.13-1
Judgement input_sources_are_covered(const Facts& facts) {
  Bill bill;
  struct Source {
    const char* table;
    const char* word;
  };
  for (const Source source : {Source{"UserIntf", "user_interface"}, Source{"ExtAPI", "api"}, Source{"ComMech", "network"}}) {
    const std::vector<const Fact*> rows = facts.rows(source.table);
    if (rows.empty()) continue;
    if (validates(facts, source.word))
      bill.holds(*rows.front());
    else
      bill.fails(*rows.front(), std::string("no InpVal covers input from ") + source.table);
  }
  if (facts.has_declaration() && bill.total().code == Code::no_data) bill.none_such("no source of input is declared");
  return bill.total();
}

constexpr NamedRule kRules[]{
    {"reasons_are_recorded", reasons_are_recorded},
    {"vulnerability_actions_confirmed", confirmed<"vulnerability_actions">},
    {"vulnerability_monitoring_confirmed", confirmed<"vulnerability_monitoring">},
    {"update_procedures_confirmed", confirmed<"update_procedures">},
    {"secure_management_confirmed", confirmed<"secure_management">},
    {"secure_development_confirmed", confirmed<"secure_development">},
    {"foreign_passwords_are_unique", foreign_passwords_are_unique},
    {"pre_installed_are_hard_to_guess", pre_installed_are_hard_to_guess},
    {"sign_in_guarantees_suffice", sign_in_guarantees_suffice},
    {"functions_name_authentication", functions_name_authentication},
    {"device_verifies_authenticity", device_verifies_authenticity},
    {"device_verifies_integrity", device_verifies_integrity},
    {"update_guarantees_suffice", update_guarantees_suffice},
    {"updates_rest_on_signatures", updates_rest_on_signatures},
    {"identity_resists_tampering", identity_resists_tampering},
    {"updates_are_simple", updates_are_simple},
    {"updates_are_automatic", updates_are_automatic},
    {"automatic_is_on", automatic_is_on},
    {"updates_are_looked_for", updates_are_looked_for},
    {"automation_can_be_set", automation_can_be_set},
    {"automation_starts_on", automation_starts_on},
    {"notices_name_the_risk", notices_name_the_risk},
    {"interruptions_are_announced", interruptions_are_announced},
    {"cryptography_can_be_updated", cryptography_can_be_updated},
    {"side_effects_are_considered", side_effects_are_considered},
    {"hard_coded_is_said", hard_coded_is_said},
    {"identity_is_said", identity_is_said},
    {"generation_is_said", generation_is_said},
    {"parameters_are_unique", parameters_are_unique},
    {"implementations_are_reviewed", implementations_are_reviewed},
    {"unneeded_radios_are_off", unneeded_radios_are_off},
    {"debug_interfaces_are_off", debug_interfaces_are_off},
    {"telemetry_is_examined", telemetry_is_examined},
    {"input_sources_are_covered", input_sources_are_covered},
};

}  // namespace

std::span<const NamedRule> declaration_rules() {
  return kRules;
}

}  // namespace cardea::assess
