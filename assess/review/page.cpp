// SPDX-License-Identifier: Apache-2.0
#include "assess/review/page.hpp"

#include <algorithm>
#include <map>

#include "assess/judge/unit.hpp"
#include "assess/report/chinese.hpp"
#include "assess/report/text.hpp"
#include "lib/codec/json.hpp"
#include "product/provisions.hpp"

namespace cardea::assess {

namespace {

constexpr std::string_view kStyle = R"css(
:root{color-scheme:light dark;--paper:#fbfaf8;--ink:#22252a;--soft:#6a6f78;--line:#e0dcd4;--card:#fff;--blue:#2a5f8f;--red:#b3261e;--green:#2c7a4b}
@media (prefers-color-scheme:dark){:root{--paper:#15171a;--ink:#e4e6ea;--soft:#9aa0aa;--line:#2b2f35;--card:#1b1e22;--blue:#82b4e0;--red:#f28b82;--green:#6cc48d}}
*{box-sizing:border-box}body{margin:0 auto;max-width:54rem;padding:2.5rem 1.2rem 5rem;background:var(--paper);color:var(--ink);
font:16px/1.55 system-ui,"Noto Sans","Noto Sans CJK SC",sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:.2rem 0 1rem}h2{font-size:1.1rem;margin:2rem 0 .4rem}
a{color:var(--blue)}.soft{color:var(--soft)}.bad{border-left:4px solid var(--red);padding:.6rem 1rem;background:var(--card)}
ol.list{list-style:none;padding:0;margin:0}ol.list li{display:grid;grid-template-columns:4rem 1fr 7rem;gap:.6rem;padding:.5rem 0;border-top:1px solid var(--line)}
.done{color:var(--green)}.num{text-align:right;font-variant-numeric:tabular-nums}
article{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:1.1rem 1.3rem;margin:1.2rem 0}
article h2{margin:0 0 .5rem;font-size:1.05rem}article h2 code{color:var(--soft);font-weight:400;margin-right:.5rem}
dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.1rem 1rem;margin:.3rem 0 .9rem;font-size:.92rem}
dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}
details{margin:.4rem 0;font-size:.92rem}pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85em;margin:.2rem 0 .6rem}
fieldset{border:0;padding:0;margin:.8rem 0;display:flex;gap:1.4rem;flex-wrap:wrap}label{display:block}
textarea,input[type=text]{width:100%;font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:.3rem;padding:.45rem .6rem}
.pair{display:grid;grid-template-columns:1fr 1fr 13rem;gap:.8rem;margin:.6rem 0}@media (max-width:40rem){.pair{grid-template-columns:1fr}}
button{font:inherit;padding:.5rem 1.3rem;border:0;border-radius:.3rem;background:var(--blue);color:var(--paper);cursor:pointer}
:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
)css";

struct Words {
  const char* title;
  const char* open;
  const char* answered;
  const char* all;
  const char* nothing;
  const char* rows;
  const char* seen;
  const char* also_passes;
  const char* verdicts[3];
  const char* rationale;
  const char* read;
  const char* records;
  const char* expires;
  const char* record;
  const char* by;
  const char* refused;
};

constexpr Words kEnglish{"What a person decides",
                         "open",
                         "answered",
                         "All provisions",
                         "There is nothing to answer here.",
                         "What is declared",
                         "What the probes saw",
                         "It also passes when: ",
                         {"passes", "fails", "cannot be told"},
                         "Why? One sentence that somebody else can follow.",
                         "Files that were read, one path a line",
                         "Evidence records, by number",
                         "Holds until (2027-06-30)",
                         "Record this answer",
                         "Answered",
                         "Not recorded: "};
constexpr Words kChinese{"由人判定的测试单元",
                         "待判定",
                         "已判定",
                         "全部条款",
                         "此处没有待判定的单元。",
                         "声明内容",
                         "探针所见",
                         "下列情况也通过：",
                         {"通过", "不通过", "无法判定"},
                         "理由：一句他人能够理解的话。",
                         "读过的文件，每行一个路径",
                         "证据记录号",
                         "有效至（2027-06-30）",
                         "记录此判定",
                         "判定",
                         "未记录："};

constexpr const char* kVerdictKeys[3] = {"pass", "fail", "inconclusive"};

std::string tag(std::string_view name, std::string_view attributes, const std::string& inner) {
  return "<" + std::string(name) + (attributes.empty() ? "" : " " + std::string(attributes)) + ">" + inner + "</" +
         std::string(name) + ">";
}

std::string document(const Words& w, bool chinese, const std::string& title, const std::string& body) {
  return "<!doctype html>\n<html lang=\"" + std::string(chinese ? "zh-CN" : "en") +
         "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>" +
         html_escaped(title.empty() ? w.title : title) + "</title><style>" + std::string(kStyle) + "</style></head><body>" +
         body + "</body></html>\n";
}

std::string row_html(const Fact& row) {
  std::string items =
      tag("dt", "", tag("b", "", html_escaped(row.text("id")))) + tag("dd", "class=\"soft\"", "#" + std::to_string(row.seq));
  for (const auto& [name, value] : *row.values.if_map()) {
    if (name == "id" || name == "table") continue;
    items += tag("dt", "", html_escaped(name)) + tag("dd", "", html_escaped(text_or_json(value)));
  }
  return tag("dl", "", items);
}

std::string seen_html(const Fact& fact) {
  return tag("p", "class=\"soft\"", "#" + std::to_string(fact.seq) + " " + html_escaped(fact.probe + " " + fact.subject)) +
         tag("pre", "", html_escaped_lines(print_json_pretty(fact.values)));
}

std::string verdict_choice(const Words& w) {
  std::string choices;
  for (std::size_t i = 0; i < 3; ++i)
    choices +=
        tag("label", "",
            "<input type=\"radio\" name=\"verdict\" value=\"" + std::string(kVerdictKeys[i]) + "\" required> " + w.verdicts[i]);
  return tag("fieldset", "", choices);
}

std::string text_input(const char* name, const char* label, const std::string& value) {
  return tag("label", "",
             std::string(label) + "<input type=\"text\" name=\"" + name + "\" value=\"" + html_escaped(value) + "\">");
}

std::string form_html(const Question& question, const Words& w) {
  std::string records;
  for (const Fact* row : question.rows) records += (records.empty() ? "" : " ") + std::to_string(row->seq);
  const std::string hidden = "<input type=\"hidden\" name=\"unit\" value=\"" + std::string(question.unit->id) + "\">";
  return tag("form", "method=\"post\"",
             hidden + verdict_choice(w) +
                 tag("label", "",
                     std::string(w.rationale) + "<textarea name=\"rationale\" rows=\"2\" required minlength=\"10\"></textarea>") +
                 tag("div", "class=\"pair\"",
                     tag("label", "", std::string(w.read) + "<textarea name=\"read\" rows=\"1\"></textarea>") +
                         text_input("records", w.records, records) + text_input("expires", w.expires, "")) +
                 tag("button", "", w.record));
}

std::string last_answer(const Question& question, const Words& w, bool chinese) {
  if (question.answer == nullptr) return {};
  const Fact& fact = *question.answer;
  const BothTongues verdict = words_of_answer(fact.text("verdict"));
  return tag("p", "class=\"done\"",
             html_escaped(std::string(w.by) + " " + fact.text("date") + (chinese ? "，" : ", ") + fact.text("reviewer") +
                          (chinese ? "：" : ": ") + std::string(chinese ? verdict.zh : verdict.en) + (chinese ? "。" : ". ") +
                          fact.text("rationale")));
}

std::string question_html(const Question& question, const Words& w, bool chinese) {
  const TestUnit& unit = *question.unit;
  std::string inner =
      tag("h2", "", tag("code", "", std::string(unit.id)) + html_escaped(chinese ? unit.statement_zh : unit.statement_en));
  if (!question.escape_en.empty())
    inner += tag("p", "class=\"soft\"", w.also_passes + html_escaped(chinese ? question.escape_zh : question.escape_en));
  for (const Wording& finding : findings_in(chinese ? Language::zh : Language::en, question.alone))
    inner += tag("p", finding.in_english ? "lang=\"en\"" : "", html_escaped(finding.text));
  std::string rows;
  for (const Fact* row : question.rows) rows += row_html(*row);
  if (!rows.empty()) inner += tag("details", "open", tag("summary", "", w.rows) + rows);
  std::string seen;
  for (const Fact* fact : question.seen) seen += seen_html(*fact);
  if (!seen.empty()) inner += tag("details", "", tag("summary", "", w.seen) + seen);
  return tag("article", "id=\"" + std::string(unit.id) + "\"",
             inner + last_answer(question, w, chinese) + form_html(question, w));
}

bool is_answered(const Facts& facts, const Question& question) {
  return question.answer != nullptr && !expired(facts, *question.answer);
}

}  // namespace

std::string review_list(const Facts& facts, const std::string& reviewer, bool chinese) {
  const Words& w = chinese ? kChinese : kEnglish;
  struct Count {
    std::size_t all = 0;
    std::size_t answered = 0;
  };
  std::map<std::string_view, Count> counts;
  for (const Question& question : questions_of(facts)) {
    Count& count = counts[question.unit->provision];
    ++count.all;
    count.answered += is_answered(facts, question) ? 1 : 0;
  }
  std::string items;
  for (const product::Provision& provision : product::provisions()) {
    const Count count = counts[provision.id];
    if (count.all == 0) continue;
    const std::string id(provision.id);
    const bool done = count.answered == count.all;
    items += tag("li", "",
                 tag("span", "", id) +
                     tag("a", "href=\"" + id + "\"", html_escaped(chinese ? provision.title_zh : provision.title_en)) +
                     tag("span", done ? "class=\"num done\"" : "class=\"num soft\"",
                         std::to_string(count.answered) + " / " + std::to_string(count.all)));
  }
  const Identity id = identity_of(facts);
  return document(
      w, chinese, "",
      tag("p", "class=\"soft\"", html_escaped(id.manufacturer + " " + id.model + " " + id.version + " · " + reviewer)) +
          tag("h1", "", w.title) + tag("ol", "class=\"list\"", items));
}

std::string review_page(const Facts& facts, const std::string& provision, const std::string& complaint, bool chinese) {
  const Words& w = chinese ? kChinese : kEnglish;
  const product::Provision& row = *product::find_provision(provision);
  const std::string title = provision + " " + std::string(chinese ? row.title_zh : row.title_en);
  std::string questions;
  for (const Question& question : questions_of(facts)) {
    if (question.unit->provision == provision) questions += question_html(question, w, chinese);
  }
  if (questions.empty()) questions = tag("p", "", w.nothing);
  return document(
      w, chinese, title,
      tag("p", "", tag("a", "href=\"./\"", w.all)) + tag("h1", "", html_escaped(title)) +
          (complaint.empty() ? std::string()
                             : tag("p", "class=\"bad\" role=\"alert\"",
                                   w.refused + html_escaped(told_in(chinese ? Language::zh : Language::en, complaint).text))) +
          questions);
}

}  // namespace cardea::assess
