// SPDX-License-Identifier: Apache-2.0
// The report as one page: no script, no outside request, every value escaped; printable, light and dark.
#include "assess/report/html_style.hpp"
#include "assess/report/report.hpp"
#include "assess/report/text.hpp"
#include "lib/base/time.hpp"
#include "lib/codec/json.hpp"

namespace cardea::assess {

namespace {

std::string tag(std::string_view name, std::string_view css, const std::string& inner) {
  return "<" + std::string(name) + (css.empty() ? "" : " class=\"" + std::string(css) + "\"") + ">" + inner + "</" +
         std::string(name) + ">";
}

std::string both(BothTongues text) {
  return html_escaped(text.en) +
         (text.zh.empty() ? "" : " " + std::string("<span lang=\"zh\" class=\"zh\">") + html_escaped(text.zh) + "</span>");
}

std::string_view css_of(const Row& row) {
  switch (row.answer) {
    case Answer::yes: return "yes";
    case Answer::no: return row.finding == Finding::declared_no && !row.provision->mandatory ? "no-allowed" : "no";
    case Answer::not_applicable: return "na";
    case Answer::open: break;
  }
  switch (row.finding) {
    case Finding::passes_so_far: return "so-far";
    default: return "unsure";
  }
}

std::string answer_text(const Row& row) {
  return row.answer == Answer::open ? "–" : std::string(print_answer(row.answer));
}

std::string evidence_links(const std::vector<std::uint64_t>& numbers) {
  std::string out;
  for (std::size_t i = 0; i < numbers.size() && i < 12; ++i) {
    const std::string n = std::to_string(numbers[i]);
    out += (i == 0 ? "" : " ") + std::string("<a href=\"#e") + n + "\">" + n + "</a>";
  }
  if (numbers.size() > 12) out += " … " + std::to_string(numbers.size()) + " records";
  return out;
}

std::string unit_html(const UnitResult& unit) {
  const Judgement& j = unit.judgement;
  std::string inner = tag("code", "", html_escaped(unit.unit->id)) + " " +
                      tag("b", "v-" + std::string(key_of(j.verdict)), html_escaped(name_of(j.verdict)));
  inner += " " + tag("span", "claim", both({unit.unit->statement_en, unit.unit->statement_zh}));
  if (j.code != Code::none) inner += tag("p", "why", both(text_of(j.code)));
  std::string findings;
  for (const std::string& finding : j.findings) findings += tag("li", "", html_escaped(finding));
  if (!findings.empty()) inner += tag("ul", "findings", findings);
  if (!j.evidence.empty()) inner += tag("p", "refs", "evidence " + evidence_links(j.evidence));
  return tag("div", "unit", inner);
}

std::string judged_html(const Row& row) {
  if (row.answer == Answer::not_applicable || row.finding == Finding::declared_no) return {};
  return tag("span", "judged", html_escaped(judged_text(row, false)));
}

std::string row_html(const Row& row) {
  const product::Provision& p = *row.provision;
  const std::string id = html_escaped(p.id);
  std::string head =
      tag("span", "id", id) + tag("span", "status", html_escaped(p.in_table_b1() ? product::status_of(p).view() : "(M)")) +
      tag("span", "title", both({p.title_en, p.title_zh})) + tag("span", "answer", html_escaped(answer_text(row))) +
      tag("span", "words", both({words_for(row, false), words_for(row, true)}) + judged_html(row));
  std::string body;
  if (!row.details.empty())
    body += tag("p", "details", tag("b", "", "Declared " + html_escaped(row.declared)) + " " + html_escaped(row.details));
  if (!row.applies) body += tag("p", "details", html_escaped("Condition " + row.condition));
  for (const UnitResult& unit : row.units) body += unit_html(unit);
  return "<details class=\"row " + std::string(css_of(row)) + "\" id=\"p" + id + "\"><summary>" + head +
         "</summary><div class=\"body\">" + body + "</div></details>\n";
}

std::string rows_html(const Assessment& assessment) {
  std::string out;
  std::string_view section;
  for (const Row& row : assessment.rows) {
    if (const std::string_view here = section_of(row.provision->id); here != section) {
      section = here;
      out += tag("h2", "", tag("span", "number", html_escaped(here)) + both(section_title(here)));
    }
    out += row_html(row);
  }
  return out;
}

// The units as one bar: what share is known, and what is not.
std::string coverage_bar(const Coverage& c) {
  struct Part {
    const char* css;
    std::size_t count;
  };
  std::string bar;
  for (const Part part : {Part{"b-pass", c.passed}, Part{"b-fail", c.failed + c.errors}, Part{"b-unsure", c.inconclusive},
                          Part{"b-human", c.pending}, Part{"b-na", c.not_applicable}}) {
    if (part.count > 0)
      bar += "<i class=\"" + std::string(part.css) + "\" style=\"flex-grow:" + std::to_string(part.count) + "\"></i>";
  }
  return tag("div", "bar", bar);
}

std::string legend(const Coverage& c) {
  const auto entry = [](const char* css, const char* words, std::size_t n) {
    return tag("li", "", "<i class=\"" + std::string(css) + "\"></i>" + tag("b", "", std::to_string(n)) + " " + words);
  };
  return tag("ul", "legend",
             entry("b-pass", "pass", c.passed) + entry("b-fail", "fail", c.failed) +
                 entry("b-unsure", "inconclusive", c.inconclusive) +
                 (c.errors > 0 ? entry("b-fail", "assessor errors", c.errors) : std::string()) +
                 entry("b-human", "wait for a person", c.pending) + entry("b-na", "not applicable", c.not_applicable));
}

std::string figure(const char* css, std::size_t n, const char* words) {
  return tag("div", std::string("figure ") + css, tag("b", "", std::to_string(n)) + tag("span", "", words));
}

std::string failed_links(const Assessment& a) {
  std::string links;
  for (const Row& row : a.rows) {
    if (!row.provision->mandatory || row.answer != Answer::no) continue;
    const std::string id = html_escaped(row.provision->id);
    links += (links.empty() ? "" : ", ") + std::string("<a href=\"#p") + id + "\">" + id + "</a>";
  }
  return links;
}

std::string verdict_sentence(const Assessment& a) {
  if (a.mandatory_failed > 0) {
    const std::string count = std::to_string(a.mandatory_failed);
    return tag("p", "verdict bad",
               count + (a.mandatory_failed == 1 ? " mandatory provision is not met: " : " mandatory provisions are not met: ") +
                   failed_links(a) + ".");
  }
  if (a.exit_code() == 2)
    return tag("p", "verdict unsure",
               "The assessment is not complete: a part of the assessor failed, or nothing could be judged.");
  return tag("p", "verdict",
             "No mandatory provision was found failing. This speaks for " +
                 std::to_string(a.coverage.passed + a.coverage.failed) + " of " + std::to_string(a.coverage.units) +
                 " test units; it is no statement of conformity.");
}

std::string header_html(const Assessment& a, const Identity& id) {
  const auto answers = [&](Answer answer) { return a.answers[static_cast<std::size_t>(answer)]; };
  const std::string facts = tag("dl", "",
                                tag("dt", "", "Target") + tag("dd", "", html_escaped(id.target + " at " + id.address)) +
                                    tag("dt", "", "Run") + tag("dd", "", html_escaped(id.started + " – " + id.ended)) +
                                    tag("dt", "", "Evidence head") + tag("dd", "", tag("code", "", html_escaped(a.head))));
  return tag(
      "header", "",
      tag("p", "kicker", "ETSI EN 303 645 V2.1.1 · Table B.1 " + std::string("<span lang=\"zh\">表 B.1</span>")) +
          tag("h1", "", html_escaped(id.manufacturer + " " + id.model) + " " + tag("small", "", html_escaped(id.version))) +
          facts + verdict_sentence(a) +
          tag("div", "figures",
              figure("yes", answers(Answer::yes), "Y") + figure("no", answers(Answer::no), "N") +
                  figure("na", answers(Answer::not_applicable), "N/A") + figure("open", answers(Answer::open), "open")) +
          coverage_bar(a.coverage) + legend(a.coverage));
}

std::string fact_html(const Fact& fact) {
  const std::string n = std::to_string(fact.seq);
  const std::string head =
      tag("span", "seq", n) + tag("span", "probe", html_escaped(fact.probe)) + tag("span", "subject", html_escaped(fact.subject));
  return "<details class=\"fact\" id=\"e" + n + "\"><summary>" + head + "</summary>" +
         tag("p", "faint", html_escaped(to_rfc3339(fact.at_s)) + " · effect: " + html_escaped(name_of(fact.effect))) +
         tag("pre", "", html_escaped_lines(print_json_pretty(fact.values))) + "</details>\n";
}

std::string evidence_html(const Facts& facts) {
  std::string out = tag("h2", "", "Evidence" + std::string(" <span lang=\"zh\" class=\"zh\">证据</span>")) +
                    tag("p", "faint",
                        "Every record names the SHA-256 of the one before it. <code>cardea assess verify</code> makes all "
                        "verdicts again from them.");
  for (const Fact& fact : facts.all()) out += fact_html(fact);
  return tag("section", "evidence", out);
}

}  // namespace

std::string print_html(const Assessment& assessment, const Facts& facts) {
  const Identity id = identity_of(facts);
  return "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
         "content=\"width=device-width,initial-scale=1\">"
         "<meta http-equiv=\"content-security-policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>" +
         html_escaped("Table B.1: " + id.manufacturer + " " + id.model + " " + id.version) + "</title><style>" +
         std::string(kHtmlStyle) + "</style></head><body>\n" + header_html(assessment, id) + "<main>\n" + rows_html(assessment) +
         evidence_html(facts) + "</main></body></html>\n";
}

}  // namespace cardea::assess
