// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/http_reply.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace cardea::assess {

namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string_view trimmed(std::string_view text) {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

Result<int> parse_status_line(std::string_view line) {
  if (!line.starts_with("HTTP/1.") || line.size() < 12 || line[8] != ' ')
    return Error{Err::bad_value, "not an HTTP/1 status line"};
  int status = 0;
  const auto [end, failure] = std::from_chars(line.data() + 9, line.data() + 12, status);
  if (failure != std::errc{} || end != line.data() + 12 || status < 100) return Error{Err::bad_value, "not an HTTP status"};
  return status;
}

Status parse_header_line(std::string_view line, HttpReply& reply) {
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0) return Error{Err::bad_value, "a header line without a name"};
  if (reply.headers.size() == kReplyHeadersMax) return Error{Err::too_large, "too many header lines"};
  reply.headers.emplace_back(lower(trimmed(line.substr(0, colon))), std::string(trimmed(line.substr(colon + 1))));
  return kOk;
}

// A size in `base`, or Err::bad_value; above the bound, Err::too_large.
Result<std::size_t> parse_size(std::string_view text, int base) {
  std::size_t size = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), size, base);
  if (failure == std::errc::result_out_of_range) return Error{Err::too_large, "a body above the bound"};
  if (text.empty() || failure != std::errc{} || end != text.data() + text.size()) return Error{Err::bad_value, "not a size"};
  if (size > kReplyBodyMax) return Error{Err::too_large, "a body above the bound"};
  return size;
}

// The line that starts at `at`, without its end; moves `at` behind it.
Result<std::string_view> next_line(std::string_view text, std::size_t& at) {
  const std::size_t end = text.find('\n', at);
  if (end == std::string_view::npos) return Error{Err::truncated, "the answer ends inside a line"};
  const std::string_view line = trimmed(text.substr(at, end - at));
  at = end + 1;
  return line;
}

Result<Buffer> parse_chunks(std::string_view text) {
  Buffer body;
  std::size_t at = 0;
  for (std::size_t chunks = 0; chunks <= kReplyChunksMax; ++chunks) {
    TRY(const std::string_view line, next_line(text, at));
    TRY(const std::size_t size, parse_size(trimmed(line.substr(0, line.find(';'))), 16));
    if (size == 0) return body;  // trailers, if any, say nothing that we read
    if (body.size() + size > kReplyBodyMax) return Error{Err::too_large, "a body above the bound"};
    if (text.size() - at < size) return Error{Err::truncated, "the answer ends inside a chunk"};
    const Bytes chunk = as_bytes(text.substr(at, size));
    body.insert(body.end(), chunk.begin(), chunk.end());
    at += size;
    TRY(const std::string_view after, next_line(text, at));
    if (!after.empty()) return Error{Err::bad_value, "a chunk longer than its size"};
  }
  return Error{Err::too_large, "a body in too many chunks"};
}

Result<Buffer> parse_body(const HttpReply& reply, std::string_view rest, bool closed) {
  if (reply.status < 200 || reply.status == 204 || reply.status == 304) return Buffer{};
  if (lower(reply.header("transfer-encoding")) == "chunked") return parse_chunks(rest);
  if (const std::string_view length = reply.header("content-length"); !length.empty()) {
    TRY(const std::size_t size, parse_size(length, 10));
    if (rest.size() < size) return Error{Err::truncated, "the answer ends inside its body"};
    return to_buffer(as_bytes(rest.substr(0, size)));
  }
  if (rest.size() > kReplyBodyMax) return Error{Err::too_large, "a body above the bound"};
  if (!closed) return Error{Err::truncated, "the body ends when the connection does"};
  return to_buffer(as_bytes(rest));
}

}  // namespace

std::string_view HttpReply::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) return value;
  }
  return {};
}

std::string HttpReply::every_header(std::string_view lower_case_name) const {
  std::string all;
  for (const auto& [name, value] : headers) {
    if (name == lower_case_name) all += (all.empty() ? "" : ", ") + value;
  }
  return all;
}

Result<HttpReply> parse_http_reply(Bytes raw, bool closed) {
  const std::string_view text = as_text(raw);
  HttpReply reply;
  std::size_t at = 0;
  if (text.substr(0, kReplyHeadMax).find('\n') == std::string_view::npos && text.size() > kReplyHeadMax)
    return Error{Err::too_large, "a status line without end"};
  TRY(const std::string_view status_line, next_line(text, at));
  TRY(reply.status, parse_status_line(status_line));
  while (true) {
    if (at > kReplyHeadMax) return Error{Err::too_large, "an HTTP head above the bound"};
    TRY(const std::string_view line, next_line(text, at));
    if (line.empty()) break;
    TRY_(parse_header_line(line, reply));
  }
  TRY(reply.body, parse_body(reply, text.substr(at), closed));
  return reply;
}

}  // namespace cardea::assess
