// SPDX-License-Identifier: Apache-2.0
// The 67 rows of Table B.1 of EN 303 645 V2.1.1, and 4-1, as data built in from provisions.tsv: status and conditions are
// the table's, titles are our own words. Status is never read from the clause's verb.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace cardea::product {

// Numbers of conditions; all of them must hold for the provision to apply.
class ConditionNumbers {
 public:
  consteval explicit ConditionNumbers(std::string_view text) {  // "9,12", or "-" for none
    for (const char c : text) {
      if (c == '-') continue;
      if (c == ',')
        ++size_;
      else
        numbers_.at(size_) = static_cast<std::uint8_t>(numbers_.at(size_) * 10 + (c - '0'));
    }
    if (text != "-") ++size_;
  }

  const std::uint8_t* begin() const { return numbers_.data(); }
  const std::uint8_t* end() const { return numbers_.data() + size_; }
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }

 private:
  std::array<std::uint8_t, 2> numbers_{};
  std::size_t size_ = 0;
};

struct Provision {
  std::string_view id;  // "5.3-10"
  bool mandatory;       // M, else R
  ConditionNumbers conditions;
  std::string_view title_en;
  std::string_view title_zh;

  bool in_table_b1() const { return id != "4-1"; }
};

struct Condition {
  std::uint8_t number;
  std::string_view text_en;
  std::string_view text_zh;
};

std::span<const Provision> provisions();  // in the order of the table, 4-1 first
const Provision* find_provision(std::string_view id);
std::span<const Condition> conditions();  // 1..13
const Condition& condition(std::uint8_t number);

// "M", "M C (5)", "R C (9, 12)": the status column, and Table B.1's odd "M (11, 12)" as it is printed.
struct StatusText {
  std::array<char, 16> text{};
  std::string_view view() const { return text.data(); }
};
StatusText status_of(const Provision& provision);

}  // namespace cardea::product
