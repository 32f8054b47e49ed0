// SPDX-License-Identifier: Apache-2.0
#include "service/http/router.hpp"

#include "lib/codec/json.hpp"

namespace cardea::service {
namespace {

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    path.remove_prefix(1);  // the '/'
    const std::size_t end = std::min(path.find('/'), path.size());
    parts.push_back(path.substr(0, end));
    path.remove_prefix(end);
  }
  return parts;
}

bool matches(std::string_view pattern, std::string_view path, std::vector<std::string>& stars) {
  stars.clear();
  const auto want = split(pattern);
  const auto have = split(path);
  if (want.size() != have.size()) return false;
  for (std::size_t i = 0; i < want.size(); ++i) {
    if (want[i] == "*") stars.emplace_back(have[i]);
    else if (want[i] != have[i]) return false;
  }
  return true;
}

int status_of(Err code) {
  switch (code) {
    case Err::not_found: return 404;
    case Err::exists: return 409;
    case Err::refused: return 403;
    case Err::unauthentic:
    case Err::bad_value:
    case Err::truncated: return 422;
    case Err::too_large: return 413;
    case Err::exhausted:
    case Err::unavailable: return 503;
    default: return 500;
  }
}

}  // namespace

void Router::dispatch(Call call, net::Responder responder) const {
  bool path_known = false;
  for (const Route& route : routes_) {
    if (!matches(route.pattern, call.request.path, call.segments)) continue;
    path_known = true;
    if (route.method == call.request.method) return route.handler(std::move(call), std::move(responder));
  }
  responder.send(path_known ? error_response(405, "this path does not take that method") : error_response(404, "there is nothing at this path"));
}

net::HttpResponse json_response(int status, const Value& value) {
  auto response = net::HttpResponse::of(status, "application/json", print_json(value));
  response.headers.emplace_back("cache-control", "no-store");
  return response;
}

net::HttpResponse error_response(int status, std::string_view error, std::string_view hint) {
  Value body;
  body.set("error", error);
  if (!hint.empty()) body.set("hint", hint);
  return json_response(status, body);
}

net::HttpResponse error_response(const Error& error) { return error_response(status_of(error.code), error.what); }

Result<Value> json_body(const net::HttpRequest& request) {
  if (request.header("content-type") != "application/json") return Error{Err::bad_value, "the body must be application/json"};
  return parse_json(request.body);
}

}  // namespace cardea::service
