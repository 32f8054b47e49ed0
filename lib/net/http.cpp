// SPDX-License-Identifier: Apache-2.0
#include "lib/net/http.hpp"

#include "lib/net/request_text.hpp"

namespace cardea::net {
namespace {

std::string_view first_value(const Headers& headers, std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) return value;
  }
  return {};
}

}  // namespace

std::string_view HttpRequest::header(std::string_view lower_case_name) const {
  return first_value(headers, lower_case_name);
}

// A name that comes twice is ambiguous, so it counts as absent: no two readers can disagree about it.
std::optional<std::string> HttpRequest::query_parameter(std::string_view name) const {
  const auto parameters = parse_query(as_bytes(query));
  if (!parameters) return std::nullopt;
  std::optional<std::string> found;
  for (const auto& [key, value] : *parameters) {
    if (key != name) continue;
    if (found) return std::nullopt;
    found = value;
  }
  return found;
}

// The first one wins: clients put the cookie with the most specific path in front (RFC 6265 section 5.4).
std::optional<std::string> HttpRequest::cookie(std::string_view name) const {
  const auto cookies = parse_cookies(as_bytes(header("cookie")));
  if (!cookies) return std::nullopt;
  for (const auto& [key, value] : *cookies) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string_view HttpResponse::header(std::string_view lower_case_name) const {
  return first_value(headers, lower_case_name);
}

HttpResponse HttpResponse::of(int status, std::string_view content_type, std::string_view body) {
  HttpResponse response;
  response.status = status;
  if (!content_type.empty()) response.headers.emplace_back("content-type", content_type);
  response.body = to_buffer(as_bytes(body));
  return response;
}

}  // namespace cardea::net
