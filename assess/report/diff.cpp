// SPDX-License-Identifier: Apache-2.0
#include "assess/report/diff.hpp"

#include <algorithm>
#include <array>

#include "assess/report/chinese.hpp"
#include "assess/report/text.hpp"

namespace cardea::assess {

namespace {

struct ChangeRow {
  std::string_view key;
  BothTongues text;
};

constexpr std::array<ChangeRow, 4> kChanges{{
    {"unchanged", {"unchanged", "未变"}},
    {"fixed", {"fixed", "已修复"}},
    {"broken", {"new failure", "新的不通过"}},
    {"coverage", {"coverage changed", "覆盖范围有变"}},
}};

bool is_good(Verdict verdict) {
  return verdict == Verdict::pass || verdict == Verdict::not_applicable;
}

Change change_of(Verdict before, Verdict after) {
  if (before == after) return Change::unchanged;
  if (after == Verdict::fail) return Change::broken;
  if (before == Verdict::fail && is_good(after)) return Change::fixed;
  return Change::coverage;
}

std::string text_of(const Facts& facts, std::string_view subject, std::string_view key) {
  const Fact* fact = facts.one("bench", subject);
  return fact == nullptr ? std::string() : fact->text(key);
}

void compare_input(const Facts& before, const Facts& after, std::string_view subject, std::string_view key, const char* what,
                   std::vector<std::string>& causes) {
  if (text_of(before, subject, key) != text_of(after, subject, key)) causes.emplace_back(what);
}

std::vector<std::string> causes_of(const Facts& before, const Facts& after) {
  std::vector<std::string> causes;
  const std::string old_version = identity_of(before).version;
  const std::string new_version = identity_of(after).version;
  if (old_version != new_version) causes.push_back("target: version " + old_version + " became " + new_version);
  compare_input(before, after, "target", "declaration_sha256", "the declaration was edited", causes);
  compare_input(before, after, "target", "driver_sha256", "the driver was edited", causes);
  compare_input(before, after, "assessor", "standard_sha256", "the assessor has other tables of test units", causes);
  compare_input(before, after, "assessor", "program_sha256", "the assessor is another program", causes);
  return causes;
}

// Of each row the units stand in the order of the standard, in both runs the same.
std::vector<const UnitResult*> units_of(const Assessment& assessment) {
  std::vector<const UnitResult*> units;
  for (const Row& row : assessment.rows) {
    for (const UnitResult& unit : row.units) units.push_back(&unit);
  }
  return units;
}

std::string first_finding(const Judgement& judgement, Language language) {
  if (judgement.findings.empty()) return {};
  return (language == Language::zh ? "：" : ": ") + printable(findings_in(language, judgement).front().text);
}

}  // namespace

std::string_view key_of(Change change) {
  return kChanges.at(static_cast<std::size_t>(change)).key;
}

std::size_t Diff::count(Change change) const {
  return static_cast<std::size_t>(
      std::count_if(units.begin(), units.end(), [&](const UnitChange& one) { return one.change == change; }));
}

Diff diff_of(const Facts& facts_before, const Assessment& before, const Facts& facts_after, const Assessment& after) {
  Diff diff;
  diff.causes = causes_of(facts_before, facts_after);
  const std::vector<const UnitResult*> then = units_of(before);
  const std::vector<const UnitResult*> now = units_of(after);
  for (std::size_t i = 0; i < std::min(then.size(), now.size()); ++i) {
    const Change change = change_of(then[i]->judgement.verdict, now[i]->judgement.verdict);
    if (change == Change::unchanged)
      ++diff.unchanged;
    else
      diff.units.push_back({now[i]->unit, change, then[i]->judgement, now[i]->judgement});
  }
  return diff;
}

std::string print_diff(const Diff& diff, bool chinese) {
  const Language language = chinese ? Language::zh : Language::en;
  std::string out;
  for (const Wording& cause : told_in(language, diff.causes))
    out += (chinese ? "原因：" : "cause: ") + printable(cause.text) + "\n";
  if (diff.causes.empty()) out += chinese ? "两次运行的输入相同\n" : "both runs have the same inputs\n";
  for (const UnitChange& one : diff.units) {
    const BothTongues text = kChanges.at(static_cast<std::size_t>(one.change)).text;
    out += fitted(one.unit->id, 13) + fitted(in(language, text), 18) + std::string(in(language, words_of(one.before.verdict))) +
           " -> " + std::string(in(language, words_of(one.after.verdict))) + first_finding(one.after, language) + "\n";
  }
  const auto number = [&](Change change) { return std::to_string(diff.count(change)); };
  if (chinese)
    return out + "已修复 " + number(Change::fixed) + "，新的不通过 " + number(Change::broken) + "，覆盖有变 " +
           number(Change::coverage) + "，未变 " + std::to_string(diff.unchanged) + "\n";
  return out + number(Change::fixed) + " fixed, " + number(Change::broken) + " new failures, " + number(Change::coverage) +
         " with another coverage, " + std::to_string(diff.unchanged) + " unchanged\n";
}

Value diff_value(const Diff& diff) {
  Value units{Value::Array{}};
  for (const UnitChange& one : diff.units) {
    Value value;
    value.set("unit", one.unit->id).set("change", key_of(one.change));
    value.set("before", key_of(one.before.verdict)).set("after", key_of(one.after.verdict));
    value.set("findings_before", list_of(one.before.findings)).set("findings_after", list_of(one.after.findings));
    units.push(std::move(value));
  }
  Value value;
  value.set("causes", list_of(diff.causes)).set("unchanged", static_cast<std::int64_t>(diff.unchanged));
  for (const Change change : {Change::fixed, Change::broken, Change::coverage})
    value.set(std::string(key_of(change)), static_cast<std::int64_t>(diff.count(change)));
  return value.set("units", std::move(units));
}

}  // namespace cardea::assess
