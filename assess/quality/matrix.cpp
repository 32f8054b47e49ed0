// SPDX-License-Identifier: Apache-2.0
#include "assess/quality/matrix.hpp"

#include <algorithm>
#include <array>

#include "assess/judge/unit.hpp"
#include "assess/report/text.hpp"

namespace cardea::assess::quality {

namespace {

constexpr std::array<Verdict, 6> kVerdicts{Verdict::pass,  Verdict::pending_human, Verdict::inconclusive,
                                           Verdict::error, Verdict::fail,          Verdict::not_applicable};

std::vector<const Pair*> pairs_for(const std::vector<Pair>& pairs, std::string_view rule) {
  std::vector<const Pair*> found;
  for (const Pair& pair : pairs) {
    if (pair.rule == rule) found.push_back(&pair);
  }
  if (found.empty()) found.push_back(nullptr);
  return found;
}

std::string first_finding(const Judgement& judgement) {
  return judgement.findings.empty() ? std::string() : ": " + judgement.findings.front();
}

// A PASS that cites nothing is one over no row at all: it would prove no control.
std::string what_is_wrong(const Cell& cell) {
  if (cell.pair == nullptr) return "has no pair";
  if (cell.good.verdict != cell.pair->best)
    return "the good side is " + std::string(name_of(cell.good.verdict)) + first_finding(cell.good);
  if (cell.good.evidence.empty()) return "the good side rests on no record" + first_finding(cell.good);
  if (cell.bad.verdict != cell.pair->worst)
    return "the bad side is " + std::string(name_of(cell.bad.verdict)) + first_finding(cell.bad);
  return {};
}

std::string line_of(const Cell& cell) {
  std::string line = fitted(cell.unit->id, 12) + fitted(cell.unit->rule, 38);
  if (cell.pair != nullptr) {
    line += fitted(name_of(cell.good.verdict), 15) + fitted(name_of(cell.bad.verdict), 15);
    line += cell.pair->live ? "twin  " : "facts ";
  }
  if (!cell.wrong.empty()) line += "WRONG: " + cell.wrong;
  return printable(line) + "\n";
}

std::size_t count(const std::vector<Cell>& cells, Verdict verdict, Judgement Cell::* side) {
  return static_cast<std::size_t>(std::count_if(
      cells.begin(), cells.end(), [&](const Cell& cell) { return cell.pair != nullptr && (cell.*side).verdict == verdict; }));
}

std::string totals(const std::vector<Cell>& cells) {
  std::string out = "\n" + fitted("what the unit says", 20) + fitted("of good", 10) + "of bad\n";
  for (const Verdict verdict : kVerdicts) {
    const std::size_t good = count(cells, verdict, &Cell::good);
    const std::size_t bad = count(cells, verdict, &Cell::bad);
    if (good + bad > 0) out += fitted(name_of(verdict), 20) + fitted(std::to_string(good), 10) + std::to_string(bad) + "\n";
  }
  return out;
}

// Rules that by their nature stop short of PASS or FAIL, each once, with the reason.
std::string exceptions(const std::vector<Cell>& cells) {
  std::string out;
  for (const Cell& cell : cells) {
    if (cell.pair == nullptr) continue;
    const std::string& best = cell.pair->best_because;
    const std::string& worst = cell.pair->worst_because;
    if (!best.empty())
      out += std::string(cell.unit->id) + " at best " + std::string(name_of(cell.pair->best)) + ": " + best + "\n";
    if (!worst.empty())
      out += std::string(cell.unit->id) + " at worst " + std::string(name_of(cell.pair->worst)) + ": " + worst + "\n";
  }
  return out.empty() ? out : "\n" + out;
}

// The cells of one unit stand together.
std::size_t units_of(const std::vector<Cell>& cells) {
  std::size_t units = 0;
  for (std::size_t i = 0; i < cells.size(); ++i) units += i == 0 || cells[i].unit != cells[i - 1].unit ? 1 : 0;
  return units;
}

}  // namespace

std::vector<Cell> judge_pairs(const std::vector<Pair>& pairs) {
  std::vector<Cell> cells;
  for (const TestUnit& unit : test_units()) {
    if (unit.automation != Automation::automatic) continue;
    for (const Pair* pair : pairs_for(pairs, unit.rule)) {
      Cell cell{&unit, pair, {}, {}, {}};
      if (pair != nullptr) {
        cell.good = judge_alone(Facts(pair->good), unit);
        cell.bad = judge_alone(Facts(pair->bad), unit);
      }
      cell.wrong = what_is_wrong(cell);
      cells.push_back(std::move(cell));
    }
  }
  return cells;
}

std::string print_matrix(const std::vector<Cell>& cells) {
  std::string out = "Pairs: each automatic unit on a target that is right and on one that is wrong in one thing\n\n";
  for (const Cell& cell : cells) out += line_of(cell);
  return out + totals(cells) + exceptions(cells) + "\n" + std::to_string(cells.size()) + " pairs of " +
         std::to_string(units_of(cells)) + " automatic units, " + std::to_string(off_diagonal(cells)) + " off the diagonal\n";
}

std::size_t off_diagonal(const std::vector<Cell>& cells) {
  return static_cast<std::size_t>(
      std::count_if(cells.begin(), cells.end(), [](const Cell& cell) { return !cell.wrong.empty(); }));
}

}  // namespace cardea::assess::quality
