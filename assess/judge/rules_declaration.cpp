// SPDX-License-Identifier: Apache-2.0
// Units that ask whether something is declared: answered from the rows, because they are enumerations and references and
// no prose. What asks for judgement of a text is left to a person.
#include <array>

#include "assess/judge/declared_rows.hpp"

namespace cardea::assess {

namespace {

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
  return or_none_such(facts, std::move(bill), "every recommendation is declared met");
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
  return row.lists("used_in", "initializing") || row.lists("used_in", "initialized");
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

bool is_pre_installed(const Fact& row) {
  return is_password(row) && row.text("password_origin").starts_with("pre_installed");
}

// 64 bits are beyond guessing even without a limit; below 32 a patient machine gets there through most limits. What lies between
// depends on the limits, and a person weighs it.
constexpr std::int64_t kBitsEnough = 64;
constexpr std::int64_t kBitsTooFew = 32;

//= EN303645 5.1-2
Judgement pre_installed_are_hard_to_guess(const Facts& facts) {
  return look_at_each(facts, "AuthMech", is_pre_installed, [](const Fact& row, Bill& bill) {
    const std::int64_t bits = row.number("password_bits");
    const std::string declares = row.text("id") + " declares " + std::to_string(bits) + " bits";
    if (!row.has("password_bits"))
      bill.unsure(Code::not_described, row, row.text("id") + " does not say how many bits there are to guess");
    else if (bits < kBitsTooFew)
      bill.fails(row, declares);
    else if (bits < kBitsEnough)
      bill.for_a_person(row, declares);
    else
      bill.holds(row);
  });
}

Judgement sign_in_guarantees_suffice(const Facts& facts) {
  return each_row(
      facts, "AuthMech", [](const Fact& row) { return row.text("subject") == "user"; },
      [](const Fact& row) {
        return row.lists("security_guarantees", "integrity") && row.lists("security_guarantees", "authenticity");
      },
      "does not guarantee integrity and authenticity");
}

Judgement functions_name_authentication(const Facts& facts) {
  Bill bill;
  for (const Fact* row : facts.rows("SoftServ")) {
    if (row->text("interface").empty() || !row->lists("status", "initialized")) continue;
    if (!row->texts("authentication_mechanism").empty())
      bill.holds(*row);
    else if (row->flag("allows_configuration") || row->flag("changes"))
      bill.fails(*row, row->text("id") + " changes the device without authentication");
    else if (says(*row, "role") && row->text("role") != "nobody")
      bill.fails(*row, row->text("id") + " is for the role " + row->text("role") + " and names no authentication");
    else
      bill.for_a_person(*row, row->text("id") + " is open on purpose: " + row->text("justification"));
  }
  return or_none_such(facts, std::move(bill), "no function is reachable over a network");
}

bool uses_cryptography(const Fact& row) {
  return says(row, "cryptographic_usage");
}
Judgement cryptography_can_be_updated(const Facts& facts) {
  return each_row(
      facts, "SoftComp", uses_cryptography, [](const Fact& row) { return !row.texts("update_mechanism").empty(); },
      "uses cryptography and cannot be updated");
}
Judgement side_effects_are_considered(const Facts& facts) {
  return each_row(
      facts, "SoftComp", uses_cryptography, [](const Fact& row) { return says(row, "side_effects_of_cryptographic_update"); },
      "says nothing of side effects");
}

Judgement implementations_are_reviewed(const Facts& facts) {
  return each_row(
      facts, "NetSecImpl", every, [](const Fact& row) { return says(row, "review_evaluation_method"); }, "was not reviewed");
}

bool is_air(const Fact& row) {
  return row.text("type") == "radio" && row.text("use") == "never";
}
bool is_reachable_debug(const Fact& row) {
  return row.flag("debug_interface") && row.flag("physically_accessible");
}
bool is_needed_at_times(const Fact& row) {
  return row.text("use") == "intermittent";
}
bool is_off(const Fact& row) {
  return row.texts("status").empty();
}
Judgement unneeded_radios_are_off(const Facts& facts) {
  return each_row(facts, "Intf", is_air, is_off, "is never needed and enabled");
}
Judgement debug_interfaces_are_off(const Facts& facts) {
  return each_row(
      facts, "Intf", [](const Fact& row) { return is_reachable_debug(row) && !is_needed_at_times(row); }, is_off,
      "is a debug interface within reach and enabled");
}
Judgement occasional_debug_interfaces_start_off(const Facts& facts) {
  return each_row(
      facts, "Intf", [](const Fact& row) { return is_reachable_debug(row) && is_needed_at_times(row); }, is_off,
      "is a debug interface within reach and starts enabled");
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
  return std::any_of(rows.begin(), rows.end(), [&](const Fact* row) { return row->lists("source", source); });
}

bool is_remote(const Fact& row) {
  return row.flag("remotely_accessible");
}

//= EN303645 5.13-1
Judgement input_sources_are_covered(const Facts& facts) {
  Bill bill;
  struct Source {
    const char* table;
    const char* word;
    bool (*concerns)(const Fact&);
  };
  for (const Source source :
       {Source{"UserIntf", "user_interface", every}, Source{"ExtAPI", "api", every}, Source{"ComMech", "network", is_remote}}) {
    for (const Fact* row : facts.rows(source.table)) {
      if (!source.concerns(*row)) continue;
      if (validates(facts, source.word))
        bill.holds(*row);
      else
        bill.fails(*row, std::string("no InpVal covers input from ") + row->text("id"));
    }
  }
  return or_none_such(facts, std::move(bill), "no source of input is declared");
}

// The words that must be there, over all rows together: each that is missing fails.
template <class Words>
void look_for_each(const Facts& facts, const char* table, const char* field, const Words& words, Bill& bill) {
  const std::vector<const Fact*> rows = facts.rows(table);
  if (rows.empty()) return bill.unsure(Code::not_described, "the declaration has no " + std::string(table));
  for (const std::string_view word : words) {
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const Fact* one) { return one->lists(field, word); });
    if (row != rows.end())
      bill.holds(**row);
    else
      bill.fails(*rows.front(), "no " + std::string(table) + " covers " + std::string(word));
  }
}

//= EN303645 5.5-8
Judgement management_covers_each_stage(const Facts& facts) {
  constexpr std::array<std::string_view, 6> kStages{"generate", "provision", "store", "update", "decommission", "compromise"};
  Bill bill;
  look_for_each(facts, "SecMgmt", "stages", kStages, bill);
  return bill.total();
}

// Suppliers count only where there are any, which no field says. That programs are built well proves no process; that they are
// built weakly speaks against the declared one.
//= EN303645 5.6-9
Judgement development_covers_each_topic(const Facts& facts) {
  constexpr std::array<std::string_view, 8> kTopics{"training", "requirements", "coding",    "tooling",
                                                    "testing",  "review",       "archiving", "deployment"};
  Bill bill;
  look_for_each(facts, "SecDev", "topics", kTopics, bill);
  const std::vector<const Fact*> rows = facts.rows("SecDev");
  if (!rows.empty() &&
      std::none_of(rows.begin(), rows.end(), [](const Fact* row) { return row->lists("topics", "third_parties"); }))
    bill.for_a_person(*rows.front(), "SecDev does not cover third_parties: does nobody else write a part of the software?");
  look_for_weak_programs(facts, bill);
  look_for_weak_kernel(facts, bill);
  return bill.total();
}

//= EN303645 5.7-1
Judgement boot_guarantees_suffice(const Facts& facts) {
  if (facts.rows("SecBoot").empty()) {
    Bill bill;
    bill.unsure(Code::not_described, "the declaration has no SecBoot");
    return bill.total();
  }
  return each_row(
      facts, "SecBoot", every,
      [](const Fact& row) {
        return row.lists("security_guarantees", "integrity") && row.lists("security_guarantees", "authenticity");
      },
      "does not guarantee integrity and authenticity");
}

bool is_deleted_from_services(const Facts& facts, const Fact& data) {
  const std::vector<const Fact*> functions = facts.rows("DelFunc");
  return std::any_of(functions.begin(), functions.end(), [&](const Fact* one) {
    return one->lists("target_type", "associated_service") && one->lists("personal_data", data.text("id"));
  });
}

// With several services no field ties the data to one of them: then a person says whether all are reached.
//= EN303645 5.11-2
Judgement service_data_can_be_deleted(const Facts& facts) {
  const std::size_t services = facts.rows("AssocServ").size();
  return look_at_each(
      facts, "PersData", [](const Fact& row) { return row.lists("stored_on", "associated_service"); },
      [&](const Fact& row, Bill& bill) {
        if (!is_deleted_from_services(facts, row))
          bill.fails(row, row.text("id") + " is stored by a service and no DelFunc deletes it there");
        else if (services > 1)
          bill.for_a_person(
              row, row.text("id") + ": which of " + std::to_string(services) + " services keep it, and are all reached?");
        else
          bill.holds(row);
      });
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
    {"cryptography_can_be_updated", cryptography_can_be_updated},
    {"side_effects_are_considered", side_effects_are_considered},
    {"implementations_are_reviewed", implementations_are_reviewed},
    {"unneeded_radios_are_off", unneeded_radios_are_off},
    {"debug_interfaces_are_off", debug_interfaces_are_off},
    {"telemetry_is_examined", telemetry_is_examined},
    {"occasional_debug_interfaces_start_off", occasional_debug_interfaces_start_off},
    {"input_sources_are_covered", input_sources_are_covered},
    {"management_covers_each_stage", management_covers_each_stage},
    {"development_covers_each_topic", development_covers_each_topic},
    {"boot_guarantees_suffice", boot_guarantees_suffice},
    {"service_data_can_be_deleted", service_data_can_be_deleted},
};

}  // namespace

std::span<const NamedRule> declaration_rules() {
  return kRules;
}

}  // namespace cardea::assess
