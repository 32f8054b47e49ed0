// SPDX-License-Identifier: Apache-2.0
// Table B.1 in a terminal of 120 columns: one line a row, findings beneath those that are not plainly good.
#include <algorithm>

#include "assess/report/chinese.hpp"
#include "assess/report/text.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kWidth = 120;
constexpr std::size_t kId = 7;
constexpr std::size_t kStatus = 12;
constexpr std::size_t kTitle = 60;
constexpr std::size_t kAnswer = 5;
constexpr std::size_t kUnits = 6;
constexpr std::size_t kWords = 30;
constexpr std::size_t kFindingsShown = 4;
constexpr std::size_t kEvidenceShown = 4;

class Painter {
 public:
  explicit Painter(bool colour) : colour_(colour) {}
  std::string bold(const std::string& text) const { return wrap("1", text); }
  std::string dim(const std::string& text) const { return wrap("2", text); }
  std::string paint(const Row& row, const std::string& text) const {
    switch (row.answer) {
      case Answer::yes: return wrap("32", text);
      case Answer::no: return wrap(row.finding == Finding::declared_no && !row.provision->mandatory ? "33" : "1;31", text);
      case Answer::not_applicable: return wrap("2", text);
      case Answer::open: break;
    }
    if (row.finding == Finding::passes_so_far) return wrap("36", text);
    return wrap("33", text);
  }

 private:
  std::string wrap(const char* code, const std::string& text) const {
    return colour_ ? "\033[" + std::string(code) + "m" + text + "\033[0m" : text;
  }
  bool colour_;
};

std::string mark_of(const Row& row) {
  switch (row.answer) {
    case Answer::yes: return "Y";
    case Answer::no: return "N";
    case Answer::not_applicable: return "N/A";
    case Answer::open: return "·";
  }
  return "";
}

std::string units_of(const Row& row) {
  return std::to_string(row.decided()) + "/" + std::to_string(row.units.size());
}

std::string line_for(const Row& row, bool chinese, const Painter& painter) {
  const product::Provision& p = *row.provision;
  const auto status = product::status_of(p);
  const std::string title(chinese ? p.title_zh : p.title_en);
  const std::string left =
      fitted(p.id, kId) + fitted(p.in_table_b1() ? status.view() : "(M)", kStatus) + fitted(title, kTitle - 1) + " ";
  return left + painter.paint(row, painter.bold(fitted(mark_of(row), kAnswer))) + painter.dim(fitted(units_of(row), kUnits)) +
         painter.paint(row, fitted(words_for(row, chinese), kWords)) + "\n";
}

// A long line of findings, broken at blanks and between Chinese characters.
std::string wrapped(std::string_view text, std::size_t indent) {
  std::string out;
  std::size_t used = kWidth;
  while (!text.empty()) {
    const bool blank = text.front() == ' ';
    if (blank) text.remove_prefix(1);
    const std::size_t size = unbroken_in(text);
    std::string word(text.substr(0, size));
    text.remove_prefix(size);
    if (columns_of(word) > kWidth - indent - 2) word = fitted(word, kWidth - indent - 2);
    if (used + columns_of(word) + 1 > kWidth) {
      if (!out.empty()) out += "\n";
      out += std::string(indent, ' ');
      used = indent;
    } else if (blank) {
      out += " ";
      ++used;
    }
    out += word;
    used += columns_of(word);
  }
  return out + "\n";
}

bool deserves_words(const UnitResult& unit) {
  const Verdict v = unit.judgement.verdict;
  return v == Verdict::fail || v == Verdict::error || v == Verdict::inconclusive || v == Verdict::pending_human;
}

std::string findings_of(const UnitResult& unit, Language language) {
  const bool zh = language == Language::zh;
  const Judgement& j = unit.judgement;
  std::string line = std::string(unit.unit->id) + " " + std::string(in(language, words_of(j.verdict)));
  if (j.code != Code::none) line += (zh ? "（" : " (") + std::string(in(language, text_of(j.code))) + (zh ? "）" : ")");
  const std::vector<Wording> findings = findings_in(language, j);
  for (std::size_t i = 0; i < findings.size() && i < kFindingsShown; ++i)
    line += (i == 0 ? (zh ? "：" : ": ") : (zh ? "；" : "; ")) + printable(findings[i].text);
  if (findings.size() > kFindingsShown) line += zh ? "；…" : "; …";
  for (std::size_t i = 0; i < j.evidence.size() && i < kEvidenceShown; ++i)
    line += (i == 0 ? " [" : " ") + std::to_string(j.evidence[i]);
  if (!j.evidence.empty()) line += j.evidence.size() > kEvidenceShown ? " …]" : "]";
  return line;
}

std::string explanations(const Row& row, const TableStyle& style, const Painter& painter) {
  const Language language = style.chinese ? Language::zh : Language::en;
  std::string out;
  if (row.finding == Finding::declared_no) out += painter.dim(wrapped(printable(row.details), kId + kStatus));
  if (row.finding == Finding::wrongly_excluded)
    out += painter.dim(wrapped(printable(told_in(language, row.condition).text), kId + kStatus));
  for (const Contradiction& one : row.contradictions)
    out += painter.dim(wrapped(contradiction_line(one, language) + " [" + std::to_string(one.record) + "]", kId + kStatus));
  if (row.answer == Answer::not_applicable || row.finding == Finding::declared_no) return out;
  std::string waiting;
  for (const UnitResult& unit : row.units) {
    if (!deserves_words(unit)) continue;
    if (unit.judgement.verdict == Verdict::pending_human && unit.judgement.findings.empty())
      waiting += " " + std::string(unit.unit->id);
    else
      out += painter.dim(wrapped(findings_of(unit, language), kId + kStatus));
  }
  if (!waiting.empty())
    out += painter.dim(wrapped((style.chinese ? "待人工判定：" : "a person decides:") + waiting, kId + kStatus));
  return out;
}

std::string heading(const Identity& id, bool chinese, const Painter& painter) {
  const std::string name = printable(id.manufacturer + " " + id.model + " " + id.version);
  const std::string title = chinese ? "表 B.1　ETSI EN 303 645 V2.1.1　" : "Table B.1  ETSI EN 303 645 V2.1.1  ";
  return painter.bold(title + name) + "\n" +
         painter.dim(printable(id.target + (chinese ? "，地址 " : " at ") + id.address) + (chinese ? "，" : ", ") + id.started +
                     (chinese ? " 至 " : " to ") + id.ended) +
         "\n\n";
}

std::string column_titles(bool chinese, const Painter& painter) {
  const std::string line = chinese ? fitted("条款", kId) + fitted("状态", kStatus) + fitted("内容", kTitle) +
                                         fitted("支持", kAnswer) + fitted("单元", kUnits) + "所见"
                                   : fitted("row", kId) + fitted("status", kStatus) + fitted("provision", kTitle) +
                                         fitted("ans.", kAnswer) + fitted("units", kUnits) + "finding";
  return painter.dim(line) + "\n";
}

}  // namespace

std::string print_table(const Assessment& assessment, const Facts& facts, const TableStyle& style) {
  const Painter painter(style.colour);
  std::string out = heading(identity_of(facts), style.chinese, painter) + column_titles(style.chinese, painter);
  std::string_view section;
  for (const Row& row : assessment.rows) {
    if (const std::string_view here = section_of(row.provision->id); here != section) {
      section = here;
      const BothTongues title = section_title(here);
      out += painter.bold(std::string(here) + " " + std::string(style.chinese ? title.zh : title.en)) + "\n";
    }
    out += line_for(row, style.chinese, painter);
    if (style.findings) out += explanations(row, style, painter);
  }
  out += "\n" + painter.bold(summary_line(assessment, style.chinese)) + "\n";
  out += wrapped(coverage_line(assessment, style.chinese), 0);
  out += painter.dim((style.chinese ? "证据链末端 " : "evidence head ") + assessment.head) + "\n";
  return out;
}

}  // namespace cardea::assess
