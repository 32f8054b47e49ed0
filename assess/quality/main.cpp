// SPDX-License-Identifier: Apache-2.0
// cardea-assess-quality: how good the assessor itself is. Prints what it decides, whether every automatic unit turns with its
// pair of controls, and how many lies in a declaration it finds.
#include <algorithm>
#include <cstdio>

#include "assess/quality/matrix.hpp"
#include "assess/quality/share.hpp"
#include "assess/quality/trial.hpp"
#include "lib/command/command.hpp"

namespace cardea::assess::quality {
namespace {

using command::Arguments;

constexpr const char* kUsage =
    "usage: cardea-assess-quality [--root FOLDER] [--bin FOLDER] [PART...]\n"
    "Measures the assessor: share, pairs, lies (all parts when none is named). Exits 1 when a unit does not turn\n"
    "with its pair, a lie that no reason is known for is not found, or a finding has no words in Chinese.\n"
    "  --root FOLDER  of the source tree, for assess/quality/pairs and products (.)\n"
    "  --bin FOLDER   where the twin programs were built (build/release/bin)\n"
    "example: cardea-assess-quality pairs";

bool wants(const Arguments& arguments, std::string_view part) {
  const std::vector<std::string>& words = arguments.words();
  return words.empty() || std::find(words.begin(), words.end(), part) != words.end();
}

void print(const std::string& text) {
  std::fputs((text + "\n").c_str(), stdout);
  std::fflush(stdout);
}

// A rule has one pair: live where its facts come from probes, a file where they are the declaration.
Outcome<std::size_t> pairs(const Arguments& arguments) {
  TRY(std::vector<Pair> all, read_pairs(arguments.option("root", ".") + "/assess/quality/pairs"));
  for (Pair& pair : twin_pairs({arguments.option("bin", "build/release/bin")})) all.push_back(std::move(pair));
  const std::vector<Cell> cells = judge_pairs(all);
  print(print_matrix(cells));
  Sayings sayings;
  for (const Cell& cell : cells) {
    add_findings(cell.good, sayings);
    add_findings(cell.bad, sayings);
  }
  print(print_sayings(sayings));
  return off_diagonal(cells) + without_chinese(sayings).size();
}

bool every_row(const DeclaredRow&) {
  return true;
}
bool own_row(const DeclaredRow& row) {
  return row.own;
}

struct Product {
  const char* name;
  bool (*concerns)(const DeclaredRow& row);
};
// What both have from the same fragment is tried once.
constexpr Product kProducts[]{{"speaker", every_row}, {"hub", own_row}};

Outcome<std::size_t> lies(const Arguments& arguments) {
  std::vector<Tried> tried;
  Sayings sayings;
  for (const Product& product : kProducts) {
    const std::string path = arguments.option("root", ".") + "/products/" + product.name + "/product.toml";
    TRY(const std::unique_ptr<TrueRun> run, TrueRun::of(path, {arguments.option("bin", "build/release/bin")}));
    for (Tried& one : try_mutants(*run, mutants_of(run->truth(), product.concerns), sayings)) tried.push_back(std::move(one));
  }
  print(print_trial(tried));
  print(print_sayings(sayings));
  return unexplained(tried) + without_chinese(sayings).size();
}

Outcome<int> run(std::span<const std::string> words) {
  TRY(const Arguments arguments, Arguments::parse(words, {"root", "bin"}, {"help"}));
  if (arguments.flag("help")) return std::puts(kUsage), 0;
  const Share share = share_of_units();
  if (wants(arguments, "share")) print(print_share(share));
  std::size_t wrong = share.units - share.reached;
  if (wants(arguments, "pairs")) {
    TRY(const std::size_t off, pairs(arguments));
    wrong += off;
  }
  if (wants(arguments, "lies")) {
    TRY(const std::size_t unknown, lies(arguments));
    wrong += unknown;
  }
  return wrong == 0 ? 0 : 1;
}

}  // namespace
}  // namespace cardea::assess::quality

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  return cardea::command::exit_code(cardea::assess::quality::run(words));
}
