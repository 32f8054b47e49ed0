// SPDX-License-Identifier: Apache-2.0
// Bad updates that were offered to the target: what it runs afterwards decides.
#include <array>

#include "assess/judge/rules.hpp"

namespace cardea::assess {

namespace {

constexpr std::array<std::string_view, 3> kKinds{"tampered", "older", "foreign_key"};

const Fact* offer_of(const Facts& facts, std::string_view kind) {
  return facts.one("update", "offer " + std::string(kind));
}

//= EN303645 5.3-2
Judgement misuse_was_devised(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "update")) return bill.total();
  for (const std::string_view kind : kKinds) {
    const Fact* offer = offer_of(facts, kind);
    if (offer != nullptr)
      bill.holds(*offer);
    else
      bill.unsure(Code::insufficient_coverage, "no update of the kind \"" + std::string(kind) + "\" was offered");
  }
  return bill.total();
}

void look_at_offer(const Fact& offer, Bill& bill) {
  const std::string kind = offer.text("kind");
  if (offer.text("version_before").empty() || offer.text("version_after").empty()) {
    bill.unsure(Code::no_data, offer, kind + ": the running version is not known");
  } else if (offer.text("version_before") != offer.text("version_after")) {
    bill.fails(offer, kind + ": " + offer.text("version_before") + " became " + offer.text("version_after"));
  } else if (!offer.flag("looked_at")) {
    bill.unsure(Code::no_data, offer, kind + ": nothing shows that the target looked at it");
  } else if (offer.has("says_refused") && !offer.flag("says_refused")) {
    bill.unsure(Code::no_data, offer, kind + ": the target says \"" + offer.text("result") + "\", which is no refusal");
  } else {
    bill.holds(offer);
    bill.mention(kind + ": refused, " + (offer.text("reason").empty() ? offer.text("result") : offer.text("reason")));
  }
}

Judgement misuse_is_refused(const Facts& facts) {
  Bill bill;
  if (!bill.needs(facts, "update")) return bill.total();
  for (const std::string_view kind : kKinds) {
    if (offer_of(facts, kind) == nullptr)
      bill.unsure(Code::insufficient_coverage, "no update of the kind \"" + std::string(kind) + "\" was offered");
  }
  for (const Fact* offer : facts.of("update", "offer ")) look_at_offer(*offer, bill);
  return bill.total();
}

constexpr std::array<NamedRule, 2> kRules{{
    {"misuse_was_devised", misuse_was_devised},
    {"misuse_is_refused", misuse_is_refused},
}};

}  // namespace

std::span<const NamedRule> update_rules() {
  return kRules;
}

}  // namespace cardea::assess
