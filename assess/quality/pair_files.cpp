// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <filesystem>

#include "assess/quality/pair.hpp"
#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess::quality {

namespace {

constexpr std::size_t kFileMax = 256U << 10;

Problem broken(const std::string& path, const std::string& what) {
  return {Err::bad_value, path + ": " + what, "see the files beside it"};
}

Outcome<std::vector<Fact>> read_side(const Value& root, const char* key, const std::string& path) {
  const auto items = root.array(key);
  if (!items || (*items)->empty()) return broken(path, std::string("no facts under ") + key);
  FactList list;
  for (const Value& item : **items) {
    const auto probe = item.text("probe");
    const auto subject = item.text("subject");
    const Value* values = item.find("values");
    if (!probe || !subject || values == nullptr || values->if_map() == nullptr)
      return broken(path, "a fact has probe, subject and values");
    TRY_(list.record(*probe, Effect::reads, *subject, *values));
  }
  return list.facts();
}

// "PENDING HUMAN: why": the verdict by its name, and the reason for it.
Outcome<Unit> read_bound(const Value& root, const char* key, const std::string& path, Verdict& verdict, std::string& because) {
  const auto text = root.text(key);
  if (!text) return kOk;
  for (const Verdict one : {Verdict::pending_human, Verdict::inconclusive}) {
    const std::string name = std::string(name_of(one)) + ": ";
    if (!text->starts_with(name)) continue;
    verdict = one;
    because = text->substr(name.size());
    return kOk;
  }
  return broken(path, std::string(key) + " is neither PENDING HUMAN nor INCONCLUSIVE, with its reason");
}

}  // namespace

Outcome<Pair> read_pair(const std::string& path, const std::string& rule) {
  TRY(const Buffer file, at_place(store::read_file(path, kFileMax), path));
  TRY(const Value root, at_place(parse_json(file), path));
  Pair pair;
  pair.rule = rule;
  pair.says = root.text("says").value_or("");
  if (pair.says.empty()) return broken(path, "nothing says what the two sides are");
  TRY(pair.good, read_side(root, "good", path));
  TRY(pair.bad, read_side(root, "bad", path));
  TRY_(read_bound(root, "at_best", path, pair.best, pair.best_because));
  TRY_(read_bound(root, "at_worst", path, pair.worst, pair.worst_because));
  return pair;
}

Outcome<std::vector<Pair>> read_pairs(const std::string& folder) {
  std::vector<std::string> rules;
  std::error_code failure;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failure)) {
    if (entry.path().extension() == ".json") rules.push_back(entry.path().stem());
  }
  if (failure) return Problem(Err::io, folder + ": " + failure.message(), "is --root the root of the source tree?");
  std::sort(rules.begin(), rules.end());
  std::vector<Pair> pairs;
  for (const std::string& rule : rules) {
    TRY(Pair pair, read_pair(folder + "/" + rule + ".json", rule));
    pairs.push_back(std::move(pair));
  }
  return pairs;
}

}  // namespace cardea::assess::quality
