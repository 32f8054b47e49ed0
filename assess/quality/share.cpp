// SPDX-License-Identifier: Apache-2.0
#include "assess/quality/share.hpp"

#include <algorithm>
#include <cstdio>

#include "assess/judge/rules.hpp"
#include "assess/judge/unit.hpp"
#include "assess/probes/bench.hpp"
#include "assess/report/text.hpp"

namespace cardea::assess::quality {

namespace {

constexpr std::size_t kGoal = 100;  // automatic or assisted

// Without a single fact: an automatic unit needs its rule, any other has to be open to a person.
bool is_reached(const TestUnit& unit) {
  if (unit.automation == Automation::automatic) return find_rule(unit.rule) != nullptr;
  return open_to_a_person(judge_alone(Facts({}), unit));
}

std::string percent(std::size_t part, std::size_t whole) {
  char text[16];
  std::snprintf(text, sizeof text, "%.1f %%", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
  return text;
}

std::size_t served(std::string_view probe, Automation automation) {
  return static_cast<std::size_t>(std::count_if(test_units().begin(), test_units().end(), [&](const TestUnit& unit) {
    const std::vector<std::string_view> named = parts_of(unit.probes, ", ");
    return unit.automation == automation && std::find(named.begin(), named.end(), probe) != named.end();
  }));
}

std::string line(std::string_view what, std::size_t count, std::size_t units) {
  return fitted(what, 28) + fitted(std::to_string(count), 6) + percent(count, units) + "\n";
}

std::string probe_line(std::string_view probe) {
  return fitted(probe, 28) + fitted(std::to_string(served(probe, Automation::automatic)), 11) +
         std::to_string(served(probe, Automation::assisted)) + "\n";
}

}  // namespace

Share share_of_units() {
  Share share;
  for (const TestUnit& unit : test_units()) {
    ++share.units;
    switch (unit.automation) {
      case Automation::automatic: ++share.automatic; break;
      case Automation::assisted: ++share.assisted; break;
      case Automation::human: ++share.human; break;
    }
    if (is_reached(unit)) ++share.reached;
  }
  return share;
}

std::string print_share(const Share& share) {
  std::string out = "Share: how the " + std::to_string(share.units) + " units are decided\n\n";
  out += line("automatic", share.automatic, share.units) + line("assisted", share.assisted, share.units) +
         line("human", share.human, share.units);
  out += line("automatic or assisted", share.automatic + share.assisted, share.units);
  out += "the goal is " + std::to_string(kGoal) + "\n";
  out += line("reached", share.reached, share.units);
  out += "\n" + fitted("probe", 28) + fitted("automatic", 11) + "assisted\n" + probe_line("declaration");
  for (const Probe& probe : probes()) out += probe_line(probe.name);
  return out;
}

}  // namespace cardea::assess::quality
