// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/rules.hpp"

namespace cardea::assess {

namespace {

std::vector<NamedRule> gather() {
  std::vector<NamedRule> all;
  for (const auto group : {interface_rules(), sign_in_rules(), channel_rules(), access_rules(), update_mechanism_rules(),
                           update_rules(), parameter_rules(), program_rules(), document_rules(), change_rules(), input_rules(),
                           personal_data_rules(), deletion_rules(), outage_rules(), declaration_rules()}) {
    all.insert(all.end(), group.begin(), group.end());
  }
  return all;
}

}  // namespace

std::span<const NamedRule> rules() {
  static const std::vector<NamedRule> all = gather();
  return all;
}

Rule find_rule(std::string_view name) {
  for (const NamedRule& one : rules()) {
    if (one.name == name) return one.rule;
  }
  return nullptr;
}

}  // namespace cardea::assess
