// SPDX-License-Identifier: Apache-2.0
#include "device/steward/passwords.hpp"

#include <algorithm>

#include "device/steward/password_blocklist.hpp"
#include "device/steward/text.hpp"

namespace cardea::steward {
namespace {

// A working copy of a secret: wiped when it goes.
using Letters = std::vector<char, ZeroizingAllocator<char>>;

std::string_view view_of(const Letters& letters) {
  return {letters.data(), letters.size()};
}
bool is_letter(char c) {
  return c >= 'a' && c <= 'z';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// The letter that a digit or sign is mistaken for on purpose.
char without_disguise(char c) {
  switch (c) {
    case '0': return 'o';
    case '1':
    case '!':
    case '|': return 'i';
    case '3': return 'e';
    case '4':
    case '@': return 'a';
    case '5':
    case '$': return 's';
    case '7':
    case '+': return 't';
    case '8': return 'b';
    default: return c;
  }
}

// Lower case; decoration before the first and after the last letter removed ("--Summer2026!!" -> "summer").
Letters undecorated(Bytes password) {
  Letters out;
  out.reserve(password.size());
  for (const std::uint8_t byte : password) out.push_back(lower(static_cast<char>(byte)));
  while (!out.empty() && !is_letter(out.back())) out.pop_back();
  const auto first = std::find_if(out.begin(), out.end(), is_letter);
  out.erase(out.begin(), first);
  return out;
}

// Only letters stay, each as `plain` reads it ("p4ss-w0rd" -> "password").
Letters letters_only(std::string_view text, char (*plain)(char)) {
  Letters out;
  out.reserve(text.size());
  for (const char c : text) {
    const char letter = plain(lower(c));
    if (is_letter(letter)) out.push_back(letter);
  }
  return out;
}

char as_it_is(char c) {
  return c;
}

// Twice or more the same word says no more than the word.
std::string_view unrepeated(std::string_view word) {
  for (std::size_t unit = 1; unit <= word.size() / 2; ++unit) {
    if (word.size() % unit != 0) continue;
    bool repeats = true;
    for (std::size_t i = unit; i < word.size() && repeats; ++i) repeats = word[i] == word[i - unit];
    if (repeats) return word.substr(0, unit);
  }
  return word;
}

bool is_common(std::string_view word) {
  return !word.empty() && std::find(kCommonWords.begin(), kCommonWords.end(), unrepeated(word)) != kCommonWords.end();
}

bool holds_common_word(const SecretBytes& password) {
  const Letters inner = undecorated(password.expose_secret());
  const Letters inner_plain = letters_only(view_of(inner), without_disguise);
  const Letters whole_plain = letters_only(as_text(password.expose_secret()), without_disguise);
  return is_common(view_of(inner_plain)) || is_common(view_of(whole_plain)) || is_common(view_of(inner));
}

// aaaaaaaaaa, abababab, 1234567890, abcdefghij, 9876543210: too few surprises. At least five steps must
// be neither a repetition of one or two characters back nor a count by one.
bool is_pattern(Bytes password) {
  std::size_t surprises = 0;
  for (std::size_t i = 1; i < password.size(); ++i) {
    const int step = int{password[i]} - int{password[i - 1]};
    const bool again = i >= 2 && password[i] == password[i - 2];
    if (step < -1 || step > 1) surprises += again ? 0 : 1;
  }
  return surprises < 5;
}

std::size_t letters_of_word_in(std::string_view letters, std::string_view word) {
  std::size_t covered = 0;
  for (std::size_t at = letters.find(word); at != std::string_view::npos; at = letters.find(word, at + word.size()))
    covered += word.size();
  return covered;
}

// What is left of the password when the context word is cut out, as often as it is there, must still stand alone.
bool leans_on(const SecretBytes& password, std::string_view word) {
  constexpr std::size_t kOwnCharactersMin = 8;
  const Letters name = letters_only(word, as_it_is);
  if (name.size() < 3) return false;
  const std::string_view text = as_text(password.expose_secret());
  const Letters as_typed = letters_only(text, as_it_is);
  const Letters undisguised = letters_only(text, without_disguise);
  const std::size_t covered =
      std::max(letters_of_word_in(view_of(as_typed), view_of(name)), letters_of_word_in(view_of(undisguised), view_of(name)));
  return covered > 0 && text.size() - covered < kOwnCharactersMin;
}

}  // namespace

PasswordVerdict judge_password(const SecretBytes& password, std::span<const std::string_view> context) {
  if (password.size() > kPasswordBytesMax) return PasswordVerdict::too_long;
  const auto characters = count_characters(password.expose_secret());
  if (!characters) return PasswordVerdict::unprintable;
  if (*characters < kPasswordCharactersMin) return PasswordVerdict::too_short;
  if (*characters > kPasswordCharactersMax) return PasswordVerdict::too_long;
  if (is_pattern(password.expose_secret())) return PasswordVerdict::pattern;
  if (holds_common_word(password)) return PasswordVerdict::common;
  const bool leans = std::any_of(context.begin(), context.end(), [&](std::string_view word) { return leans_on(password, word); });
  return leans ? PasswordVerdict::context : PasswordVerdict::good;
}

std::string_view sentence_for(PasswordVerdict verdict) {
  switch (verdict) {
    case PasswordVerdict::good: return "";
    case PasswordVerdict::too_short: return "A password has at least 10 characters.";
    case PasswordVerdict::too_long: return "A password has at most 128 characters.";
    case PasswordVerdict::unprintable: return "A password is text without control characters.";
    case PasswordVerdict::common: return "This password is on the list that everybody tries first.";
    case PasswordVerdict::pattern: return "This password repeats or counts; choose something less regular.";
    case PasswordVerdict::context: return "This password is little more than the name of the account or the device.";
    case PasswordVerdict::unchanged: return "The new password must be another one.";
  }
  return "";
}

}  // namespace cardea::steward
