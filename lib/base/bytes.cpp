// SPDX-License-Identifier: Apache-2.0
#include "lib/base/bytes.hpp"

#include <algorithm>
#include <array>

namespace cardea {
namespace {

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase64Url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string encode64(Bytes bytes, std::string_view alphabet, bool pad) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t n = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < n ? bytes[i + k] : 0U);
    for (std::size_t k = 0; k <= n; ++k) out += alphabet[group >> (18 - 6 * k) & 63U];
    if (pad) out.append(3 - n, '=');
  }
  return out;
}

Result<Buffer> decode64(std::string_view text, std::string_view alphabet) {
  if (text.size() % 4 == 1) return Error{Err::truncated, "base64 text has an impossible length"};
  Buffer out;
  out.reserve(text.size() / 4 * 3 + 2);
  std::uint32_t bits = 0;
  unsigned have = 0;
  for (char c : text) {
    const std::size_t digit = alphabet.find(c);
    if (digit == std::string_view::npos) return Error{Err::bad_value, "not a base64 character"};
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    have += 6;
    if (have >= 8) {
      have -= 8;
      out.push_back(static_cast<std::uint8_t>(bits >> have & 255U));
    }
  }
  if ((bits & ((1U << have) - 1)) != 0) return Error{Err::bad_value, "base64 text has stray bits at its end"};
  return out;
}

}  // namespace

bool equal(Bytes a, Bytes b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

std::string to_hex(Bytes bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (auto b : bytes) {
    out += digits[b >> 4];
    out += digits[b & 15];
  }
  return out;
}

Result<Buffer> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return Error{Err::truncated, "hexadecimal text has an odd length"};
  Buffer out;
  out.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_digit(text[i]);
    const int low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return Error{Err::bad_value, "not a hexadecimal digit"};
    out.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return out;
}

std::string to_base64(Bytes bytes) { return encode64(bytes, kBase64, /*pad=*/true); }
std::string to_base64url(Bytes bytes) { return encode64(bytes, kBase64Url, /*pad=*/false); }

Result<Buffer> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return Error{Err::truncated, "base64 text is not a multiple of four characters"};
  for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
  return decode64(text, kBase64);
}

Result<Buffer> from_base64url(std::string_view text) { return decode64(text, kBase64Url); }

}  // namespace cardea
