// SPDX-License-Identifier: Apache-2.0
// What `cardea product new` asks, as data, and how each answer is checked before it is believed.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>

#include "product/toml.hpp"

namespace cardea::product {

enum class AnswerKind : std::uint8_t { text, name, date, duration, url, languages, port, yes_no, list };

struct Question {
  std::string_view key;  // in an answers file
  std::string_view asks;
  std::string_view fallback;  // taken when nothing is said; empty: something must be said, or nothing is fine (list)
  AnswerKind kind;
};

std::span<const Question> questions();

using Answers = std::map<std::string, std::string, std::less<>>;

// Why `text` is no answer, or empty when it is one.
std::string objection(const Question& question, const std::string& text, std::int64_t now_s);

// "key = value" as TOML; every key is known, every answer good.
Outcome<Answers> parse_answers(Bytes text, const std::string& file, std::int64_t now_s);

// Asks one after the other; `read_line` gives a line or nothing when there is no more.
using ReadLine = std::function<bool(std::string&)>;
using Say = std::function<void(const std::string&)>;
Outcome<Answers> ask(const ReadLine& read_line, const Say& say, std::int64_t now_s);

std::vector<std::string> split_list(std::string_view text);  // at commas, trimmed, no empty ones

}  // namespace cardea::product
