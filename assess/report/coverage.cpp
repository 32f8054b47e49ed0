// SPDX-License-Identifier: Apache-2.0
// How far an assessment reaches: units by who decides them and by clause, and what each probe did.
#include <algorithm>
#include <array>
#include <set>

#include "assess/report/content.hpp"

namespace cardea::assess {

namespace {

struct Kind {
  Tone tone;
  BothTongues name;
  bool (*holds)(const UnitResult& unit);
};

bool is(const UnitResult& unit, Verdict verdict) {
  return unit.judgement.verdict == verdict;
}

constexpr std::array<Kind, 6> kKinds{{
    {Tone::good, {"pass", "通过"}, [](const UnitResult& u) { return is(u, Verdict::pass); }},
    {Tone::bad, {"fail", "不通过"}, [](const UnitResult& u) { return is(u, Verdict::fail); }},
    {Tone::bad, {"assessor error", "评估程序出错"}, [](const UnitResult& u) { return is(u, Verdict::error); }},
    {Tone::unsure,
     {"not tested or inconclusive", "未测试或无法判定"},
     [](const UnitResult& u) { return is(u, Verdict::inconclusive); }},
    {Tone::person, {"waits for a person", "待人工判定"}, [](const UnitResult& u) { return is(u, Verdict::pending_human); }},
    {Tone::aside, {"not applicable", "不适用"}, [](const UnitResult& u) { return is(u, Verdict::not_applicable); }},
}};

using Units = std::vector<const UnitResult*>;

Bar bar_of(std::string name, const Units& units, Language language) {
  Bar bar{std::move(name), {}};
  for (const Kind& kind : kKinds) {
    const auto count = std::count_if(units.begin(), units.end(), [&](const UnitResult* unit) { return kind.holds(*unit); });
    if (count > 0) bar.shares.push_back({kind.tone, std::string(in(language, kind.name)), static_cast<std::size_t>(count)});
  }
  return bar;
}

template <class Wanted>
Units units_that(const Assessment& assessment, Wanted wanted) {
  Units out;
  for (const Row& row : assessment.rows) {
    for (const UnitResult& unit : row.units) {
      if (wanted(unit)) out.push_back(&unit);
    }
  }
  return out;
}

std::string took_text(std::int64_t ms, Language language) {
  if (ms < 1000) return std::to_string(ms) + (language == Language::zh ? " 毫秒" : " ms");
  return std::to_string(ms / 1000) + "." + std::to_string(ms % 1000 / 100) + (language == Language::zh ? " 秒" : " s");
}

std::string waited_text(std::int64_t waited_s, Language language) {
  if (waited_s == 0) return {};
  const std::string number = std::to_string(waited_s);
  return language == Language::zh ? "，其中 " + number + " 秒为目标要求的等待"
                                  : ", " + number + " s of it because the target asked to wait";
}

std::string scan_text(const Fact& scan, Language language) {
  const std::string n[] = {std::to_string(scan.number("asked")), std::to_string(scan.number("open")),
                           std::to_string(scan.number("refused")), std::to_string(scan.number("unanswered"))};
  if (language == Language::zh)
    return "TCP " + scan.text("address") + "：询问 " + n[0] + " 个端口，开放 " + n[1] + "，拒绝 " + n[2] + "，无应答 " + n[3];
  return "TCP " + scan.text("address") + ": " + n[0] + " ports asked, " + n[1] + " open, " + n[2] + " refused, " + n[3] +
         " without an answer";
}

std::string udp_text(const Fact& udp, Language language) {
  const std::string listeners = std::to_string(udp.number("listeners"));
  if (language == Language::zh)
    return "UDP：" + listeners + " 个监听端口，" + (udp.flag("complete") ? "已全部查看" : "只能查看其中一部分");
  return "UDP: " + listeners + " listeners, " + (udp.flag("complete") ? "all could be seen" : "only a part could be seen");
}

std::string extent_of(const Facts& facts, std::string_view probe, Language language) {
  std::vector<std::string> parts;
  for (const Fact* scan : facts.of(probe, "scan tcp ")) parts.push_back(scan_text(*scan, language));
  for (const Fact* udp : facts.of(probe, "udp of the target")) parts.push_back(udp_text(*udp, language));
  const Fact* end = facts.end_of(probe);
  if (end != nullptr && !end->flag("done")) parts.push_back(told_in(language, end->text("why")).text);
  return joined(parts, language == Language::zh ? "；" : "; ");
}

Look look_of(const Facts& facts, std::string_view probe, Language language) {
  struct State {
    BothTongues text;
    Tone tone;
  };
  constexpr std::array<State, 4> kStates{{{{"not run", "未运行"}, Tone::unsure},
                                          {{"not described by the driver", "驱动文件未说明"}, Tone::unsure},
                                          {{"failed", "出错"}, Tone::bad},
                                          {{"done", "完成"}, Tone::good}}};
  const State& state = kStates.at(static_cast<std::size_t>(facts.state_of(probe)));
  Look look{std::string(probe), {}, std::string(in(language, state.text)), state.tone, facts.of(probe).size(), {}, {}};
  look.extent = extent_of(facts, probe, language);
  const Fact* end = facts.end_of(probe);
  if (end == nullptr) return look;
  look.effect = in(language, words_of(end->effect));
  look.took = took_text(end->number("took_ms"), language) + waited_text(end->number("waited_s"), language);
  return look;
}

}  // namespace

std::size_t Bar::total() const {
  std::size_t sum = 0;
  for (const Share& share : shares) sum += share.count;
  return sum;
}

Bar bar_of_all_units(const Assessment& assessment, Language language) {
  return bar_of({}, units_that(assessment, [](const UnitResult&) { return true; }), language);
}

std::vector<Bar> bars_by_method(const Assessment& assessment, Language language) {
  constexpr std::array<BothTongues, 3> kNames{{{"automatic: a rule decides", "自动：由规则判定"},
                                               {"assisted: probes gather, a person decides", "辅助：探针收集，由人判定"},
                                               {"human: a person reads or looks", "人工：由人阅读或查看"}}};
  std::vector<Bar> bars;
  for (const Automation automation : {Automation::automatic, Automation::assisted, Automation::human}) {
    const Units units = units_that(assessment, [&](const UnitResult& unit) { return unit.unit->automation == automation; });
    bars.push_back(bar_of(std::string(in(language, kNames.at(static_cast<std::size_t>(automation)))), units, language));
  }
  return bars;
}

std::vector<Bar> bars_by_clause(const Assessment& assessment, Language language) {
  std::vector<Bar> bars;
  std::string_view section;
  for (const Row& row : assessment.rows) {
    if (section_of(row.provision->id) == section) continue;
    section = section_of(row.provision->id);
    const Units units =
        units_that(assessment, [&](const UnitResult& unit) { return section_of(unit.unit->provision) == section; });
    bars.push_back(bar_of(std::string(section) + " " + std::string(in(language, section_title(section))), units, language));
  }
  return bars;
}

// Those that the units name, in the order in which they are first named.
std::vector<Look> looks_of(const Assessment& assessment, const Facts& facts, Language language) {
  std::vector<Look> looks;
  std::set<std::string_view> seen{"declaration"};
  for (const Row& row : assessment.rows) {
    for (const UnitResult& unit : row.units) {
      for (const std::string_view probe : parts_of(unit.unit->probes, ", ")) {
        if (seen.insert(probe).second) looks.push_back(look_of(facts, probe, language));
      }
    }
  }
  return looks;
}

}  // namespace cardea::assess
