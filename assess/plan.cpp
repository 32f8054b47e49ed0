// SPDX-License-Identifier: Apache-2.0
#include "assess/plan.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "assess/judge/selector.hpp"
#include "assess/judge/states.hpp"
#include "assess/judge/unit.hpp"
#include "assess/probes/bench.hpp"
#include "assess/report/chinese.hpp"
#include "assess/report/text.hpp"
#include "lib/codec/json.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

std::string lacking(const TestUnit& unit, const Driver& driver) {
  std::set<std::string_view> keys;
  const std::vector<std::string_view> names = parts_of(unit.probes, ", ");
  for (const Probe& probe : probes()) {
    const bool asked = std::find(names.begin(), names.end(), probe.name) != names.end();
    if (asked && !probe.can_look(driver)) keys.insert(probe.key);
  }
  std::string out;
  for (const std::string_view key : keys) out += (out.empty() ? "the driver does not describe " : ", ") + std::string(key);
  return out;
}

bool is_looked_at_again(const TestUnit& unit) {
  const std::vector<std::string_view> names = parts_of(unit.probes, ", ");
  return is_about_every_state(unit) && std::any_of(names.begin(), names.end(), looks_in_every_state);
}

PlanItem item_for(const TestUnit& unit, const Facts& declared, const Driver& driver) {
  PlanItem item{&unit, {}, {std::string(kInitialized)}, {}, true, lacking(unit, driver)};
  std::set<std::string> described;
  for (const auto& [state, acts] : driver.states) described.insert(state);
  if (is_looked_at_again(unit)) item.states.insert(item.states.end(), described.begin(), described.end());
  if (unit.over.empty()) return item;
  std::set<std::string> states;
  for (const Fact* row : selected(declared, selector_of(unit.over))) {
    item.rows.push_back(row->text("id"));
    if (unit.kind == "F") add_states_not_visited(*row, described, states);
  }
  item.not_visited.assign(states.begin(), states.end());
  if (item.rows.empty() && item.reason.empty()) item.reason = "no declared row is concerned";
  return item;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) out += (out.empty() ? "" : " ") + text;
  return out;
}

BothTongues decided_how(Automation automation) {
  switch (automation) {
    case Automation::automatic: return {"automatic", "自动"};
    case Automation::assisted: return {"assisted", "辅助"};
    case Automation::human: break;
  }
  return {"human", "人工"};
}

std::size_t count(const std::vector<PlanItem>& plan, Automation automation) {
  return static_cast<std::size_t>(std::count_if(
      plan.begin(), plan.end(), [&](const PlanItem& item) { return item.included && item.unit->automation == automation; }));
}

std::size_t excluded(const std::vector<PlanItem>& plan) {
  return static_cast<std::size_t>(std::count_if(plan.begin(), plan.end(), [](const PlanItem& item) { return !item.included; }));
}

std::string summary(const std::vector<PlanItem>& plan, bool chinese) {
  const std::string automatic = std::to_string(count(plan, Automation::automatic));
  const std::string assisted = std::to_string(count(plan, Automation::assisted));
  const std::string human = std::to_string(count(plan, Automation::human));
  const std::string out = std::to_string(excluded(plan));
  if (chinese) return "自动 " + automatic + "，辅助 " + assisted + "，人工 " + human + "，排除 " + out + "\n";
  return automatic + " automatic, " + assisted + " assisted, " + human + " by a person, " + out + " excluded\n";
}

}  // namespace

std::vector<PlanItem> plan_of(const Facts& declared, const Driver& driver) {
  const std::map<std::string, std::string> failing = conditions_that_fail(declared);
  std::vector<PlanItem> plan;
  for (const TestUnit& unit : test_units()) {
    const auto condition = failing.find(std::string(unit.provision));
    if (condition == failing.end())
      plan.push_back(item_for(unit, declared, driver));
    else
      plan.push_back({&unit, {}, {}, {}, false, "condition " + condition->second});
  }
  return plan;
}

Value plan_value(const std::vector<PlanItem>& plan) {
  Value items{Value::Array{}};
  for (const PlanItem& item : plan) {
    Value one;
    one.set("unit", item.unit->id).set("included", item.included).set("reason", item.reason);
    one.set("automation", key_of(item.unit->automation)).set("quantifier", key_of(item.unit->quantifier));
    one.set("over", item.unit->over).set("rows", list_of(item.rows)).set("probes", item.unit->probes);
    one.set("states", list_of(item.states)).set("states_not_visited", list_of(item.not_visited));
    items.push(std::move(one));
  }
  Value value;
  value.set("standard", "ETSI TS 103 701 V1.1.1").set("items", std::move(items));
  return value;
}

std::string print_plan(const std::vector<PlanItem>& plan, bool chinese) {
  const Language language = chinese ? Language::zh : Language::en;
  std::string out;
  for (const PlanItem& item : plan) {
    out += fitted(item.unit->id, 13) + fitted(item.included ? in(language, decided_how(item.unit->automation)) : "-", 11);
    std::vector<std::string> parts;
    if (!item.rows.empty()) parts.push_back(joined(item.rows));
    if (item.states.size() > 1) parts.push_back((chinese ? "状态 " : "in the states ") + joined(item.states));
    if (!item.not_visited.empty()) parts.push_back((chinese ? "未查看：" : "not visited: ") + joined(item.not_visited));
    if (!item.reason.empty()) parts.push_back(told_in(language, item.reason).text);
    for (std::size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : chinese ? "；" : "; ") + printable(parts[i]);
    out += "\n";
  }
  return out + "\n" + summary(plan, chinese);
}

std::string digest_of_plan(const std::vector<PlanItem>& plan) {
  return to_hex(crypto::sha256(as_bytes(print_json_pretty(plan_value(plan)))));
}

Status freeze_plan(const std::vector<PlanItem>& plan, Recorder& recorder) {
  Value values;
  values.set("sha256", digest_of_plan(plan)).set("excluded", static_cast<std::int64_t>(excluded(plan)));
  for (const Automation automation : {Automation::automatic, Automation::assisted, Automation::human})
    values.set(std::string(key_of(automation)), static_cast<std::int64_t>(count(plan, automation)));
  return recorder.record("bench", Effect::reads, "plan", std::move(values));
}

}  // namespace cardea::assess
