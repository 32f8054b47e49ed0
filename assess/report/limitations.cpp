// SPDX-License-Identifier: Apache-2.0
// What an assessment does not say: what was not run or not decided, states that were not visited, answers of people and how long
// they hold, and what no run can know.
#include <map>
#include <set>

#include "assess/judge/states.hpp"
#include "assess/judge/unit.hpp"
#include "assess/report/content.hpp"
#include "lib/base/time.hpp"

namespace cardea::assess {

namespace {

std::string between(Language language) {
  return language == Language::zh ? "：" : ": ";
}

Limitation probes_without_end(const Assessment& assessment, const Facts& facts, Language language) {
  Limitation limitation{std::string(in(language, {"Probes that did not come to their end", "未完成的探针"})), {}};
  for (const Look& look : looks_of(assessment, facts, language)) {
    if (look.tone == Tone::good) continue;
    limitation.items.push_back(look.probe + between(language) + look.state + (look.extent.empty() ? "" : " – " + look.extent));
  }
  return limitation;
}

// By reason, so that a reader sees what would have to change.
Limitation units_without_verdict(const Assessment& assessment, Language language) {
  Limitation limitation{std::string(in(language, {"Test units without a verdict", "没有结论的测试单元"})), {}};
  std::map<std::string, std::vector<std::string>> by_reason;
  for (const Row& row : assessment.rows) {
    for (const UnitResult& unit : row.units) {
      const Judgement& j = unit.judgement;
      if (j.verdict == Verdict::pass || j.verdict == Verdict::fail || j.verdict == Verdict::not_applicable) continue;
      std::string reason(in(language, words_of(j.verdict)));
      if (j.code != Code::none) reason += (language == Language::zh ? "，" : ", ") + std::string(in(language, text_of(j.code)));
      by_reason[reason].emplace_back(unit.unit->id);
    }
  }
  for (const auto& [reason, units] : by_reason)
    limitation.items.push_back(reason + " (" + std::to_string(units.size()) + ")" + between(language) + joined(units, ", "));
  return limitation;
}

// Those that refute nothing, and take away what an answer rests on.
Limitation contradictions_in(const Assessment& assessment, Language language) {
  Limitation limitation{
      std::string(in(language, {"Contradictions in the declaration that leave an answer open", "使结论悬而未决的声明矛盾"})), {}};
  for (const Row& row : assessment.rows) {
    for (const Objection& one : objections_of(row, language)) {
      if (one.tone != Tone::bad)
        limitation.items.push_back(std::string(row.provision->id) + between(language) + one.says + " – " + one.finding.text);
    }
  }
  return limitation;
}

std::string state_name(const std::string& state, Language language) {
  if (state == "factory_default") return std::string(in(language, {"factory default", "出厂默认设置"}));
  if (state == "initializing") return std::string(in(language, {"initializing", "正在初始化"}));
  return state;
}

Limitation states_not_visited(const Facts& facts, Language language) {
  std::set<std::string> states;
  const std::vector<std::string> visited = facts.states_visited();
  for (const Fact* row : facts.of("declaration")) add_states_not_visited(*row, {visited.begin(), visited.end()}, states);
  Limitation limitation{std::string(in(language, {"States that were not visited", "未查看的设备状态"})), {}};
  if (states.empty()) return limitation;
  std::vector<std::string> names;
  for (const std::string& state : states) names.push_back(state_name(state, language));
  limitation.items.push_back(std::string(in(language, {"The declaration speaks of these states, the run did not see them: ",
                                                       "声明中提及以下状态，而评估未查看："})) +
                             joined(names, language == Language::zh ? "、" : ", "));
  return limitation;
}

std::string import_text(const Fact& file, Language language) {
  const bool zh = language == Language::zh;
  std::string text = file.text("kind") + " " + file.text("file") + between(language);
  if (!file.flag("read")) return text + (zh ? "无法读取 – " : "could not be read – ") + told_in(language, file.text("why")).text;
  text += file.text("tool") + " " + file.text("tool_version") + ", SHA-256 " + file.text("sha256") + (zh ? "；" : "; ");
  const std::string written = std::to_string(file.number("written"));
  const std::string left_out = std::to_string(file.number("not_written"));
  return text +
         (zh ? "记录 " + written + " 条，未记录 " + left_out + " 条" : written + " findings on record, " + left_out + " not");
}

Limitation files_of_other_tools(const Facts& facts, Language language) {
  Limitation limitation{std::string(in(language, {"Files of other tools, which can speak against a PASS and never make one",
                                                  "其他工具的文件（可否定“通过”，但不能据以判定“通过”）"})),
                        {}};
  for (const Fact* file : facts.of("imports", "file ")) limitation.items.push_back(import_text(*file, language));
  return limitation;
}

std::string answer_text(const Facts& facts, const Fact& answer, Language language) {
  const bool zh = language == Language::zh;
  std::string text = answer.subject + between(language) + std::string(in(language, words_of_answer(answer.text("verdict")))) +
                     (zh ? "，" : ", ") + answer.text("reviewer") + (zh ? "（" : " (") + answer.text("role") +
                     (zh ? "），" : "), ") + answer.text("date");
  if (answer_to(facts, answer.subject) != &answer) return text + (zh ? "；已被后来的判定取代" : "; replaced by a later answer");
  if (!answer.has("expires_s")) return text + (zh ? "；无失效日期" : "; does not expire");
  const std::string day = to_date(answer.number("expires_s"));
  if (expired(facts, answer)) return text + (zh ? "；已于 " + day + " 失效" : "; expired on " + day);
  return text + (zh ? "；有效至 " + day : "; holds until " + day);
}

Limitation answers_of_people(const Facts& facts, Language language) {
  Limitation limitation{std::string(in(language, {"Answers of people", "人工判定"})), {}};
  for (const Fact* answer : facts.of(kReview)) limitation.items.push_back(answer_text(facts, *answer, language));
  return limitation;
}

Limitation always(Language language) {
  const auto item = [&](const char* en, const char* zh) { return std::string(in(language, {en, zh})); };
  return {
      std::string(in(language, {"Of every run", "每次评估共有的局限"})),
      {item("One device was looked at, with one version of its software, at the times that the records name.",
            "只查看了一台设备、一个软件版本，时间以各条记录为准。"),
       item("The attacker in mind has basic means and leaves the casing closed; nothing was opened, desoldered or probed "
            "electrically.",
            "所设想的攻击者只有基本手段且不打开外壳；未拆机、未拆焊，也未作电气探测。"),
       item("Associated services are not under the control of the assessor: what they do is judged by what can be seen of it.",
            "相关服务不受评估方控制，其行为只能根据可见的迹象判断。"),
       item("A functional PASS says that nothing was found that speaks against the declaration, within what was looked at.",
            "功能性测试“通过”仅表示在查看范围内未发现与声明不符之处。")}};
}

}  // namespace

std::vector<Limitation> limitations_of(const Assessment& assessment, const Facts& facts, Language language) {
  std::vector<Limitation> all{probes_without_end(assessment, facts, language),
                              units_without_verdict(assessment, language),
                              contradictions_in(assessment, language),
                              states_not_visited(facts, language),
                              files_of_other_tools(facts, language),
                              answers_of_people(facts, language),
                              always(language)};
  std::erase_if(all, [](const Limitation& one) { return one.items.empty(); });
  return all;
}

}  // namespace cardea::assess
