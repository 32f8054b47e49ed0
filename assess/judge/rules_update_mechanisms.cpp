// SPDX-License-Identifier: Apache-2.0
// Updates as they are declared: who starts them, what they rest on, what a person may set and is told.
#include "assess/judge/declared_rows.hpp"

namespace cardea::assess {

namespace {

bool device_verifies(const Fact& row) {
  return row.lists("verified_by", "device");
}

Judgement device_verifies_authenticity(const Facts& facts) {
  return each_row(
      facts, "UpdMech", every,
      [](const Fact& row) { return device_verifies(row) && row.lists("security_guarantees", "authenticity"); },
      "is not verified for authenticity by the device itself");
}

Judgement device_verifies_integrity(const Facts& facts) {
  return each_row(
      facts, "UpdMech", every,
      [](const Fact& row) { return device_verifies(row) && row.lists("security_guarantees", "integrity"); },
      "is not verified for integrity by the device itself");
}

Judgement update_guarantees_suffice(const Facts& facts) {
  return each_row(
      facts, "UpdMech", every,
      [](const Fact& row) {
        return row.lists("security_guarantees", "integrity") && row.lists("security_guarantees", "authenticity");
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

// A signature is trust enough. A secured channel or a network that takes a secret to join may be too: that a person weighs.
//= EN303645 5.3-10
Judgement updates_rest_on_signatures(const Facts& facts) {
  return look_at_each(
      facts, "UpdMech", [](const Fact& row) { return row.lists("delivery", "network"); },
      [](const Fact& row, Bill& bill) {
        if (has_signature(row))
          bill.holds(row);
        else
          bill.for_a_person(row, row.text("id") + " names no signature: what is its relation of trust?");
      });
}

bool is_automatic(const Fact& row) {
  return row.lists("initiation", "automatic");
}
bool is_simple(const Fact& row) {
  return is_automatic(row) || row.lists("initiation", "service") || row.lists("initiation", "user");
}

template <class Test>
bool some_mechanism(const Facts& facts, const Fact& component, Test test) {
  const std::vector<std::string> ids = component.texts("update_mechanism");
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
    const Fact* mechanism = facts.row(id);
    return mechanism != nullptr && test(*mechanism);
  });
}

// Every component has at least one mechanism that does. One without any mechanism is judged with 5.3-1, by a person.
template <class Test>
Judgement each_component_has(const Facts& facts, Test test, const char* otherwise) {
  return look_at_each(facts, "SoftComp", every, [&](const Fact& row, Bill& bill) {
    if (row.texts("update_mechanism").empty())
      bill.for_a_person(row, row.text("id") + " has no update mechanism: " + row.text("no_update_reason"));
    else if (some_mechanism(facts, row, test))
      bill.holds(row);
    else
      bill.fails(row, row.text("id") + " " + otherwise);
  });
}

Judgement updates_are_simple(const Facts& facts) {
  return each_component_has(facts, is_simple, "has no simple mechanism");
}

Judgement updates_are_automatic(const Facts& facts) {
  return each_component_has(
      facts, [](const Fact& row) { return is_automatic(row) && says(row, "update_checking"); },
      "has no mechanism that looks for updates and installs them by itself");
}

bool is_adjustable(const Fact& row) {
  return !row.texts("configuration").empty();
}
bool starts_on(const Fact& row) {
  return is_automatic(row) && row.flag("automatic_by_default");
}

Judgement automatic_is_on(const Facts& facts) {
  return each_row(
      facts, "SoftComp", [&](const Fact& row) { return some_mechanism(facts, row, is_adjustable); },
      [&](const Fact& row) { return some_mechanism(facts, row, starts_on); }, "is not updated automatically by default");
}

bool looks_again(const Fact& row) {
  return says(row, "update_checking") && says(row, "check_interval");
}
bool looks_at_first(const Fact& row) {
  return row.lists("checked", "after_initialization") && row.lists("checked", "periodically");
}

// Neither of the two words without the other; where none is declared, the text says it or does not.
//= EN303645 5.3-5
Judgement updates_are_looked_for(const Facts& facts) {
  return look_at_each(facts, "SoftComp", every, [&](const Fact& row, Bill& bill) {
    const std::string id = row.text("id");
    if (row.texts("update_mechanism").empty())
      bill.for_a_person(row, id + " has no update mechanism: " + row.text("no_update_reason"));
    else if (!some_mechanism(facts, row, looks_again))
      bill.fails(row, id + " has no mechanism that looks for updates by itself and again");
    else if (some_mechanism(facts, row, [](const Fact& one) { return looks_again(one) && looks_at_first(one); }))
      bill.holds(row);
    else if (some_mechanism(facts, row, [](const Fact& one) { return looks_again(one) && !one.has("checked"); }))
      bill.for_a_person(row, id + ": whether updates are looked for right after initialization, the text has to say");
    else
      bill.fails(row, id + " is looked for either after initialization or periodically, not both");
  });
}

//= EN303645 5.3-6
Judgement automatic_mechanisms_are_known(const Facts& facts) {
  return look_at_each(facts, "UpdMech", every, [](const Fact& row, Bill& bill) {
    const std::string id = row.text("id");
    if (row.texts("initiation").empty()) return bill.fails(row, id + " does not say who starts it");
    if (row.flag("automatic_by_default") && !is_automatic(row))
      return bill.fails(row, id + " is on by default and names no automatic initiation");
    bill.holds(row);
    bill.mention(id + (is_automatic(row) ? " is automatic" : " is not automatic"));
  });
}

Judgement automation_can_be_set(const Facts& facts) {
  return each_row(facts, "UpdMech", is_automatic, is_adjustable, "cannot be enabled, disabled or postponed");
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
// That an update never interrupts, no field can say: without a notice, a person has to know.
Judgement interruptions_are_announced(const Facts& facts) {
  return look_at_each(facts, "UpdMech", every, [](const Fact& row, Bill& bill) {
    if (row.flag("notification_before_interruption"))
      bill.holds(row);
    else
      bill.for_a_person(row, row.text("id") + " announces no interruption: does it never interrupt?");
  });
}

constexpr NamedRule kRules[]{
    {"device_verifies_authenticity", device_verifies_authenticity},
    {"device_verifies_integrity", device_verifies_integrity},
    {"update_guarantees_suffice", update_guarantees_suffice},
    {"updates_rest_on_signatures", updates_rest_on_signatures},
    {"updates_are_simple", updates_are_simple},
    {"updates_are_automatic", updates_are_automatic},
    {"automatic_is_on", automatic_is_on},
    {"updates_are_looked_for", updates_are_looked_for},
    {"automatic_mechanisms_are_known", automatic_mechanisms_are_known},
    {"automation_can_be_set", automation_can_be_set},
    {"automation_starts_on", automation_starts_on},
    {"notices_name_the_risk", notices_name_the_risk},
    {"interruptions_are_announced", interruptions_are_announced},
};

}  // namespace

std::span<const NamedRule> update_mechanism_rules() {
  return kRules;
}

}  // namespace cardea::assess
