// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/words.hpp"

#include <algorithm>
#include <array>

namespace cardea::assess {

namespace {

constexpr std::array<std::string_view, 22> kWeak{
    "md4",      "md5",     "sha1",    "sha-1",   "rc4",     "arc4",    "des",   "3des",  "tdes", "rc2",      "rsa-1024",
    "rsa 1024", "rsa-512", "tls 1.0", "tls 1.1", "tlsv1.0", "tlsv1.1", "sslv2", "sslv3", "ssl",  "blowfish", "ecb"};

bool is_letter_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

}  // namespace

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::size_t find_word(const std::string& text, std::string_view word, std::size_t from) {
  for (std::size_t at = text.find(word, from); at != std::string::npos; at = text.find(word, at + 1)) {
    const bool starts = at == 0 || !is_letter_or_digit(text[at - 1]);
    const std::size_t end = at + word.size();
    if (starts && (end == text.size() || !is_letter_or_digit(text[end]))) return at;
  }
  return std::string::npos;
}

std::span<const std::string_view> weak_algorithms() {
  return kWeak;
}

}  // namespace cardea::assess
