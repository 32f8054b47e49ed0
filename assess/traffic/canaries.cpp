// SPDX-License-Identifier: Apache-2.0
#include "assess/traffic/canaries.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace cardea::assess {

namespace {

constexpr std::size_t kLengthMin = 8;
constexpr std::size_t kSoughtMax = 256;  // of a longer value its beginning is looked for

// A word of a dictionary stands in many a page. Digits and letters together, or a blank between words, do not by chance.
bool can_be_told_apart(Bytes value) {
  if (value.size() < kLengthMin) return false;
  const auto any = [&](auto is_one) { return std::any_of(value.begin(), value.end(), is_one); };
  const bool has_letter = any([](std::uint8_t c) { return std::isalpha(c) != 0; });
  const bool has_digit = any([](std::uint8_t c) { return std::isdigit(c) != 0; });
  const bool has_other = any([](std::uint8_t c) { return std::isalnum(c) == 0; });
  return int{has_letter} + int{has_digit} + int{has_other} >= 2;
}

WipedBuffer wiped(std::string text) {
  WipedBuffer out(text.begin(), text.end());
  wipe(text);
  return out;
}

WipedBuffer upper(WipedBuffer text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](std::uint8_t c) { return static_cast<std::uint8_t>(std::toupper(c)); });
  return text;
}

WipedBuffer percent_encoded(Bytes value) {
  WipedBuffer out;
  for (const std::uint8_t c : value) {
    const bool plain = std::isalnum(c) != 0 || c == '-' || c == '.' || c == '_' || c == '~';
    const WipedBuffer hex = plain ? WipedBuffer{c} : upper(wiped("%" + to_hex(Bytes(&c, 1))));
    out.insert(out.end(), hex.begin(), hex.end());
  }
  return out;
}

WipedBuffer json_escaped(Bytes value) {
  WipedBuffer out;
  for (const std::uint8_t c : value) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

WipedBuffer utf16(Bytes value) {
  WipedBuffer out;
  for (const std::uint8_t c : value) {
    out.push_back(c);
    out.push_back(0);
  }
  return out;
}

}  // namespace

bool Canaries::add(const std::string& of, const SecretBytes& value) {
  const Bytes whole = value.expose_secret();
  const Bytes bytes = whole.first(std::min(whole.size(), kSoughtMax));
  if (!can_be_told_apart(bytes)) return false;
  const std::size_t number = names_.size();
  names_.push_back(of);
  spell(number, "as it is", bytes);
  spell(number, "percent-encoded", percent_encoded(bytes));
  spell(number, "in JSON", json_escaped(bytes));
  spell(number, "in UTF-16", utf16(bytes));
  const WipedBuffer hex = wiped(to_hex(bytes));
  spell(number, "in hexadecimal digits", hex);
  spell(number, "in hexadecimal digits", upper(hex));
  spell_base64(number, bytes);
  return true;
}

void Canaries::spell(std::size_t value, const char* name, Bytes bytes) {
  const bool is_known = std::any_of(spellings_.begin(), spellings_.end(),
                                    [&](const Spelling& one) { return one.value == value && equal(one.bytes, bytes); });
  if (is_known) return;
  longest_ = std::max(longest_, bytes.size());
  spellings_.push_back({value, name, WipedBuffer(bytes.begin(), bytes.end())});
}

// Behind a name and a colon, or within a longer text, a value may begin at any of three places of a group; the digits that it
// shares with its neighbours are left out.
void Canaries::spell_base64(std::size_t value, Bytes bytes) {
  constexpr std::array<std::size_t, 3> kSharedDigits{0, 2, 3};
  for (std::size_t before = 0; before < kSharedDigits.size(); ++before) {
    WipedBuffer padded(before, 0);
    padded.insert(padded.end(), bytes.begin(), bytes.end());
    const std::size_t own_digits = padded.size() * 8 / 6;
    for (std::string text : {to_base64(padded), to_base64url(padded)}) {
      const WipedBuffer digits = wiped(std::move(text));
      spell(value, "in base64", Bytes(digits).first(own_digits).subspan(kSharedDigits[before]));
    }
  }
}

}  // namespace cardea::assess
