// SPDX-License-Identifier: Apache-2.0
// The report as one page: no script, no outside request, every value escaped; for a screen, a phone and paper, light and dark.
#include "assess/report/content.hpp"
#include "assess/report/html_style.hpp"
#include "assess/report/phrases.hpp"
#include "assess/report/text.hpp"
#include "lib/base/time.hpp"
#include "lib/codec/json.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kRecordsLinked = 12;

std::string tag(std::string_view name, std::string_view css, const std::string& inner) {
  return "<" + std::string(name) + (css.empty() ? "" : " class=\"" + std::string(css) + "\"") + ">" + inner + "</" +
         std::string(name) + ">";
}

std::string text(std::string_view name, std::string_view css, std::string_view words) {
  return tag(name, css, html_escaped(words));
}

std::string link(std::string_view to, std::string_view words) {
  return "<a href=\"#" + html_escaped(to) + "\">" + html_escaped(words) + "</a>";
}

std::string css_of(Tone tone) {
  switch (tone) {
    case Tone::good: return "good";
    case Tone::bad: return "bad";
    case Tone::allowed: return "allowed";
    case Tone::unsure: return "unsure";
    case Tone::person: return "person";
    case Tone::so_far: return "so-far";
    case Tone::aside: break;
  }
  return "aside";
}

class Page {
 public:
  Page(const Content& content, const Facts& facts) : c_(content), facts_(facts) {}

  std::string document() const {
    return "<!doctype html>\n<html lang=\"" + std::string(c_.language == Language::zh ? "zh-CN" : "en") +
           "\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
           "<meta http-equiv=\"content-security-policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>" +
           html_escaped(say(phrase::kReport)) + ": " + html_escaped(c_.title) + "</title><style>" + std::string(kHtmlStyle) +
           "</style></head><body>\n" + header() + contents() + "<main>\n" + table() + sheets() + deviations() + coverage() +
           limitations() + environment() + evidence() + "</main></body></html>\n";
  }

 private:
  std::string_view say(BothTongues words) const { return in(c_.language, words); }
  std::string label(BothTongues words) const { return text("span", "label", say(words)); }

  std::string section(std::string_view id, BothTongues heading, const std::string& inner) const {
    return "<section id=\"" + std::string(id) + "\">" + text("h2", "", say(heading)) + inner + "</section>\n";
  }

  std::string header() const {
    const Identity& id = c_.identity;
    const std::string facts = tag("dl", "",
                                  text("dt", "", say(phrase::kTarget)) + text("dd", "", id.target + " – " + id.address) +
                                      text("dt", "", say(phrase::kRun)) + text("dd", "", id.started + " – " + id.ended) +
                                      text("dt", "", say(phrase::kHead)) + tag("dd", "", text("code", "", c_.head)));
    return tag("header", "",
               text("p", "kicker", say(phrase::kStandard)) +
                   tag("h1", "", html_escaped(c_.title) + text("small", "", say(phrase::kReport))) + facts + verdict() +
                   figures() + bar(c_.all_units) + legend(c_.all_units));
  }

  std::string verdict() const {
    std::string links;
    for (const std::string& id : c_.failed) links += " " + link("d" + id, id);
    return tag("p", "verdict " + css_of(c_.tone), html_escaped(c_.verdict) + links);
  }

  std::string figures() const {
    static constexpr const char* kCss[]{"good", "bad", "aside", "aside"};
    std::string all;
    for (std::size_t i = 0; i < c_.answers.size(); ++i)
      all += tag("div", kCss[i], text("b", "", c_.answers[i].value) + text("span", "", c_.answers[i].name));
    return tag("div", "figures", all);
  }

  std::string contents() const {
    const auto entry = [&](std::string_view id, BothTongues words) { return tag("li", "", link(id, say(words))); };
    return tag("nav", "",
               tag("ol", "",
                   entry("table", phrase::kTableShort) + entry("cases", phrase::kSheets) +
                       entry("deviations", phrase::kDeviations) + entry("coverage", phrase::kCoverage) +
                       entry("limitations", phrase::kLimitations) + entry("environment", phrase::kEnvironment) +
                       entry("evidence", phrase::kEvidence))) +
           "\n";
  }

  static std::string bar(const Bar& bar) {
    std::string parts;
    std::string spoken;
    for (const Share& share : bar.shares) {
      parts += "<i class=\"" + css_of(share.tone) + "\" style=\"flex-grow:" + std::to_string(share.count) + "\"></i>";
      spoken += (spoken.empty() ? "" : ", ") + std::to_string(share.count) + " " + share.name;
    }
    return "<div class=\"bar\" role=\"img\" aria-label=\"" + html_escaped(spoken) + "\">" + parts + "</div>";
  }

  static std::string legend(const Bar& bar) {
    std::string entries;
    for (const Share& share : bar.shares)
      entries += tag("li", "",
                     "<i class=\"" + css_of(share.tone) + "\"></i>" + text("b", "", std::to_string(share.count)) + " " +
                         html_escaped(share.name));
    return tag("ul", "legend", entries);
  }

  // --- Table B.1

  std::string table() const {
    const std::string head = text("th", "", say(phrase::kReference)) + text("th", "", say(phrase::kStatus)) +
                             text("th", "", say(phrase::kSupport)) + text("th", "", say(phrase::kDetail));
    std::string body = tag("thead", "", tag("tr", "", head));
    for (const Clause& clause : c_.table) body += clause_rows(clause);
    std::string conditions = text("h3", "", say(phrase::kConditions));
    for (const std::string& condition : c_.conditions) conditions += text("li", "", condition);
    return section("table", phrase::kTable,
                   text("p", "faint", say(phrase::kNotation)) + tag("table", "b1", body) + tag("ul", "conditions", conditions));
  }

  std::string clause_rows(const Clause& clause) const {
    std::string rows = "<tr class=\"clause\"><th colspan=\"4\">" + html_escaped(clause.id + " " + clause.title) + "</th></tr>\n";
    for (const TableLine& line : clause.lines) rows += table_row(line);
    return tag("tbody", "", rows);
  }

  std::string table_row(const TableLine& line) const {
    const std::string id(line.row->provision->id);
    std::string detail = text("p", "title", line.title);
    if (!line.detail.empty()) detail += text("p", "declared", line.detail);
    detail +=
        tag("p", "finding",
            text("span", "words", line.finding) + (line.decided.empty() ? "" : " · " + text("span", "faint", line.decided)));
    return "<tr id=\"p" + html_escaped(id) + "\" class=\"" + css_of(line.tone) + "\">" + tag("td", "ref", link("s" + id, id)) +
           text("td", "status", line.status) + text("td", "support", line.support) + tag("td", "", detail) + "</tr>\n";
  }

  // --- test cases

  std::string sheets() const {
    std::string all;
    for (const Clause& clause : c_.table) {
      all += text("h3", "clause", clause.id + " " + clause.title);
      for (const TableLine& line : clause.lines) all += provision(line);
    }
    return section("cases", phrase::kSheets, text("p", "faint", say(phrase::kWordsKept)) + all);
  }

  std::string provision(const TableLine& line) const {
    const std::string id(line.row->provision->id);
    std::string inner =
        tag("h4", "", link("p" + id, id) + " " + text("span", "title", line.title) + text("b", "support", line.support));
    for (const Objection& one : objections_of(*line.row, c_.language)) inner += objection(one);
    for (const CaseSheet& sheet : sheets_of(*line.row, c_.language)) inner += test_case(sheet);
    return "<article id=\"s" + html_escaped(id) + "\" class=\"" + css_of(line.tone) + "\">" + inner + "</article>\n";
  }

  std::string objection(const Objection& one) const {
    return tag("p", "claim",
               text("b", css_of(one.tone), one.verdict) + label(phrase::kContradictions) + html_escaped(one.says + " – ") +
                   words(one.finding) + " " + records({one.record}));
  }

  std::string test_case(const CaseSheet& sheet) const {
    std::string inner =
        tag("h5", "",
            html_escaped(sheet.id + " ") + text("span", "faint", sheet.kind) + text("b", css_of(sheet.tone), sheet.verdict));
    for (const UnitSheet& unit : sheet.units) inner += unit_html(unit);
    return tag("div", "case", inner);
  }

  std::string unit_html(const UnitSheet& unit) const {
    std::string inner =
        tag("p", "claim",
            text("b", css_of(unit.tone), unit.verdict) + text("code", "", unit.id) + " " + html_escaped(unit.statement));
    if (!unit.reason.empty()) inner += text("p", "reason", unit.reason);
    inner += findings(unit.findings);
    std::string how = label(phrase::kMethod) + html_escaped(unit.method);
    if (!unit.reproduction.empty()) how += "<br>" + label(phrase::kReproduction) + html_escaped(unit.reproduction);
    if (!unit.evidence.empty()) how += "<br>" + label(phrase::kRecords) + records(unit.evidence);
    return tag("div", "unit", inner + tag("p", "how", how));
  }

  // What has no Chinese says so to whoever reads it aloud.
  static std::string words(const Wording& said) {
    const std::string escaped = html_escaped(said.text);
    return said.in_english ? "<span lang=\"en\">" + escaped + "</span>" : escaped;
  }

  static std::string findings(const std::vector<Wording>& all) {
    std::string items;
    for (const Wording& finding : all) items += tag("li", "", words(finding));
    return items.empty() ? items : tag("ul", "findings", items);
  }

  static std::string list(const std::vector<std::string>& all) {
    std::string items;
    for (const std::string& one : all) items += text("li", "", one);
    return tag("ul", "findings", items);
  }

  static std::string records(const std::vector<std::uint64_t>& numbers) {
    std::string out;
    for (std::size_t i = 0; i < numbers.size() && i < kRecordsLinked; ++i) {
      const std::string n = std::to_string(numbers[i]);
      out += (i == 0 ? "" : " ") + link("e" + n, n);
    }
    if (numbers.size() > kRecordsLinked) out += " … (" + std::to_string(numbers.size()) + ")";
    return out;
  }

  // --- deviations

  std::string deviations() const {
    std::string all;
    for (const Deviation& deviation : c_.deviations) all += deviation_html(deviation);
    if (all.empty()) all = text("p", "", say(phrase::kNoDeviation));
    if (!c_.not_followed.empty()) all += text("h3", "", say(phrase::kNotFollowed));
    for (const Deviation& deviation : c_.not_followed) all += deviation_html(deviation);
    return section("deviations", phrase::kDeviations, all);
  }

  std::string deviation_html(const Deviation& deviation) const {
    const product::Provision& p = *deviation.row->provision;
    const std::string id(p.id);
    const std::string status(p.in_table_b1() ? product::status_of(p).view() : "(M)");
    std::string inner = tag(
        "h4", "", link("s" + id, id) + " " + text("span", "title", say({p.title_en, p.title_zh})) + text("b", "support", status));
    for (const Deviation::Point& point : deviation.points) inner += point_html(point);
    inner += tag("p", "remedy", label(phrase::kRemedy) + html_escaped(deviation.remedy));
    const bool is_bad = deviation.row->answer == Answer::no && (p.mandatory || deviation.row->finding != Finding::declared_no);
    return "<article id=\"d" + html_escaped(id) + "\" class=\"deviation " + css_of(is_bad ? Tone::bad : Tone::allowed) + "\">" +
           inner + "</article>\n";
  }

  std::string point_html(const Deviation::Point& point) const {
    std::string seen = findings(point.found);
    if (seen.empty()) seen = "–";
    std::string inner = text("dt", "", say(phrase::kExpected)) +
                        tag("dd", "", html_escaped(point.expected) + " " + text("code", "", point.where)) +
                        text("dt", "", say(point.label)) + tag("dd", "", seen);
    if (!point.evidence.empty()) inner += text("dt", "", say(phrase::kRecords)) + tag("dd", "", records(point.evidence));
    return tag("dl", "point", inner);
  }

  // --- coverage, limitations, environment, evidence

  std::string bars(BothTongues heading, const std::vector<Bar>& all) const {
    std::string rows;
    for (const Bar& one : all)
      rows += tag("div", "measure", text("span", "", one.name) + bar(one) + text("b", "", std::to_string(one.total())));
    return text("h3", "", say(heading)) + tag("div", "measures", rows);
  }

  std::string coverage() const {
    std::string rows = tag("tr", "",
                           text("th", "", say(phrase::kProbe)) + text("th", "", say(phrase::kState)) +
                               text("th", "", say(phrase::kEffect)) + text("th", "number", say(phrase::kRecords)) +
                               text("th", "number", say(phrase::kTook)) + text("th", "", say(phrase::kExtent)));
    for (const Look& look : c_.looks) {
      rows += tag("tr", "",
                  text("td", "", look.probe) + text("td", css_of(look.tone), look.state) + text("td", "", look.effect) +
                      text("td", "number", std::to_string(look.records)) + text("td", "number", look.took) +
                      text("td", "wide", look.extent));
    }
    return section("coverage", phrase::kCoverage,
                   text("h3", "", say(phrase::kAllUnits)) + bar(c_.all_units) + legend(c_.all_units) +
                       bars(phrase::kByMethod, c_.by_method) + bars(phrase::kByClause, c_.by_clause) +
                       text("h3", "", say(phrase::kLooks)) + tag("table", "looks", rows));
  }

  std::string limitations() const {
    std::string all;
    for (const Limitation& limitation : c_.limitations) all += text("h3", "", limitation.title) + list(limitation.items);
    return section("limitations", phrase::kLimitations, all);
  }

  std::string environment() const {
    std::string all;
    for (const Named& one : c_.environment) all += text("dt", "", one.name) + text("dd", "", one.value);
    return section("environment", phrase::kEnvironment, tag("dl", "environment", all));
  }

  std::string evidence() const {
    std::string all;
    for (const Fact& fact : facts_.all()) all += fact_html(fact, c_.language);
    return section("evidence", phrase::kEvidence, text("p", "faint", say(phrase::kHowToVerify)) + all);
  }

  static std::string fact_html(const Fact& fact, Language language) {
    const std::string n = std::to_string(fact.seq);
    return "<details class=\"fact\" id=\"e" + n + "\">" +
           tag("summary", "",
               text("span", "seq", n) + text("span", "probe", fact.probe) + text("span", "subject", fact.subject)) +
           text("p", "faint", to_rfc3339(fact.at_s) + " · " + std::string(in(language, words_of(fact.effect)))) +
           tag("pre", "", html_escaped_lines(print_json_pretty(fact.values))) + "</details>\n";
  }

  const Content& c_;
  const Facts& facts_;
};

}  // namespace

std::string print_html(const Assessment& assessment, const Facts& facts, Language language) {
  const Content content = content_of(assessment, facts, language);
  return Page(content, facts).document();
}

}  // namespace cardea::assess
