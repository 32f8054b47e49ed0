// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/secrets_in_file.hpp"

#include <algorithm>
#include <array>

namespace cardea::assess {

namespace {

constexpr std::size_t kNameMax = 32;  // of a user
constexpr std::size_t kHashMin = 20;  // the shortest of "$1$": salt and sum
constexpr std::size_t kHashMax = 256;
constexpr std::size_t kDesHash = 13;  // crypt(3) of old
constexpr std::size_t kPemLine = 40;  // enough of a line to know that there is one

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_base64(char c) {
  return is_alnum(c) || c == '+' || c == '/';
}

bool is_of_crypt(char c) {
  return is_alnum(c) || c == '.' || c == '/';
}

bool all(std::string_view text, bool (*is)(char)) {
  return std::all_of(text.begin(), text.end(), is);
}

void tell(std::vector<std::string>& told, std::string what) {
  if (told.size() < kSecretsToldMax && std::find(told.begin(), told.end(), what) == told.end()) told.push_back(std::move(what));
}

std::string_view next_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

// RFC 1421's fields stand before the key in PEM of old, with an empty line behind them.
std::string_view first_line_of_key(std::string_view rest) {
  next_line(rest);
  std::string_view line = next_line(rest);
  for (int fields = 0; fields < 4 && (line.empty() || line.find(": ") != std::string_view::npos); ++fields)
    line = next_line(rest);
  return line;
}

// A mark alone is the constant of a parser; a key has its base64 right behind.
void look_for_keys(std::string_view text, std::vector<std::string>& told) {
  constexpr std::string_view kMark = "PRIVATE KEY-----";
  for (std::size_t at = text.find(kMark); at != std::string_view::npos; at = text.find(kMark, at + 1)) {
    const std::string_view before = text.substr(at < 24 ? 0 : at - 24, at < 24 ? at : 24);
    if (before.find("-----BEGIN ") == std::string_view::npos) continue;
    const std::string_view line = first_line_of_key(text.substr(at));
    if (line.size() >= kPemLine && all(line.substr(0, kPemLine), is_base64)) return tell(told, "a private key");
  }
}

bool is_user_name(std::string_view name) {
  return !name.empty() && name.size() <= kNameMax &&
         all(name, [](char c) { return is_alnum(c) || c == '_' || c == '-' || c == '.'; });
}

// "$6$salt$sum", "$y$...": crypt(5); "$apr1$": of Apache.
bool is_modular_hash(std::string_view field) {
  if (field.size() < kHashMin || field.size() > kHashMax || field.front() != '$') return false;
  constexpr std::array<std::string_view, 11> kSchemes{"1", "2a", "2b", "2y", "5", "6", "7", "y", "gy", "sha1", "apr1"};
  const std::size_t end = field.find('$', 1);
  if (end == std::string_view::npos) return false;
  if (std::find(kSchemes.begin(), kSchemes.end(), field.substr(1, end - 1)) == kSchemes.end()) return false;
  return all(field.substr(end), [](char c) { return is_of_crypt(c) || c == '$' || c == '=' || c == ','; });
}

bool is_account_file(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  constexpr std::array<std::string_view, 6> kNames{"passwd", "passwd-", "shadow", "shadow-", ".htpasswd", "htpasswd"};
  return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

void look_at_account(std::string_view line, bool of_accounts, std::vector<std::string>& told) {
  const std::size_t end = line.find(':');
  if (end == std::string_view::npos || !is_user_name(line.substr(0, end))) return;
  const std::string name(line.substr(0, end));
  const std::string_view field = line.substr(end + 1, line.find(':', end + 1) - end - 1);
  if (is_modular_hash(field) || (of_accounts && field.size() == kDesHash && all(field, is_of_crypt)))
    tell(told, "a password hash of " + name);
  else if (of_accounts && field.empty())
    tell(told, "no password for " + name);
}

void look_for_accounts(std::string_view path, std::string_view text, std::vector<std::string>& told) {
  const bool of_accounts = is_account_file(path);
  if (!of_accounts && text.find(":$") == std::string_view::npos) return;
  while (!text.empty()) look_at_account(next_line(text), of_accounts, told);
}

// Issued by services that say how theirs begin.
struct Token {
  std::string_view start;
  std::size_t rest;
};

constexpr std::array<Token, 6> kTokens{
    {{"AKIA", 16}, {"AIza", 35}, {"ghp_", 36}, {"glpat-", 20}, {"sk_live_", 24}, {"xoxb-", 24}}};

bool is_of_token(char c) {
  return is_alnum(c) || c == '_' || c == '-';
}

void look_for_token(const Token& token, std::string_view text, std::vector<std::string>& told) {
  for (std::size_t at = text.find(token.start); at != std::string_view::npos; at = text.find(token.start, at + 1)) {
    if (at > 0 && is_of_token(text[at - 1])) continue;
    const std::string_view rest = text.substr(at + token.start.size(), token.rest);
    if (rest.size() == token.rest && all(rest, is_of_token)) return tell(told, "a token (" + std::string(token.start) + "...)");
  }
}

}  // namespace

std::vector<std::string> secrets_in_file(std::string_view path, Bytes content) {
  const std::string_view text = as_text(content);
  std::vector<std::string> told;
  look_for_keys(text, told);
  look_for_accounts(path, text, told);
  for (const Token& token : kTokens) look_for_token(token, text, told);
  return told;
}

}  // namespace cardea::assess
