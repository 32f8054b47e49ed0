// SPDX-License-Identifier: Apache-2.0
#include "product/findings.hpp"

#include <algorithm>
#include <tuple>

namespace cardea::product {
namespace {

constexpr std::size_t kWordShown = 60;

// Levenshtein's distance of two short words.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

void Findings::add(Finding finding) {
  if (full()) {
    ++left_out_;
    return;
  }
  list_.push_back(std::move(finding));
}

std::vector<Finding> Findings::take(std::string_view first_file) {
  // What concerns a file as a whole (line 0) is read best after what can be pointed at.
  const auto key = [&](const Finding& f) {
    return std::tuple(f.place.file != first_file, f.place.file, f.place.at.line - 1U, f.place.at.column);
  };
  std::stable_sort(list_.begin(), list_.end(), [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
  if (left_out_ > 0) {
    list_.push_back({Severity::error,
                     {std::string(first_file), {}},
                     "too-many",
                     std::to_string(left_out_) + " more findings are left out",
                     "mend these first"});
  }
  return std::move(list_);
}

std::string describe(const Finding& finding) {
  std::string text = finding.place.file;
  if (finding.place.at.line > 0) text += ':' + std::to_string(finding.place.at.line);
  if (finding.place.at.line > 0 && finding.place.at.column > 0) text += ':' + std::to_string(finding.place.at.column);
  text += finding.severity == Severity::error ? ": error: " : ": warning: ";
  return text + finding.what;
}

std::string_view nearest(std::string_view word, const std::vector<std::string_view>& candidates) {
  if (word.size() > kWordShown) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view candidate : candidates) {
    const std::size_t d = distance(word, candidate);
    if (d < best_distance) {
      best = candidate;
      best_distance = d;
    }
  }
  return best;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates) {
  const std::string_view best = nearest(word, candidates);
  return best.empty() ? std::string() : "did you mean `" + std::string(best) + "`?";
}

std::string listed(const std::vector<std::string_view>& words) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += ", ";
    text += word;
  }
  return text;
}

std::string quoted(std::string_view word) {
  std::string shown = "`";
  std::size_t used = 0;
  for (const char c : word) {
    if (used == kWordShown && (static_cast<unsigned char>(c) & 0xc0U) != 0x80U) {  // never cut inside a character
      shown += "...";
      break;
    }
    shown += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    if (used < kWordShown) ++used;
  }
  return shown + '`';
}

}  // namespace cardea::product
