// SPDX-License-Identifier: Apache-2.0
// Paths to handlers, as a table. A pattern is a path whose last or middle segment may be `*`, which matches one segment.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "lib/codec/value.hpp"
#include "lib/net/http_server.hpp"

namespace cardea::service {

struct Call {
  net::HttpRequest request;
  std::vector<std::string> segments;  // what the stars matched, in order
  std::string who;                    // device key or operator name: from the certificate, never from the request
};

using Handler = std::function<void(Call call, net::Responder responder)>;

struct Route {
  std::string method;
  std::string pattern;
  Handler handler;
};

class Router {
 public:
  explicit Router(std::vector<Route> routes) : routes_(std::move(routes)) {}
  void dispatch(Call call, net::Responder responder) const;

 private:
  std::vector<Route> routes_;
};

net::HttpResponse json_response(int status, const Value& value);
net::HttpResponse error_response(int status, std::string_view error, std::string_view hint = {});
// The response for an Error of ours: 404, 409, 422, 503 ... with its text.
net::HttpResponse error_response(const Error& error);
Result<Value> json_body(const net::HttpRequest& request);  // refuses another content type

}  // namespace cardea::service
