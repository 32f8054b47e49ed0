// SPDX-License-Identifier: Apache-2.0
// Published documents: reachable by anybody, and holding what they have to hold.
#include <algorithm>
#include <array>

#include "assess/judge/rules.hpp"

namespace cardea::assess {

namespace {

constexpr const char* kPolicy = "publication_of_vulnerability_disclosure_policy";
constexpr const char* kSupport = "publication_of_support_period";

// The document when it could be fetched whole; else the bill says why not.
const Fact* fetched(const Facts& facts, const char* name, Bill& bill) {
  if (!bill.needs(facts, "documents")) return nullptr;
  const Fact* seen = facts.one("documents", name);
  if (seen == nullptr) {
    bill.unsure(Code::not_described, std::string("UserInfo does not name ") + name);
  } else if (!seen->flag("described")) {
    bill.unsure(Code::not_described, *seen, seen->text("url") + ": the driver does not say where this host is");
  } else if (!seen->flag("reached")) {
    bill.unsure(Code::unreachable, *seen, seen->text("url") + ": " + seen->text("why"));
  } else if (seen->flag("asks_for_account")) {
    bill.fails(*seen, seen->text("url") + " asks for an account");
  } else if (seen->number("status") != 200 || seen->number("body_bytes") == 0) {
    bill.fails(*seen, seen->text("url") + " answers " + std::to_string(seen->number("status")));
  } else {
    bill.holds(*seen);
    return seen;
  }
  return nullptr;
}

Judgement reachable(const Facts& facts, const char* name) {
  Bill bill;
  fetched(facts, name, bill);
  return bill.total();
}

bool found(const Fact& seen, const std::string& text) {
  const std::vector<std::string> all = seen.texts("found");
  return !text.empty() && std::find(all.begin(), all.end(), text) != all.end();
}

struct Content {
  const char* field;   // of UserInfo
  const char* speaks;  // of the fact
  const char* what;
};
constexpr std::array<Content, 3> kPolicyContent{{
    {"disclosure_contact", "speaks_of_contact", "a contact"},
    {"acknowledgement_time", "speaks_of_acknowledgement", "when a report is acknowledged"},
    {"status_update_time", "speaks_of_status_updates", "when status updates come"},
}};

// The declared text stands there; or the subject is spoken of, and a person reads whether it is said; or it is missing.
//= EN303645 5.2-1
Judgement policy_has_its_content(const Facts& facts) {
  Bill bill;
  const Fact* seen = fetched(facts, kPolicy, bill);
  const std::vector<const Fact*> info = facts.rows("UserInfo");
  if (seen == nullptr || info.empty()) return bill.total();
  for (const Content& content : kPolicyContent) {
    const bool spoken = seen->flag(content.speaks);
    if (spoken && found(*seen, info.front()->text(content.field)))
      bill.holds(*seen);
    else if (spoken)
      bill.for_a_person(*seen, std::string("speaks of ") + content.what + ", in other words than declared");
    else
      bill.fails(*seen, std::string("does not say ") + content.what);
  }
  return bill.total();
}

//= EN303645 5.3-13
Judgement support_period_is_stated(const Facts& facts) {
  Bill bill;
  const Fact* seen = fetched(facts, kSupport, bill);
  const std::vector<const Fact*> info = facts.rows("UserInfo");
  if (seen == nullptr || info.empty()) return bill.total();
  std::string period = info.front()->text("support_period");
  for (const Fact* product : facts.rows("product")) {
    if (period.empty()) period = product->text("support_end");
  }
  if (period.empty())
    bill.unsure(Code::not_described, "the declaration gives no support period");
  else if (found(*seen, period))
    bill.holds(*seen);
  else
    bill.fails(*seen, "does not state " + period);
  return bill.total();
}

Judgement policy_is_public(const Facts& facts) {
  return reachable(facts, kPolicy);
}
Judgement support_period_is_public(const Facts& facts) {
  return reachable(facts, kSupport);
}

// A text that is neither published nor in the driver's hands, such as a leaflet, a person has to find.
Judgement text_is_found(const Facts& facts, const char* key) {
  Bill bill;
  for (const Fact* info : facts.rows("UserInfo")) {
    if (facts.one("documents", key) == nullptr && !info->text(key).empty())
      bill.for_a_person(*info, std::string(key) + " names " + info->text(key));
  }
  if (bill.empty()) fetched(facts, key, bill);
  return bill.total();
}

//= EN303645 5.8-3
Judgement sensor_text_is_found(const Facts& facts) {
  return text_is_found(facts, "documentation_of_sensors");
}
//= EN303645 6-1
Judgement personal_data_text_is_found(const Facts& facts) {
  return text_is_found(facts, "documentation_of_personal_data");
}
//= EN303645 6-5
Judgement telemetry_text_is_found(const Facts& facts) {
  return text_is_found(facts, "documentation_of_telemetry_data");
}
//= EN303645 5.3-14
Judgement rationale_is_public(const Facts& facts) {
  return text_is_found(facts, "publication_of_non_updatable");
}

// Each value in the words of the declaration; in other words, a person finds it or does not.
Judgement telemetry_text_names_each_value(const Facts& facts) {
  Judgement reached = telemetry_text_is_found(facts);
  if (reached.verdict != Verdict::pass) return reached;
  const Fact* seen = facts.one("documents", "documentation_of_telemetry_data");
  Bill bill;
  for (const Fact* row : facts.rows("TelData")) {
    if (found(*seen, row->text("description")))
      bill.holds(*row);
    else
      bill.for_a_person(*row, row->text("id") + " is not named in the declared words: " + row->text("description"));
  }
  if (bill.empty()) bill.none_such("no telemetry is declared");
  return bill.total();
}

constexpr std::array<NamedRule, 9> kRules{{
    {"policy_is_public", policy_is_public},
    {"policy_has_its_content", policy_has_its_content},
    {"support_period_is_public", support_period_is_public},
    {"support_period_is_stated", support_period_is_stated},
    {"sensor_text_is_found", sensor_text_is_found},
    {"personal_data_text_is_found", personal_data_text_is_found},
    {"telemetry_text_is_found", telemetry_text_is_found},
    {"rationale_is_public", rationale_is_public},
    {"telemetry_text_names_each_value", telemetry_text_names_each_value},
}};

}  // namespace

std::span<const NamedRule> document_rules() {
  return kRules;
}

}  // namespace cardea::assess
