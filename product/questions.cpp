// SPDX-License-Identifier: Apache-2.0
#include "product/questions.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "lib/base/time.hpp"
#include "product/duration.hpp"
#include "product/findings.hpp"

namespace cardea::product {
namespace {

using enum AnswerKind;

// clang-format off
constexpr std::array kQuestions{
    Question{"manufacturer", "Who makes it (the name on the box)?", "", text},
    Question{"model", "Model designation, as printed on the label?", "", name},
    Question{"class", "What is it, in a word or two (\"smart speaker\")?", "", text},
    Question{"version", "Version of its software?", "1.0.0", name},
    Question{"support_end", "Last day of security updates (YYYY-MM-DD)?", "", date},
    Question{"languages", "Languages of its users (en, zh)?", "en", languages},
    Question{"service_host", "Host name of the associated service?", "", name},
    Question{"service_port", "Its port for devices?", "8443", port},
    Question{"pages", "Address of the public pages (policy, models), https://...?", "", url},
    Question{"disclosure_contact", "Where does one report a vulnerability (address)?", "", text},
    Question{"acknowledgement_time", "After how long is a report acknowledged?", "3 days", duration},
    Question{"status_update_time", "How often does a reporter hear of the state?", "14 days", duration},
    Question{"setup_guide", "Where is the guide to a secure set-up?", "Leaflet in the box", text},
    Question{"check_guide", "Where is the guide to checking it?", "Leaflet in the box", text},
    Question{"deletion_guide", "Where is the guide to deleting personal data?", "Leaflet in the box", text},
    Question{"sensors", "Sensors that perceive people or rooms, with commas (none: leave empty)?", "", list},
    Question{"sensors_zh", "The same in Chinese, in the same order (when zh is a language)?", "", list},
    Question{"physical_interfaces", "Sockets and buttons outside the casing, with commas (none: leave empty)?", "", list},
    Question{"debug_within_reach", "Can a debug interface be reached without opening it (yes, no)?", "", yes_no},
    Question{"debug_protection", "If so, how is it disabled in software (it is not: leave empty)?", "", list},
    Question{"vulnerability_action", "What is done about a vulnerability?", "Fix, release, advisory", text},
    Question{"vulnerability_time", "Within what time?", "90 days", duration},
    Question{"monitoring", "How are vulnerabilities watched for, identified and fixed?", "", text},
    Question{"update_procedure", "How does a security update come about?", "", text},
    Question{"update_time", "Within what time?", "30 days", duration},
    Question{"key_management", "Who provisions, renews, retires and revokes keys, and how?", "", text},
    Question{"development", "How are training, requirements, review, archiving and deployment done?", "", text},
    Question{"confirm_vulnerability_actions", "Do you confirm that vulnerabilities are acted on so (yes, no)?", "no", yes_no},
    Question{"confirm_vulnerability_monitoring", "Do you confirm that they are watched for so (yes, no)?", "no", yes_no},
    Question{"confirm_update_procedures", "Do you confirm that updates come about so (yes, no)?", "no", yes_no},
    Question{"confirm_secure_management", "Do you confirm that keys are managed so (yes, no)?", "no", yes_no},
    Question{"confirm_secure_development", "Do you confirm that development is done so (yes, no)?", "no", yes_no},
};
// clang-format on

constexpr std::size_t kAnswerMax = 500;

std::string trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(" \t\r") - first + 1));
}

bool is_name(const std::string& text) {
  const auto fine = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  };
  return std::all_of(text.begin(), text.end(), fine);
}

bool is_port(const std::string& text) {
  std::uint16_t port_number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port_number);
  return error == std::errc() && end == text.data() + text.size() && port_number != 0;
}

bool are_languages(const std::string& text) {
  const auto items = split_list(text);
  const bool known = std::all_of(items.begin(), items.end(), [](const std::string& l) { return l == "en" || l == "zh"; });
  return known && !items.empty() && items.size() <= 2 && (items.size() == 1 || items[0] != items[1]);
}

std::string objection_by_kind(AnswerKind kind, const std::string& answer, std::int64_t now_s) {
  switch (kind) {
    case text:
    case list: return "";
    case name: return is_name(answer) ? "" : "letters, digits, '-', '_' and '.' only";
    case port: return is_port(answer) ? "" : "a number from 1 to 65535";
    case yes_no: return answer == "yes" || answer == "no" ? "" : "yes or no";
    case languages: return are_languages(answer) ? "" : "en, zh, or both with a comma";
    case duration: return parse_duration(answer) ? "" : "a number and a unit: 12 hours, 90 days, 1 year";
    case url:
      return answer.starts_with("https://") && answer.find_first_of(" \"<>") == std::string::npos
                 ? ""
                 : "an address that begins with https://";
    case date: break;
  }
  const auto end_s = parse_date(answer);
  if (!end_s) return "a date: 2031-12-31";
  return *end_s < now_s ? "a day to come" : "";
}

Outcome<std::string> answer_text(const TomlMember& member, const std::string& file) {
  switch (member.value.kind) {
    case TomlNode::Kind::text:
    case TomlNode::Kind::date: return member.value.text;
    case TomlNode::Kind::number: return std::to_string(member.value.number);
    case TomlNode::Kind::flag: return std::string(member.value.flag ? "yes" : "no");
    default:
      return Problem(Err::bad_value,
                     file + ':' + std::to_string(member.at.line) + ": " + quoted(member.key) + " is " +
                         std::string(name_of(member.value.kind)),
                     "a text");
  }
}

Outcome<Unit> fill_in(Answers& answers, const std::string& file) {
  for (const Question& question : kQuestions) {
    if (answers.contains(question.key)) continue;
    if (question.fallback.empty() && question.kind != list) {
      return Problem(Err::bad_value, file + " lacks `" + std::string(question.key) + '`', std::string(question.asks));
    }
    answers.emplace(question.key, question.fallback);
  }
  return kOk;
}

}  // namespace

std::span<const Question> questions() {
  return kQuestions;
}

std::vector<std::string> split_list(std::string_view text_in) {
  std::vector<std::string> items;
  while (!text_in.empty()) {
    const std::size_t comma = text_in.find(',');
    if (auto item = trimmed(text_in.substr(0, comma)); !item.empty()) items.push_back(std::move(item));
    if (comma == std::string_view::npos) break;
    text_in.remove_prefix(comma + 1);
  }
  return items;
}

std::string objection(const Question& question, const std::string& answer, std::int64_t now_s) {
  if (answer.empty()) return question.kind == list ? "" : "something must be said";
  if (answer.size() > kAnswerMax) return "at most " + std::to_string(kAnswerMax) + " bytes";
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(answer.begin(), answer.end(), control)) return "one line of text";
  return objection_by_kind(question.kind, answer, now_s);
}

Outcome<Answers> parse_answers(Bytes text_in, const std::string& file, std::int64_t now_s) {
  auto parsed = parse_toml(text_in);
  if (const auto* error = std::get_if<TomlError>(&parsed)) {
    return Problem(Err::bad_value, file + ':' + std::to_string(error->at.line) + ": " + error->what, "lines of key = \"value\"");
  }
  Answers answers;
  for (const TomlMember& member : std::get<TomlNode>(parsed).members) {
    const auto it = std::find_if(kQuestions.begin(), kQuestions.end(), [&](const Question& q) { return q.key == member.key; });
    const std::string at = file + ':' + std::to_string(member.at.line) + ": ";
    if (it == kQuestions.end()) {
      std::vector<std::string_view> keys;
      for (const Question& question : kQuestions) keys.push_back(question.key);
      const std::string guess = did_you_mean(member.key, keys);
      return Problem(Err::bad_value, at + "nobody asks for " + quoted(member.key),
                     guess.empty() ? "it asks for: " + listed(keys) : guess);
    }
    TRY(const std::string answer, answer_text(member, file));
    if (const std::string why = objection(*it, answer, now_s); !why.empty())
      return Problem(Err::bad_value, at + quoted(member.key) + " cannot be " + quoted(answer), why);
    answers.emplace(member.key, answer);
  }
  TRY_(fill_in(answers, file));
  return answers;
}

Outcome<Answers> ask(const ReadLine& read_line, const Say& say, std::int64_t now_s) {
  Answers answers;
  for (const Question& question : kQuestions) {
    for (;;) {
      say(std::string(question.asks) + (question.fallback.empty() ? " " : " [" + std::string(question.fallback) + "] "));
      std::string line;
      if (!read_line(line))
        return Problem(Err::truncated, "there were no more answers at: " + std::string(question.asks),
                       "--answers FILE takes them from a file");
      std::string answer = trimmed(line);
      if (answer.empty()) answer = question.fallback;
      const std::string why = objection(question, answer, now_s);
      if (why.empty()) {
        answers.emplace(question.key, std::move(answer));
        break;
      }
      say("  " + why + '\n');
    }
  }
  return answers;
}

}  // namespace cardea::product
