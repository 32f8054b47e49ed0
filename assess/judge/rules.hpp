// SPDX-License-Identifier: Apache-2.0
// The predicates by which units are judged, by the names that units.tsv uses. Each is a pure function of the facts.
#pragma once

#include "assess/judge/facts.hpp"

namespace cardea::assess {

using Rule = Judgement (*)(const Facts& facts);

struct NamedRule {
  std::string_view name;
  Rule rule;
};

std::span<const NamedRule> rules();
Rule find_rule(std::string_view name);  // nullptr when there is none

// The declared interface on whose transport and port of this bench an open port lies; nullptr: none.
const Fact* declared_for(const Facts& facts, const Fact& open);

// For rules about what may be behind doors: a listener that is not declared, or was not looked for, could hide anything.
// That it is there is judged by 5.6-1; here it keeps a PASS away.
void look_for_unknown_doors(const Facts& facts, Bill& bill);

// Programs that are built without what a compiler offers against attacks: they contradict a declared process of development.
void look_for_weak_programs(const Facts& facts, Bill& bill);

// The same of the kernel of an image, where its configuration is known.
void look_for_weak_kernel(const Facts& facts, Bill& bill);

// What an image gives rights to beyond what the processes that run show: users, programs, services as root.
void look_for_rights_in_image(const Facts& facts, Bill& bill);

// One file a subject.
std::span<const NamedRule> interface_rules();
std::span<const NamedRule> sign_in_rules();
std::span<const NamedRule> channel_rules();
std::span<const NamedRule> access_rules();
std::span<const NamedRule> update_mechanism_rules();
std::span<const NamedRule> update_rules();
std::span<const NamedRule> parameter_rules();
std::span<const NamedRule> program_rules();
std::span<const NamedRule> document_rules();
std::span<const NamedRule> change_rules();
std::span<const NamedRule> input_rules();
std::span<const NamedRule> personal_data_rules();
std::span<const NamedRule> outage_rules();
std::span<const NamedRule> deletion_rules();
std::span<const NamedRule> declaration_rules();

}  // namespace cardea::assess
