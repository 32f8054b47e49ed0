// SPDX-License-Identifier: Apache-2.0
#include "assess/report/chinese.hpp"

#include <array>
#include <map>

#include "assess/report/text.hpp"
#include "assess/standard/table_text.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kTextMax = 4096;  // longer ones are no texts of ours
constexpr int kDepthMax = 5;            // "initializing: probe tls: connect: Connection refused", and one more

enum class Hole : std::uint8_t { as_it_is, ours, ours_or_not };

// "{1} is open in the {2*} state": two holes, and the three literals around them.
struct Pattern {
  std::vector<std::string_view> literals;
  std::vector<Hole> holes;
  std::size_t weight = 0;  // letters of its literals
  std::string_view chinese;
};

Hole hole_of(std::string_view inside) {
  if (inside.ends_with('*')) return Hole::ours;
  return inside.ends_with('?') ? Hole::ours_or_not : Hole::as_it_is;
}

// The holes of the English are numbered from left to right.
Pattern pattern_of(const ChineseRow& row) {
  Pattern pattern;
  pattern.chinese = row.chinese;
  std::string_view rest = row.english;
  for (std::size_t open = rest.find('{'); open != std::string_view::npos; open = rest.find('{')) {
    const std::size_t close = rest.find('}', open);
    pattern.literals.push_back(rest.substr(0, open));
    pattern.holes.push_back(hole_of(rest.substr(open + 1, close - open - 1)));
    rest.remove_prefix(close + 1);
  }
  pattern.literals.push_back(rest);
  for (const std::string_view literal : pattern.literals) pattern.weight += literal.size();
  return pattern;
}

std::vector<ChineseRow> read_rows() {
  std::vector<ChineseRow> all;
  for (const auto& [name, table] : {std::pair{"findings", findings_table()}, std::pair{"reasons", reasons_table()},
                                    std::pair{"names", names_table()}, std::pair{"inputs", inputs_table()}}) {
    for (const auto& row : rows_of(table)) all.push_back({name, row.at(0), row.at(1)});
  }
  return all;
}

// Those of the tables, and the ways out that the standard grants, which have their Chinese in a table of their own.
std::vector<Pattern> make_patterns() {
  std::vector<Pattern> all;
  for (const ChineseRow& row : chinese_rows()) all.push_back(pattern_of(row));
  for (const Escape& escape : escapes()) all.push_back(pattern_of({"escapes", escape.text_en, escape.text_zh}));
  return all;
}

std::span<const Pattern> patterns() {
  static const std::vector<Pattern> all = make_patterns();
  return all;
}

// What stands in the holes, which may be nothing: a reason that nobody gave. A literal is taken where it comes first, the last
// one at the end.
std::optional<std::vector<std::string_view>> parts_in(const Pattern& pattern, std::string_view text) {
  const std::string_view first = pattern.literals.front();
  const std::string_view last = pattern.literals.back();
  if (pattern.holes.empty()) return text == first ? std::optional(std::vector<std::string_view>{}) : std::nullopt;
  if (text.size() < pattern.weight || !text.starts_with(first) || !text.ends_with(last)) return {};
  text.remove_prefix(first.size());
  text.remove_suffix(last.size());
  std::vector<std::string_view> parts;
  for (std::size_t i = 1; i + 1 < pattern.literals.size(); ++i) {
    const std::size_t at = text.find(pattern.literals[i]);
    if (at == std::string_view::npos) return {};
    parts.push_back(text.substr(0, at));
    text.remove_prefix(at + pattern.literals[i].size());
  }
  parts.push_back(text);
  return parts;
}

std::string filled(std::string_view chinese, const std::vector<std::string>& parts) {
  std::string out;
  for (std::size_t open = chinese.find('{'); open != std::string_view::npos; open = chinese.find('{')) {
    const auto number = static_cast<std::size_t>(chinese[open + 1] - '0');
    out.append(chinese.substr(0, open)).append(parts.at(number - 1));
    chinese.remove_prefix(open + 3);
  }
  return out.append(chinese);
}

struct Reading {
  std::string chinese;
  std::size_t explained = 0;  // letters that are ours
};

// Of all patterns that fit, the one that explains most of a text: its own letters, and those of the texts in its holes. What was
// read once is not read again: a target's text may be made to fit many patterns in many ways.
class ChineseReader {
 public:
  const std::optional<Reading>& read(std::string_view text, int depth) {
    const std::pair key{text, depth};
    if (const auto known = read_.find(key); known != read_.end()) return known->second;
    std::optional<Reading> best;
    for (const Pattern& pattern : patterns()) {
      const auto parts = parts_in(pattern, text);
      std::optional<Reading> one = parts ? reading_by(pattern, *parts, depth) : std::nullopt;
      if (one && (!best || one->explained > best->explained)) best = std::move(one);
    }
    return read_[key] = std::move(best);
  }

 private:
  std::optional<Reading> reading_by(const Pattern& pattern, const std::vector<std::string_view>& parts, int depth) {
    Reading reading{{}, pattern.weight};
    std::vector<std::string> chinese;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      const bool may_be_ours = pattern.holes[i] != Hole::as_it_is && depth > 1;
      const std::optional<Reading> part = may_be_ours ? read(parts[i], depth - 1) : std::nullopt;
      if (!part && pattern.holes[i] == Hole::ours) return {};
      chinese.push_back(part ? part->chinese : std::string(parts[i]));
      reading.explained += part ? part->explained : 0;
    }
    reading.chinese = filled(pattern.chinese, chinese);
    return reading;
  }

  std::map<std::pair<std::string_view, int>, std::optional<Reading>> read_;
};

}  // namespace

std::span<const ChineseRow> chinese_rows() {
  static const std::vector<ChineseRow> all = read_rows();
  return all;
}

std::optional<std::string> chinese_of(std::string_view said) {
  if (said.size() > kTextMax) return {};
  ChineseReader reader;
  const std::optional<Reading>& reading = reader.read(said, kDepthMax);
  return reading ? std::optional(reading->chinese) : std::nullopt;
}

Wording told_in(Language language, const std::string& said) {
  if (language == Language::en) return {said};
  std::optional<std::string> chinese = chinese_of(said);
  return chinese ? Wording{std::move(*chinese)} : Wording{said, true};
}

std::vector<Wording> told_in(Language language, const std::vector<std::string>& said) {
  std::vector<Wording> all;
  for (const std::string& one : said) all.push_back(told_in(language, one));
  return all;
}

std::vector<Wording> findings_in(Language language, const Judgement& judgement) {
  if (!judgement.by_a_person) return told_in(language, judgement.findings);
  std::vector<Wording> all;
  for (const std::string& finding : judgement.findings) all.push_back({finding});
  return all;
}

std::string contradiction_line(const Contradiction& one, Language language) {
  return std::string(one.rule) + " " + std::string(in(language, words_of(one.verdict))) +
         (language == Language::zh ? "：" : ": ") + printable(told_in(language, one.finding).text);
}

}  // namespace cardea::assess
