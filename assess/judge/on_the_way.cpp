// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/on_the_way.hpp"

#include <algorithm>
#include <array>

namespace cardea::assess {

namespace {

constexpr std::array<std::string_view, 4> kProtecting{"TLS", "DTLS", "QUIC", "SSH"};

std::string name_of_value(const Fact& read) {
  const std::string of = read.text("of");
  if (of == "account") return "the password of the account";
  if (of == "pre_installed") return "the value from the factory";
  return of;
}

std::string told(const Fact& read) {
  return name_of_value(read) + " can be read on the way (" + read.text("spelling") + "), " + read.text("talk");
}

bool is_of_sign_in(const Fact& read) {
  return read.text("of") == "account" || read.text("of") == "pre_installed";
}

bool is_personal(const Facts& facts, const Fact& read) {
  const Fact* row = facts.row(read.text("of"));
  return row != nullptr && row->text("table") == "PersData";
}

std::vector<const Fact*> all_read(const Facts& facts) {
  return facts.of("traffic", "read on the way ");
}

const Value* amount_by(const Fact& journey, const std::string& mechanism) {
  const Value* by = journey.values.find("by");
  if (by == nullptr || by->if_array() == nullptr) return nullptr;
  for (const Value& one : *by->if_array()) {
    const auto named = one.text("mechanism");
    if (named && *named == mechanism) return &one;
  }
  return nullptr;
}

bool has_passed(const Value* amount) {
  if (amount == nullptr) return false;
  const auto bytes = amount->integer("bytes");
  return bytes && *bytes > 0;
}

bool protects_it(const Value& amount) {
  const Value* speaks = amount.find("speaks");
  if (speaks == nullptr || speaks->if_array() == nullptr || speaks->if_array()->empty()) return false;
  return std::all_of(speaks->if_array()->begin(), speaks->if_array()->end(), [](const Value& one) {
    return one.if_text() != nullptr && std::find(kProtecting.begin(), kProtecting.end(), *one.if_text()) != kProtecting.end();
  });
}

void look_at_mechanism(const Fact& row, const Fact& journey, const Fact& mechanism, Bill& bill) {
  const std::string way = row.text("id") + " by " + mechanism.text("id");
  const Value* amount = amount_by(journey, mechanism.text("id"));
  if (!has_passed(amount))
    bill.unsure(Code::insufficient_coverage, journey, way + ": nothing passed while it was sent");
  else if (protects_it(*amount))
    bill.holds(journey);
  else
    bill.for_a_person(journey, way + ": it could not be read, and in which language it travels is not known");
}

void look_at_hearing(const Facts& facts, const Fact& row, Bill& bill) {
  const Fact* hearing = facts.one("traffic", "hearing");
  if (hearing == nullptr || !hearing->lists("sought", row.text("id")))
    bill.unsure(Code::no_data, row, row.text("id") + ": nobody listened for it");
  else if (!hearing->flag("whole"))
    bill.unsure(Code::insufficient_coverage, *hearing, "not all that passed was heard");
}

}  // namespace

void look_for_sign_in_on_the_way(const Facts& facts, Bill& bill) {
  for (const Fact* read : all_read(facts)) {
    if (is_of_sign_in(*read)) bill.fails(*read, told(*read));
  }
}

void look_for_secrets_on_the_way(const Facts& facts, Bill& bill) {
  for (const Fact* read : all_read(facts)) {
    if (!is_personal(facts, *read)) bill.fails(*read, told(*read));
  }
}

void look_for_secrets_on_the_way_from_afar(const Facts& facts, Bill& bill) {
  for (const Fact* read : all_read(facts)) {
    if (is_personal(facts, *read)) continue;
    const Fact* mechanism = facts.row(read->text("mechanism"));
    if (mechanism == nullptr)
      bill.for_a_person(*read, told(*read) + ": is that an interface that can be reached from afar?");
    else if (mechanism->flag("remotely_accessible"))
      bill.fails(*read, told(*read));
  }
}

void look_at_journey(const Facts& facts, const Fact& row, const std::vector<const Fact*>& mechanisms, Bill& bill) {
  const std::string id = row.text("id");
  if (facts.state_of("traffic") == ProbeState::not_described || facts.state_of("traffic") == ProbeState::not_run)
    return bill.for_a_person(row, id + ": nobody listened to what travels");
  if (!bill.needs(facts, "traffic")) return;
  for (const Fact* read : all_read(facts)) {
    if (read->text("of") == id) bill.fails(*read, told(*read));
  }
  const Fact* journey = facts.one("traffic", "journey " + id);
  if (journey == nullptr) return bill.unsure(Code::insufficient_coverage, row, id + ": the driver sends none");
  if (!journey->flag("put") || (journey->has("sent") && !journey->flag("sent")))
    return bill.unsure(Code::insufficient_coverage, *journey, id + ": it could not be sent");
  look_at_hearing(facts, row, bill);
  for (const Fact* mechanism : mechanisms) look_at_mechanism(row, *journey, *mechanism, bill);
}

Judgement worse_of(Judgement one, const Bill& more) {
  if (more.empty()) return one;
  Judgement other = more.total();
  if (other.verdict > one.verdict) std::swap(one, other);
  one.evidence.insert(one.evidence.end(), other.evidence.begin(), other.evidence.end());
  if (one.verdict == other.verdict) one.findings.insert(one.findings.end(), other.findings.begin(), other.findings.end());
  return one;
}

}  // namespace cardea::assess
