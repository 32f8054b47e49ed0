// SPDX-License-Identifier: Apache-2.0
#include "assess/report/text.hpp"

#include <algorithm>
#include <cstdint>

namespace cardea::assess {

namespace {

struct Character {
  char32_t code = 0;
  std::size_t size = 0;  // 0: broken here
};

bool is_tail(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<std::uint8_t>(text[at]) & 0xc0) == 0x80;
}

// The character at `at`: strict UTF-8 (RFC 3629).
Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<std::uint8_t>(text[i])); };
  const char32_t lead = byte(at);
  if (lead < 0x80) return {lead, 1};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return {};
  char32_t code = lead & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    if (!is_tail(text, at + i)) return {};
    code = code << 6 | (byte(at + i) & 0x3f);
  }
  const bool overlong = (size == 3 && code < 0x800) || (size == 4 && code < 0x10000);
  if (overlong || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return {};
  return {code, size};
}

// Controls, line ends, what has no width, and the marks that turn the direction of text around.
bool is_hidden(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || c == 0xad || c == 0x61c || c == 0x180e || c == 0x115f || c == 0x1160 ||
         c == 0x3164 || (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff);
}

bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
         (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe4f) || (c >= 0xff00 && c <= 0xff60) ||
         (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x1f300 && c <= 0x1faff) || c >= 0x20000;
}

// Marks that no line begins with.
bool closes(char32_t c) {
  return c == 0x3001 || c == 0x3002 || c == 0x300b || c == 0x201d || c == 0xff01 || c == 0xff09 || c == 0xff0c || c == 0xff1a ||
         c == 0xff1b || c == 0xff1f;
}

void append_hex(std::string& out, std::string_view bytes) {
  constexpr std::string_view kHex = "0123456789abcdef";
  for (const char c : bytes) {
    out += "\\x";
    out += kHex[static_cast<std::uint8_t>(c) >> 4];
    out += kHex[static_cast<std::uint8_t>(c) & 15];
  }
}

// UTF-16, as JSON writes what it does not show.
void append_json_escape(std::string& out, char32_t code) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto unit = [&](char32_t u) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) out += kHex[u >> static_cast<unsigned>(shift) & 15U];
  };
  if (code < 0x10000) return unit(code);
  unit(0xd800 + ((code - 0x10000) >> 10U));
  unit(0xdc00 + ((code - 0x10000) & 0x3ffU));
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    const std::size_t size = c.size == 0 ? 1 : c.size;
    if (c.size == 0 || is_hidden(c.code))
      append_hex(out, text.substr(at, size));
    else
      out += text.substr(at, size);
    at += size;
  }
  return out;
}

std::string printable_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    out += printable(text.substr(0, end)) + (end == std::string_view::npos ? "" : "\n");
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return out;
}

std::string printable_json(std::string_view json) {
  std::string out;
  for (std::size_t at = 0; at < json.size();) {
    const Character c = character_at(json, at);
    const std::size_t size = c.size == 0 ? 1 : c.size;
    if (c.size != 0 && c.code != '\n' && is_hidden(c.code))  // in JSON of ours such a character stands in a text only
      append_json_escape(out, c.code);
    else
      out += json.substr(at, size);
    at += size;
  }
  return out;
}

std::string html_escaped(std::string_view text) {
  std::string out;
  for (const char c : printable(text)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string html_escaped_lines(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    out += html_escaped(line) + "\n";
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
  return out;
}

std::size_t columns_of(std::string_view text) {
  std::size_t columns = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    columns += c.size != 0 && is_wide(c.code) ? 2 : 1;
    at += c.size == 0 ? 1 : c.size;
  }
  return columns;
}

std::size_t unbroken_in(std::string_view text) {
  std::size_t at = 0;
  bool ended = false;  // by a wide character: only what closes it still belongs to it
  while (at < text.size() && text[at] != ' ') {
    const Character c = character_at(text, at);
    const bool wide = c.size != 0 && is_wide(c.code);
    const bool closing = c.size != 0 && closes(c.code);
    if ((ended || (at > 0 && wide)) && !closing) break;
    ended = ended || wide || closing;
    at += c.size == 0 ? 1 : c.size;
  }
  return at;
}

std::string fitted(std::string_view text, std::size_t columns) {
  const std::size_t needed = columns_of(text);
  if (needed <= columns) return std::string(text) + std::string(columns - needed, ' ');
  std::string out;
  std::size_t used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character c = character_at(text, at);
    const std::size_t size = c.size == 0 ? 1 : c.size;
    const std::size_t width = c.size != 0 && is_wide(c.code) ? 2 : 1;
    if (used + width + 1 > columns) break;
    out += text.substr(at, size);
    used += width;
    at += size;
  }
  return out + "…" + std::string(columns - used - 1, ' ');
}

}  // namespace cardea::assess
