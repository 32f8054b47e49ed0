// SPDX-License-Identifier: Apache-2.0
#include "assess/pdf/pdf.hpp"

#include "assess/pdf/canvas.hpp"
#include "assess/report/content.hpp"
#include "assess/report/phrases.hpp"

namespace cardea::assess {

namespace {

using pdf::Canvas;
using pdf::Cell;
using pdf::Colour;
using pdf::kInk;
using pdf::kSoft;
using pdf::Part;
using pdf::Pen;

constexpr std::size_t kRecordsShown = 16;
constexpr Pen kSmall{7, false, kSoft, 0, 0};
constexpr Pen kPlain{8.5, false, kInk, 0, 0};
constexpr Pen kBold{8.5, true, kInk, 0, 0};
constexpr double kName = 62;  // points of a label in front of a text

Colour colour_of(Tone tone) {
  switch (tone) {
    case Tone::good: return {0.12, 0.42, 0.24};
    case Tone::bad: return {0.63, 0.11, 0.08};
    case Tone::allowed:
    case Tone::unsure: return {0.55, 0.37, 0};
    case Tone::person: return {0.34, 0.23, 0.55};
    case Tone::so_far: return {0.12, 0.31, 0.49};
    case Tone::aside: break;
  }
  return kSoft;
}

Colour colour_of_share(Tone tone) {
  return tone == Tone::aside ? Colour{0.76, 0.75, 0.72} : colour_of(tone);
}

Pen coloured(Pen pen, Tone tone) {
  pen.colour = colour_of(tone);
  return pen;
}

std::string id_of(const Row& row) {
  return std::string(row.provision->id);
}

class Paper {
 public:
  explicit Paper(const Content& content) : c_(content), canvas_(about(content)) {}

  Outcome<std::string> print() {
    if (!canvas_.can_show(say(phrase::kTable) + say(phrase::kNotation)))
      return Problem(Err::unsupported, "there is no font for the language of this report",
                     "apt-get install fonts-noto-core fonts-droid-fallback");
    cover();
    table();
    sheets();
    deviations();
    coverage();
    limitations();
    environment();
    return canvas_.finish();
  }

 private:
  static pdf::About about(const Content& c) {
    const std::string created = c.identity.ended.empty() ? "1970-01-01T00:00:00Z" : c.identity.ended;
    const std::string title = std::string(in(c.language, phrase::kReport)) + ": " + c.title;
    return {title, created, title + " – " + c.head, c.language == Language::zh};
  }

  std::string say(BothTongues words) const { return std::string(in(c_.language, words)); }

  void named(const std::string& name, const std::string& value, double width = 130) {
    canvas_.row({{name, width, {8.5, false, kSoft, 0, 0}}, {value, 0, kPlain}}, false);
    canvas_.gap(2);
  }

  void parts_of_bar(const Bar& bar, double left, double width, double height) {
    std::vector<Part> parts;
    for (const Share& share : bar.shares) parts.push_back({colour_of_share(share.tone), share.count});
    canvas_.bar(parts, left, width, height);
  }

  void legend(const Bar& bar) {
    for (const Share& share : bar.shares)
      canvas_.row({{std::to_string(share.count), 26, {8.5, true, colour_of(share.tone), 0, 0}, true}, {share.name, 0, kPlain}},
                  false);
  }

  void cover() {
    canvas_.gap(90);
    canvas_.paragraph(say(phrase::kStandard), {9.5, false, kSoft, 0, 0});
    canvas_.paragraph(c_.title, {26, true, kInk, 6, 0});
    canvas_.paragraph(say(phrase::kReport), {13, false, kSoft, 4, 0});
    canvas_.gap(36);
    named(say(phrase::kTarget), c_.identity.target + " – " + c_.identity.address);
    named(say(phrase::kRun), c_.identity.started + " – " + c_.identity.ended);
    named(say(phrase::kHead), c_.head);
    canvas_.paragraph(c_.verdict + " " + joined(c_.failed, ", "), {11, true, colour_of(c_.tone), 30, 0});
    canvas_.gap(24);
    figures();
    canvas_.gap(26);
    parts_of_bar(c_.all_units, 0, canvas_.width(), 9);
    canvas_.gap(18);
    legend(c_.all_units);
  }

  void figures() {
    std::vector<Cell> numbers;
    std::vector<Cell> names;
    constexpr Tone kTones[]{Tone::good, Tone::bad, Tone::aside, Tone::aside};
    for (std::size_t i = 0; i < c_.answers.size(); ++i) {
      numbers.push_back({c_.answers[i].value, 70, {22, true, colour_of(kTones[i]), 0, 0}});
      names.push_back({c_.answers[i].name, 70, {8.5, false, kSoft, 0, 0}});
    }
    canvas_.row(numbers, false);
    canvas_.row(names, false);
  }

  // --- Table B.1

  void table() {
    canvas_.heading(say(phrase::kTable), 1);
    canvas_.paragraph(say(phrase::kNotation), kSmall);
    canvas_.gap(6);
    const auto head = [this] {
      canvas_.row({{say(phrase::kReference), 44, kSmall},
                   {say(phrase::kStatus), 56, kSmall},
                   {say(phrase::kSupport), 40, kSmall},
                   {say(phrase::kDetail), 0, kSmall}},
                  false);
    };
    head();
    canvas_.repeat(head);
    for (const Clause& clause : c_.table) {
      canvas_.room(60);
      canvas_.paragraph(clause.id + " " + clause.title, {10, true, kInk, 8, 0});
      canvas_.gap(3);
      for (const TableLine& line : clause.lines) table_row(line);
    }
    canvas_.repeat(nullptr);
    canvas_.room(120);
    canvas_.paragraph(say(phrase::kConditions), {8.5, true, kInk, 10, 0});
    for (const std::string& condition : c_.conditions) canvas_.paragraph(condition, kSmall);
  }

  void table_row(const TableLine& line) {
    canvas_.room(48);
    canvas_.row({{id_of(*line.row), 44, kBold},
                 {line.status, 56, {8.5, false, kSoft, 0, 0}},
                 {line.support, 40, coloured(kBold, line.tone)},
                 {line.title, 0, kPlain}},
                true);
    if (!line.detail.empty()) canvas_.paragraph(line.detail, detail({7.5, false, kSoft, 0, 0}));
    canvas_.paragraph(line.finding + (line.decided.empty() ? "" : " – " + line.decided),
                      detail({7.5, false, colour_of(line.tone), 0, 0}));
    canvas_.gap(4);
  }

  static Pen detail(Pen pen) {
    pen.indent = 44 + 56 + 40 + 3 * 9;
    return pen;
  }

  // --- test cases

  void sheets() {
    canvas_.heading(say(phrase::kSheets), 1);
    canvas_.paragraph(say(phrase::kWordsKept), kSmall);
    for (const Clause& clause : c_.table) {
      for (const TableLine& line : clause.lines) {
        canvas_.heading(id_of(*line.row) + " " + line.title, 2);
        for (const Objection& one : objections_of(*line.row, c_.language)) objection(one);
        for (const CaseSheet& sheet : sheets_of(*line.row, c_.language)) test_case(sheet);
      }
    }
  }

  void objection(const Objection& one) {
    canvas_.row({{say(phrase::kContradictions), kName, {8, false, kSoft, 0.5, 0}},
                 {one.says + " – " + one.finding.text + " (" + std::to_string(one.record) + ")", 0, kPlain},
                 {one.verdict, 92, {7.5, true, colour_of(one.tone), 0.5, 0}, true}},
                false);
  }

  void test_case(const CaseSheet& sheet) {
    canvas_.room(70);
    canvas_.gap(4);
    canvas_.row({{sheet.id + "  " + sheet.kind, 0, {9, true, kInk, 0, 0}},
                 {sheet.verdict, 110, {8, true, colour_of(sheet.tone), 0.5, 0}, true}},
                false);
    for (const UnitSheet& unit : sheet.units) unit_sheet(unit);
  }

  void unit_sheet(const UnitSheet& unit) {
    canvas_.room(44);
    canvas_.row({{unit.id, kName, {8, false, kSoft, 0.5, 0}},
                 {unit.statement, 0, kPlain},
                 {unit.verdict, 92, {7.5, true, colour_of(unit.tone), 0.5, 0}, true}},
                true);
    if (!unit.reason.empty()) canvas_.paragraph(unit.reason, under({7.5, false, colour_of(unit.tone), 0, 0}));
    for (const Wording& finding : unit.findings) canvas_.paragraph("• " + finding.text, under({8, false, kInk, 0, 0}));
    labelled(phrase::kMethod, unit.method);
    if (!unit.reproduction.empty()) labelled(phrase::kReproduction, unit.reproduction);
    if (!unit.evidence.empty()) labelled(phrase::kRecords, record_list(unit.evidence, kRecordsShown));
    canvas_.gap(4);
  }

  static Pen under(Pen pen) {
    pen.indent = kName + 9;
    return pen;
  }

  void labelled(BothTongues label, const std::string& text) { canvas_.paragraph(say(label) + "  " + text, under(kSmall)); }

  // --- deviations

  void deviations() {
    canvas_.heading(say(phrase::kDeviations), 1);
    if (c_.deviations.empty()) canvas_.paragraph(say(phrase::kNoDeviation), kPlain);
    for (const Deviation& deviation : c_.deviations) one_deviation(deviation);
    if (c_.not_followed.empty()) return;
    canvas_.gap(8);
    canvas_.heading(say(phrase::kNotFollowed), 2);
    for (const Deviation& deviation : c_.not_followed) one_deviation(deviation);
  }

  void one_deviation(const Deviation& deviation) {
    const product::Provision& p = *deviation.row->provision;
    const std::string status(p.in_table_b1() ? product::status_of(p).view() : "(M)");
    canvas_.room(90);
    canvas_.paragraph(id_of(*deviation.row) + "  " + status + "  " + say({p.title_en, p.title_zh}), {9.5, true, kInk, 10, 0});
    for (const Deviation::Point& point : deviation.points) {
      canvas_.gap(3);
      entry(phrase::kExpected, point.expected + " (" + point.where + ")");
      if (point.found.empty()) entry(point.label, "–");
      for (std::size_t i = 0; i < point.found.size(); ++i) entry(i == 0 ? point.label : BothTongues{}, point.found[i].text);
      if (!point.evidence.empty()) entry(phrase::kRecords, record_list(point.evidence, kRecordsShown));
    }
    entry(phrase::kRemedy, deviation.remedy);
  }

  void entry(BothTongues label, const std::string& text) {
    canvas_.row({{say(label), kName, {8, false, kSoft, 0.5, 0}}, {text, 0, kPlain}}, false);
  }

  // --- coverage, limitations, environment

  void bars(BothTongues heading, const std::vector<Bar>& all) {
    canvas_.paragraph(say(heading), {9.5, true, kInk, 14, 0});
    canvas_.gap(4);
    for (const Bar& bar : all) {
      canvas_.room(18);
      canvas_.gap(3);
      parts_of_bar(bar, 230, canvas_.width() - 230 - 40, 7);
      canvas_.gap(-3);
      canvas_.row({{bar.name, 220, kPlain}, {std::to_string(bar.total()), 0, kBold, true}}, false);
      canvas_.gap(2);
    }
  }

  void coverage() {
    canvas_.heading(say(phrase::kCoverage), 1);
    parts_of_bar(c_.all_units, 0, canvas_.width(), 9);
    canvas_.gap(18);
    legend(c_.all_units);
    bars(phrase::kByMethod, c_.by_method);
    bars(phrase::kByClause, c_.by_clause);
    canvas_.paragraph(say(phrase::kLooks), {9.5, true, kInk, 14, 0});
    canvas_.gap(4);
    canvas_.row({{say(phrase::kProbe), 62, kSmall},
                 {say(phrase::kState), 86, kSmall},
                 {say(phrase::kRecords), 42, kSmall, true},
                 {say(phrase::kTook), 44, kSmall, true},
                 {say(phrase::kExtent), 0, kSmall}},
                false);
    for (const Look& look : c_.looks) {
      canvas_.row({{look.probe, 62, kPlain},
                   {look.state, 86, coloured(kPlain, look.tone)},
                   {std::to_string(look.records), 42, kPlain, true},
                   {look.took, 44, kPlain, true},
                   {look.extent, 0, {7.5, false, kSoft, 0.5, 0}}},
                  true);
    }
  }

  void limitations() {
    canvas_.heading(say(phrase::kLimitations), 1);
    for (const Limitation& limitation : c_.limitations) {
      canvas_.room(40);
      canvas_.paragraph(limitation.title, {9.5, true, kInk, 8, 0});
      for (const std::string& item : limitation.items) canvas_.paragraph("• " + item, {8.5, false, kInk, 2, 6});
    }
  }

  void environment() {
    canvas_.heading(say(phrase::kEnvironment), 1);
    for (const Named& one : c_.environment) named(one.name, one.value, 170);
    canvas_.paragraph(say(phrase::kHowToVerify), {8, false, kSoft, 14, 0});
  }

  const Content& c_;
  Canvas canvas_;
};

}  // namespace

Outcome<std::string> print_pdf(const Assessment& assessment, const Facts& facts, Language language) {
  const Content content = content_of(assessment, facts, language);
  return Paper(content).print();
}

}  // namespace cardea::assess
