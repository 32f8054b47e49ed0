// SPDX-License-Identifier: Apache-2.0
#include "lib/net/request_text.hpp"

#include <algorithm>

namespace cardea::net {
namespace {

constexpr std::size_t kNamedValuesMax = 64;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_path_character(char c) {  // pchar and '/', RFC 3986 section 3.3
  return is_alphanumeric(c) || std::string_view("-._~%!$&'()*+,;=:@/").find(c) != std::string_view::npos;
}

bool is_query_character(char c) {  // browsers leave brackets as they are
  return is_path_character(c) || c == '?' || c == '[' || c == ']';
}

bool is_cookie_character(char c) {  // cookie-octet, RFC 6265 section 4.1.1, and the quotes around it
  return c > 0x20 && c < 0x7f && c != ',' && c != ';' && c != '\\';
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// How many bytes the UTF-8 sequence at the start of `text` has; 0 when it is none (RFC 3629: no
// overlong form, no surrogate, nothing above U+10FFFF).
std::size_t utf8_sequence(std::string_view text) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return follows(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    return follows(1, lead == 0xe0 ? 0xa0 : 0x80, lead == 0xed ? 0x9f : 0xbf) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    return follows(1, lead == 0xf0 ? 0x90 : 0x80, lead == 0xf4 ? 0x8f : 0xbf) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

Status check_text(std::string_view text) {
  while (!text.empty()) {
    const auto c = static_cast<unsigned char>(text.front());
    if (c < 0x20 || c == 0x7f) return Error{Err::bad_value, "the path holds a control byte"};
    const std::size_t size = utf8_sequence(text);
    if (size == 0) return Error{Err::bad_value, "the path is not UTF-8"};
    text.remove_prefix(size);
  }
  return kOk;
}

// `path` starts with '/'. One last empty segment (a trailing slash) is allowed, and "/" itself.
Status check_segments(std::string_view path) {
  path.remove_prefix(1);
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    const std::string_view segment = path.substr(0, slash);
    if (segment.empty()) return Error{Err::bad_value, "the path has an empty segment"};
    if (segment == "." || segment == "..") return Error{Err::bad_value, "the path has a dot segment"};
    path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  }
  return kOk;
}

// An encoded '/' or '\' reads as a separator to one reader and as a letter to the next.
bool hides_separator(std::string_view raw_path) {
  for (std::size_t i = raw_path.find('%'); i != std::string_view::npos; i = raw_path.find('%', i + 1)) {
    const std::string_view code = raw_path.substr(i + 1, 2);
    if (code == "2f" || code == "2F" || code == "5c" || code == "5C") return true;
  }
  return false;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Calls `take` for each part of `text` between separators.
template <class Take>
Status for_each_part(std::string_view text, char separator, Take take) {
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count == kNamedValuesMax) return Error{Err::too_large, "too many values"};
    const std::size_t end = text.find(separator);
    TRY_(take(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return kOk;
}

Result<std::string> decode_form(std::string_view text) {
  std::string spaced(text);
  std::replace(spaced.begin(), spaced.end(), '+', ' ');
  return percent_decode(as_bytes(spaced));
}

}  // namespace

Result<std::string> percent_decode(Bytes text) {
  const std::string_view in = as_text(text);
  std::string out;
  out.reserve(in.size());
  for (std::size_t i = 0; i < in.size(); ++i) {
    if (in[i] != '%') {
      out += in[i];
      continue;
    }
    if (in.size() - i < 3) return Error{Err::bad_value, "a percent sign without two hex digits"};
    const int high = hex_digit(in[i + 1]);
    const int low = hex_digit(in[i + 2]);
    if (high < 0 || low < 0) return Error{Err::bad_value, "a percent sign without two hex digits"};
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

Result<Target> parse_target(Bytes text) {
  const std::string_view in = as_text(text);
  if (in.empty() || in.front() != '/') return Error{Err::bad_value, "the target is not in origin-form"};
  const std::size_t mark = in.find('?');
  const std::string_view path = in.substr(0, mark);
  const std::string_view query = mark == std::string_view::npos ? std::string_view{} : in.substr(mark + 1);
  if (!std::all_of(path.begin(), path.end(), is_path_character)) return Error{Err::bad_value, "the path holds a forbidden byte"};
  if (!std::all_of(query.begin(), query.end(), is_query_character))
    return Error{Err::bad_value, "the query holds a forbidden byte"};
  if (hides_separator(path)) return Error{Err::bad_value, "the path hides a separator"};
  TRY(std::string decoded, percent_decode(as_bytes(path)));
  TRY_(check_text(decoded));
  TRY_(check_segments(decoded));
  return Target{std::move(decoded), std::string(query)};
}

Result<NamedValues> parse_query(Bytes text) {
  NamedValues values;
  TRY_(for_each_part(as_text(text), '&', [&](std::string_view part) -> Status {
    if (part.empty()) return kOk;
    const std::size_t equals = part.find('=');
    TRY(std::string name, decode_form(part.substr(0, equals)));
    TRY(std::string value, decode_form(equals == std::string_view::npos ? std::string_view{} : part.substr(equals + 1)));
    values.emplace_back(std::move(name), std::move(value));
    return kOk;
  }));
  return values;
}

Result<NamedValues> parse_cookies(Bytes text) {
  NamedValues values;
  TRY_(for_each_part(as_text(text), ';', [&](std::string_view part) -> Status {
    part = trimmed(part);
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0) return Error{Err::bad_value, "a cookie without a name"};
    if (!std::all_of(part.begin(), part.end(), is_cookie_character))
      return Error{Err::bad_value, "a cookie holds a forbidden byte"};
    values.emplace_back(part.substr(0, equals), part.substr(equals + 1));
    return kOk;
  }));
  return values;
}

}  // namespace cardea::net
