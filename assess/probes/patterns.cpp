// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/patterns.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace cardea::assess {

namespace {

constexpr std::size_t kFoundMax = 20;
constexpr std::size_t kLengthMax = 60;

constexpr std::array<std::string_view, 39> kSoftware{
    "apache",  "nginx",    "lighttpd", "openssl", "mini_httpd", "thttpd",   "boa/",      "goahead",  "busybox",  "dropbear",
    "openssh", "jetty",    "tomcat",   "express", "werkzeug",   "gunicorn", "uvicorn",   "python/",  "php/",     "asp.net",
    "iis",     "beast",    "boost",    "caddy",   "envoy",      "tornado",  "node.js",   "mongoose", "civetweb", "libmicrohttpd",
    "uhttpd",  "cherrypy", "rails",    "webrick", "kestrel",    "wildfly",  "mosquitto", "samba",    "linux/"};

// In lower case; longer ones before those that they contain.
constexpr std::array<std::string_view, 10> kLicenceTerms{"licensed under the apache license, version 2.0",
                                                         "apache license, version 2.0",
                                                         "apache license 2.0",
                                                         "apache.org/licenses/license-2.0",
                                                         "apache-2.0",
                                                         "express or implied",
                                                         "mozilla public license, v. 2.0",
                                                         "lgpl-2.1",
                                                         "gpl-2.0",
                                                         "gpl-3.0"};

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_word(char c) {
  return is_digit(c) || is_letter(c) || c == '_' || c == '-';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

struct Number {
  std::size_t end = 0;
  int parts = 0;
};

// "1.22.1" at `at`: where it ends and how many numbers it has.
Number dotted_number(std::string_view text, std::size_t at) {
  Number number{at, 0};
  while (number.end < text.size() && is_digit(text[number.end])) {
    while (number.end < text.size() && is_digit(text[number.end])) ++number.end;
    ++number.parts;
    const bool goes_on = number.end + 1 < text.size() && text[number.end] == '.' && is_digit(text[number.end + 1]);
    if (!goes_on) break;
    ++number.end;
  }
  return number;
}

// Where the product token before "/1.2" starts: "nginx/1.2".
std::size_t token_start(std::string_view text, std::size_t slash) {
  std::size_t start = slash;
  while (start > 0 && is_word(text[start - 1]) && slash - start < 40) --start;
  return start;
}

// Where the name before "_1.2" starts: letters only, so that "SSH-2.0-" is no part of it.
std::size_t name_start(std::string_view text, std::size_t underscore) {
  std::size_t start = underscore;
  while (start > 0 && is_letter(text[start - 1]) && underscore - start < 40) --start;
  return start;
}

bool says_version_before(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(at > 16 ? at - 16 : 0, std::min<std::size_t>(at, 16));
  if (contains_ignoring_case(before, "xml version=")) return false;  // of the language of a page
  return contains_ignoring_case(before, "version") || contains_ignoring_case(before, "firmware");
}

// The whole of a version-like thing whose number starts at `at`, or nothing.
std::optional<std::string_view> version_at(std::string_view text, std::size_t at, const Number& number) {
  const bool after_slash = at > 1 && text[at - 1] == '/';
  const std::size_t start = after_slash ? token_start(text, at - 1) : at;
  const std::string_view token = text.substr(start, number.end - start);
  const bool protocol = token.starts_with("HTTP/") || token.starts_with("http/");
  const bool of_address = start > 0 && (text[start - 1] == '.' || text[start - 1] == '/');  // "www.example.org/1999"
  if (after_slash && start < at - 1 && is_letter(token.front()) && !protocol && !of_address) return token;
  // "dropbear_2022.83", "OpenSSH_9.2": the way of greetings.
  const bool after_name = at > 1 && text[at - 1] == '_' && is_letter(text[at - 2]) && number.parts >= 2;
  if (after_name) return text.substr(name_start(text, at - 1), number.end - name_start(text, at - 1));
  const bool marked = at > 0 && lower(text[at - 1]) == 'v' && (at == 1 || !is_word(text[at - 2]));
  if (number.parts == 3 || (number.parts == 2 && (marked || says_version_before(text, at)))) return token;
  return std::nullopt;
}

// "express" is not in "expressed".
bool stands_as_a_word(std::string_view in_lower_case, std::string_view name) {
  for (std::size_t at = in_lower_case.find(name); at != std::string_view::npos; at = in_lower_case.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool starts = at == 0 || !is_letter(in_lower_case[at - 1]);
    if (starts && (end == in_lower_case.size() || name.back() == '/' || !is_letter(in_lower_case[end]))) return true;
  }
  return false;
}

}  // namespace

std::vector<std::string> version_like(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t at = 0; at < text.size() && found.size() < kFoundMax; ++at) {
    if (!is_digit(text[at]) || (at > 0 && (is_digit(text[at - 1]) || text[at - 1] == '.'))) continue;
    const Number number = dotted_number(text, at);
    const bool inside_word = at > 0 && (is_letter(text[at - 1]) && lower(text[at - 1]) != 'v');
    if (!inside_word) {
      if (const auto token = version_at(text, at, number)) found.emplace_back(token->substr(0, kLengthMax));
    }
    at = number.end - 1;
  }
  return found;
}

bool contains_ignoring_case(std::string_view text, std::string_view needle) {
  const auto same = [](char a, char b) { return lower(a) == lower(b); };
  return std::search(text.begin(), text.end(), needle.begin(), needle.end(), same) != text.end();
}

std::string without_licence_terms(std::string_view text) {
  std::string left(text);
  std::string in_lower_case(text);
  std::transform(in_lower_case.begin(), in_lower_case.end(), in_lower_case.begin(), lower);
  for (const std::string_view term : kLicenceTerms) {
    for (std::size_t at = in_lower_case.find(term); at != std::string::npos; at = in_lower_case.find(term, at)) {
      left.replace(at, term.size(), term.size(), ' ');
      in_lower_case.replace(at, term.size(), term.size(), ' ');
    }
  }
  return left;
}

std::vector<std::string> software_names(std::string_view text) {
  std::string in_lower_case(text);
  std::transform(in_lower_case.begin(), in_lower_case.end(), in_lower_case.begin(), lower);
  std::vector<std::string> found;
  for (const std::string_view name : kSoftware) {
    if (stands_as_a_word(in_lower_case, name)) found.emplace_back(name);
  }
  return found;
}

std::vector<std::string> words_found(std::string_view text, const std::vector<std::string>& needles) {
  std::vector<std::string> found;
  for (const std::string& needle : needles) {
    if (!needle.empty() && contains_ignoring_case(text, needle)) found.push_back(needle);
  }
  return found;
}

}  // namespace cardea::assess
