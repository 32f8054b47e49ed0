// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/contradictions.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "assess/judge/contradictions_rows.hpp"
#include "assess/judge/declared_rows.hpp"
#include "assess/judge/selector.hpp"
#include "assess/judge/words.hpp"
#include "assess/standard/standard.hpp"
#include "product/provisions.hpp"

namespace cardea::assess {

namespace {

constexpr std::array<ContradictionRule, 7> kRules{{
    {"weak_algorithm",
     {"a broken or weak algorithm is named somewhere in the declaration", "声明中某处使用已被攻破或薄弱的算法"}},
    {"circular_reason",
     {"rows give each other, or themselves, as the reason why they do not apply", "不适用的理由互相或自我引用"}},
    {"nothing_behind_yes", {"the answer is Y and every table that it rests on is empty", "答 Y，但所依据的表均为空"}},
    {"evidence_stretched", {"that nothing was seen is given as proof that nothing is there", "把“未见到”当作“没有”的证据"}},
    {"restart_as_alert", {"a restart is given as the alert to the user", "把重启当作对用户的告警"}},
    {"escape_ignored",
     {"the answer is N or N/A where the test text itself grants a pass", "测试文本本身给予通过，却答 N 或 N/A"}},
    {"quantifier_relaxed", {"the reason speaks of some where all are meant", "应针对全部，却只说部分"}},
}};

// What the words stand in: the maker's reason of a row of the ICS.
std::string reason_of(const Fact& row) {
  return lower(row.text("details"));
}

bool says_any(const std::string& text, std::span<const std::string_view> phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](std::string_view phrase) { return text.find(phrase) != std::string::npos; });
}

// As words of their own: "most of the" is not in "most of them".
bool says_phrase(const std::string& text, std::span<const std::string_view> phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](std::string_view phrase) { return find_word(text, phrase) != std::string::npos; });
}

// Every text of a row, whatever field it stands in.
void gather_text(const Value& value, std::string& out) {
  if (const std::string* text = value.if_text()) out += lower(*text) + "\n";
  if (const auto* list = value.if_array()) {
    for (const Value& item : *list) gather_text(item, out);
  }
  if (const auto* map = value.if_map()) {
    for (const auto& [key, item] : *map) gather_text(item, out);
  }
}

// Where cryptography of a table is judged.
std::string_view provision_of(std::string_view table) {
  if (table == "AuthMech") return "5.1-3";
  if (table == "UpdMech") return "5.3-7";
  if (table == "SecParam") return "5.4-1";
  if (table == "SecBoot") return "5.7-1";
  return table == "ComMech" ? "5.5-1" : "";
}

constexpr std::array<std::string_view, 14> kDenials{"no ",  "not ",     "never ", "without ", "refuse", "reject", "instead of ",
                                                    "nor ", "disabled", "forbid", "不",       "拒绝",   "禁",     "无"};

// Where the sentence that holds a place begins and ends; at most 48 letters either way.
std::string_view before_in_sentence(std::string_view text, std::size_t at) {
  std::string_view before = text.substr(at < 48 ? 0 : at - 48, std::min<std::size_t>(at, 48));
  for (const std::string_view end : {std::string_view("\n"), std::string_view(". ")}) {
    if (const std::size_t last = before.rfind(end); last != std::string_view::npos) before.remove_prefix(last + end.size());
  }
  return before;
}
std::string_view after_in_sentence(std::string_view text, std::size_t at) {
  const std::string_view after = text.substr(at, 48);
  return after.substr(0, std::min(after.find('\n'), after.find(". ")));
}

// "no MD5" and "refuses TLS 1.0" speak of not using it; "TLS 1.0 is disabled" may, and so may "MD5, not SHA-256".
enum class Use : std::uint8_t { denied, unclear, plain };

Use use_at(const std::string& text, std::size_t at) {
  if (says_any(std::string(before_in_sentence(text, at)), kDenials)) return Use::denied;
  return says_any(std::string(after_in_sentence(text, at)), kDenials) ? Use::unclear : Use::plain;
}

// The plainest of all places where it is named.
Use use_of(const std::string& text, std::string_view algorithm) {
  Use use = Use::denied;
  for (std::size_t at = find_word(text, algorithm); at != std::string::npos; at = find_word(text, algorithm, at + 1))
    use = std::max(use, use_at(text, at));
  return use;
}

void look_for_weak(const Fact& row, std::string_view provision, std::vector<Contradiction>& out) {
  std::string text;
  gather_text(row.values, text);
  for (const std::string_view weak : weak_algorithms()) {
    if (weak == "ssl" || weak == "des") continue;  // in prose the one often means TLS, and the other is a word
    const Use use = use_of(text, weak);
    if (use == Use::denied) continue;
    out.push_back({"weak_algorithm", std::string(provision), use == Use::plain ? Verdict::fail : Verdict::inconclusive,
                   row.text("id") + " names " + std::string(weak), row.seq});
    if (use == Use::plain) break;
  }
}

//= EN303645 5.1-3, 5.3-7, 5.4-1, 5.5-1, 5.7-1: best practice cryptography, in any field
void weak_algorithm(const Facts& facts, std::vector<Contradiction>& out) {
  for (const Fact& row : facts.all()) {
    const std::string_view provision = row.probe == "declaration" ? provision_of(row.text("table")) : std::string_view();
    if (!provision.empty()) look_for_weak(row, provision, out);
  }
}

std::set<std::string> provisions_named(const std::string& text) {
  std::set<std::string> named;
  for (const product::Provision& provision : product::provisions()) {
    if (find_word(text, provision.id) != std::string::npos) named.insert(std::string(provision.id));
  }
  return named;
}

using Reasons = std::map<std::string, std::set<std::string>>;  // N/A row -> the provisions that its reason names

bool leads_back(const Reasons& reasons, const std::string& from, const std::string& to, std::set<std::string>& seen) {
  const auto row = reasons.find(from);
  if (row == reasons.end() || !seen.insert(from).second) return false;
  return std::any_of(row->second.begin(), row->second.end(),
                     [&](const std::string& next) { return next == to || leads_back(reasons, next, to, seen); });
}

void circular_reason(const Facts& facts, std::vector<Contradiction>& out) {
  Reasons reasons;
  for (const Fact* row : facts.rows("ics")) {
    if (row->text("support") == "N/A") reasons[row->text("id")] = provisions_named(reason_of(*row));
  }
  for (const Fact* row : facts.rows("ics")) {
    std::set<std::string> seen;
    const std::string id = row->text("id");
    if (row->text("support") == "N/A" && leads_back(reasons, id, id, seen))
      out.push_back({"circular_reason", id, Verdict::fail, id + " does not apply because " + id + " does not apply", row->seq});
  }
}

// The tables over which the units of a provision range, and which it reads for itself.
std::set<std::string_view> tables_of(std::string_view provision) {
  std::set<std::string_view> tables;
  for (const TestUnit& unit : test_units()) {
    if (unit.provision == provision && !unit.over.empty() && unit.escape.empty()) tables.insert(selector_of(unit.over).table);
  }
  return tables;
}

void nothing_behind_yes(const Facts& facts, std::vector<Contradiction>& out) {
  for (const Fact* row : facts.rows("ics")) {
    if (row->text("support") != "Y" || row->flag("vacuous") || !row->flag("applies")) continue;
    const std::set<std::string_view> tables = tables_of(row->text("id"));
    const bool none =
        std::all_of(tables.begin(), tables.end(), [&](std::string_view table) { return facts.rows(table).empty(); });
    if (tables.empty() || !none) continue;
    std::string names;
    for (const std::string_view table : tables) names += (names.empty() ? "" : ", ") + std::string(table);
    out.push_back({"nothing_behind_yes", row->text("id"), Verdict::inconclusive, "Y, and there is no row of " + names, row->seq});
  }
}

void evidence_stretched(const Facts& facts, std::vector<Contradiction>& out) {
  constexpr std::array<std::string_view, 14> kPhrases{"no traffic was seen",
                                                      "no traffic seen",
                                                      "no traffic was observed",
                                                      "not observed",
                                                      "was never seen",
                                                      "never happened",
                                                      "has never occurred",
                                                      "no incident so far",
                                                      "not seen in testing",
                                                      "nothing was captured",
                                                      "未观察到",
                                                      "未发现流量",
                                                      "从未发生",
                                                      "抓包未见"};
  for (const Fact* row : facts.rows("ics")) {
    if (row->text("support").empty() || row->text("support") == "N") continue;
    if (says_phrase(reason_of(*row), kPhrases))
      out.push_back({"evidence_stretched", row->text("id"), Verdict::inconclusive,
                     "that nothing was seen does not show that nothing is there", row->seq});
  }
}

//= EN303645 5.7-2
void restart_as_alert(const Facts& facts, std::vector<Contradiction>& out) {
  constexpr std::array<std::string_view, 8> kRestart{"reboot",     "restart",       "boot loop", "bootloop",
                                                     "reset loop", "does not boot", "重启",      "无法启动"};
  constexpr std::array<std::string_view, 16> kAlert{"page",   "led", "light",   "sound",  "message", "e-mail", "email", "display",
                                                    "screen", "app", "service", "log in", "blink",   "告警",   "提示",  "指示灯"};
  for (const Fact* row : facts.rows("SecBoot")) {
    const std::string text = lower(row->text("user_notification"));
    if (says_any(text, kRestart) && !says_any(text, kAlert))
      out.push_back(
          {"restart_as_alert", "5.7-2", Verdict::fail, row->text("id") + " tells its user by a restart alone", row->seq});
  }
}

bool is_escaped(const Facts& facts, const TestUnit& unit) {
  const Escape* escape = find_escape(unit.escape);
  return escape != nullptr && declares_none_of(facts, escape->none_of);
}

// Half of the units and more pass by the escape of their text.
bool is_mostly_escaped(const Facts& facts, std::string_view provision) {
  std::size_t units = 0;
  std::size_t escaped = 0;
  for (const TestUnit& unit : test_units()) {
    if (unit.provision != provision) continue;
    ++units;
    escaped += is_escaped(facts, unit) ? 1U : 0U;
  }
  return escaped > 0 && escaped * 2 >= units;
}

void escape_ignored(const Facts& facts, std::vector<Contradiction>& out) {
  for (const Fact* row : facts.rows("ics")) {
    const std::string support = row->text("support");
    if (support == "Y" || support.empty() || !row->flag("applies") || !is_mostly_escaped(facts, row->text("id"))) continue;
    out.push_back({"escape_ignored", row->text("id"), Verdict::inconclusive,
                   "answered " + support + ", though its test text passes where there is no such thing", row->seq});
  }
}

bool asks_for_all(std::string_view provision) {
  return std::any_of(test_units().begin(), test_units().end(),
                     [&](const TestUnit& unit) { return unit.provision == provision && unit.quantifier == Quantifier::all; });
}

void quantifier_relaxed(const Facts& facts, std::vector<Contradiction>& out) {
  constexpr std::array<std::string_view, 13> kPhrases{"at least one of", "most of the",       "most interfaces", "some of the",
                                                      "where possible",  "wherever possible", "the main one",    "partly",
                                                      "in most cases",   "except for legacy", "至少一个",        "大部分",
                                                      "部分接口"};
  for (const Fact* row : facts.rows("ics")) {
    if (row->text("support") != "Y" || !asks_for_all(row->text("id"))) continue;
    if (says_phrase(reason_of(*row), kPhrases))
      out.push_back({"quantifier_relaxed", row->text("id"), Verdict::inconclusive,
                     "the reason speaks of some; every one is meant", row->seq});
  }
}

}  // namespace

std::span<const ContradictionRule> contradiction_rules() {
  static const std::vector<ContradictionRule> all = [] {
    std::vector<ContradictionRule> rules(kRules.begin(), kRules.end());
    rules.insert(rules.end(), row_contradiction_rules().begin(), row_contradiction_rules().end());
    return rules;
  }();
  return all;
}

std::vector<Contradiction> contradictions_of(const Facts& facts) {
  std::vector<Contradiction> out;
  for (const auto rule : {weak_algorithm, circular_reason, nothing_behind_yes, evidence_stretched, restart_as_alert,
                          escape_ignored, quantifier_relaxed})
    rule(facts, out);
  find_row_contradictions(facts, out);
  return out;
}

}  // namespace cardea::assess
