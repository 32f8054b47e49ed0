// SPDX-License-Identifier: Apache-2.0
#include "lib/delta/make/matches.hpp"

#include <divsufsort.h>

#include <algorithm>
#include <cstring>

namespace cardea::delta {

namespace {

constexpr std::size_t kBetterBy = 8;  // bytes by which another place must match better before it is taken

std::size_t common(Bytes a, Bytes b) {
  const std::size_t most = std::min(a.size(), b.size());
  return static_cast<std::size_t>(std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(most), b.begin()).first -
                                  a.begin());
}

class Finder {
 public:
  Finder(Bytes old_image, Bytes new_image, std::vector<saidx_t> order)
      : old_(old_image),
        new_(new_image),
        order_(std::move(order)) {}

  std::vector<Match> all() {
    while (scan_ < new_.size()) {
      next_place();
      if (length_ != agrees_ || scan_ == new_.size()) close_match();
    }
    return std::move(matches_);
  }

 private:
  std::size_t at(std::size_t rank) const { return static_cast<std::size_t>(order_[rank]); }

  void look_up(Bytes wanted) {
    std::size_t low = 0, high = order_.size() - 1;
    std::size_t low_common = 0, high_common = 0;
    while (high - low > 1) {
      const std::size_t middle = low + (high - low) / 2;
      const std::size_t skip = std::min(low_common, high_common);
      const Bytes suffix = old_.subspan(at(middle));
      const std::size_t same = skip + common(suffix.subspan(skip), wanted.subspan(skip));
      const bool below = same == suffix.size() || (same < wanted.size() && suffix[same] < wanted[same]);
      (below ? low : high) = middle;
      (below ? low_common : high_common) = same;
    }
    low_common = common(old_.subspan(at(low)), wanted);
    high_common = common(old_.subspan(at(high)), wanted);
    place_ = low_common > high_common ? at(low) : at(high);
    length_ = std::max(low_common, high_common);
  }

  bool agrees_at(std::size_t i) const {
    const std::size_t old_i = i + shift_;
    return old_i < old_.size() && old_[old_i] == new_[i];
  }

  // Goes on until a place is found that matches better than going on where the last match left off.
  void next_place() {
    scan_ += length_;
    agrees_ = 0;
    for (std::size_t counted = scan_; scan_ < new_.size(); ++scan_) {
      look_up(new_.subspan(scan_));
      for (; counted < scan_ + length_; ++counted) agrees_ += agrees_at(counted) ? 1 : 0;
      if ((length_ == agrees_ && length_ != 0) || length_ > agrees_ + kBetterBy) return;
      agrees_ -= agrees_at(scan_) ? 1 : 0;
    }
  }

  // How far the last match reaches forward while more than half of it agrees.
  std::size_t forward() const {
    std::size_t same = 0, best = 0;
    std::ptrdiff_t best_score = 0;
    for (std::size_t i = 0; last_new_ + i < scan_ && last_old_ + i < old_.size(); ++i) {
      same += old_[last_old_ + i] == new_[last_new_ + i] ? 1 : 0;
      const std::ptrdiff_t score = 2 * static_cast<std::ptrdiff_t>(same) - static_cast<std::ptrdiff_t>(i + 1);
      if (score > best_score) best_score = score, best = i + 1;
    }
    return best;
  }
  std::size_t backward() const {
    if (scan_ == new_.size()) return 0;
    std::size_t same = 0, best = 0;
    std::ptrdiff_t best_score = 0;
    for (std::size_t i = 1; scan_ >= last_new_ + i && place_ >= i; ++i) {
      same += old_[place_ - i] == new_[scan_ - i] ? 1 : 0;
      const std::ptrdiff_t score = 2 * static_cast<std::ptrdiff_t>(same) - static_cast<std::ptrdiff_t>(i);
      if (score > best_score) best_score = score, best = i;
    }
    return best;
  }
  // Where both claim bytes, the border goes to where most agree.
  std::size_t share_of_last(std::size_t overlap, std::size_t ahead, std::size_t back) const {
    std::ptrdiff_t score = 0, best_score = 0;
    std::size_t best = 0;
    for (std::size_t i = 0; i < overlap; ++i) {
      score += new_[last_new_ + ahead - overlap + i] == old_[last_old_ + ahead - overlap + i] ? 1 : 0;
      score -= new_[scan_ - back + i] == old_[place_ - back + i] ? 1 : 0;
      if (score > best_score) best_score = score, best = i + 1;
    }
    return best;
  }

  void close_match() {
    std::size_t ahead = forward();
    std::size_t back = backward();
    if (last_new_ + ahead > scan_ - back) {
      const std::size_t overlap = last_new_ + ahead - (scan_ - back);
      const std::size_t share = share_of_last(overlap, ahead, back);
      ahead -= overlap - share;
      back -= share;
    }
    if (ahead != 0) matches_.push_back({last_old_, last_new_, ahead});
    last_new_ = scan_ - back;
    last_old_ = place_ - back;
    shift_ = place_ - scan_;  // may wrap: only sums of it with a place in the new image are used
  }

  Bytes old_, new_;
  std::vector<saidx_t> order_;
  std::vector<Match> matches_;
  std::size_t scan_ = 0, length_ = 0, agrees_ = 0, place_ = 0;
  std::size_t last_new_ = 0, last_old_ = 0, shift_ = 0;
};

}  // namespace

Result<std::vector<Match>> find_matches(Bytes old_image, Bytes new_image) {
  if (old_image.empty()) return std::vector<Match>();
  std::vector<saidx_t> order(old_image.size());
  if (divsufsort(old_image.data(), order.data(), static_cast<saidx_t>(old_image.size())) != 0) {
    return Error{Err::exhausted, "there is no memory to sort the old image"};
  }
  return Finder(old_image, new_image, std::move(order)).all();
}

}  // namespace cardea::delta
