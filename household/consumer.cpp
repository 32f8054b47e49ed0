// SPDX-License-Identifier: Apache-2.0
#include "household/consumer.hpp"

#include <charconv>

#include "lib/codec/json.hpp"

namespace cardea::household {
namespace {

Problem unexpected(const Answer& answer, const std::string& what) {
  const auto error = answer.body.text("error");
  return Problem(Err::refused, what + ": the device answered " + std::to_string(answer.status) + (error ? ": " + *error : std::string{}));
}

}  // namespace

Outcome<Consumer> Consumer::meet(const std::string& address, std::uint16_t port, const Label& label) {
  TRY(auto tls, net::TlsContext::client(net::PeerCheck{"", label.spki_pin, "", true}, std::nullopt));
  return Consumer(address, port, std::move(tls));
}

Outcome<Answer> Consumer::ask(const std::string& method, const std::string& path, const std::optional<Value>& body) const {
  net::Exchange exchange;
  exchange.address = address_;
  exchange.port = port_;
  exchange.host = address_;
  exchange.method = method;
  exchange.target = path;
  if (!token_.empty()) exchange.headers.emplace_back("authorization", "Bearer " + token_);
  if (body) {
    exchange.headers.emplace_back("content-type", "application/json");
    exchange.body = to_buffer(as_bytes(print_json(*body)));
  }
  auto fetched = net::fetch_now(tls_, std::move(exchange));
  if (!fetched) return Problem(fetched.error().code, method + " " + path + " at " + address_ + ": " + fetched.error().what);
  Answer answer{fetched->response.status, Value(Value::Map{}), 0};
  if (auto json = parse_json(fetched->response.body); json) answer.body = std::move(*json);
  const auto wait = fetched->response.header("retry-after");
  std::from_chars(wait.data(), wait.data() + wait.size(), answer.retry_after_s);
  return answer;
}

Outcome<Unit> Consumer::keep_token(const Answer& answer, int wanted) {
  if (answer.status != wanted) return unexpected(answer, "sign-in failed");
  TRY(token_, answer.body.text("token"));
  return kOk;
}

Outcome<Unit> Consumer::set_up(const Label& label, const std::string& name, const std::string& password) {
  Value body;
  body.set("label_password", label.password).set("name", name).set("new_password", password);
  TRY(const Answer answer, ask("POST", "/api/setup", body));
  return keep_token(answer, 200);
}

Outcome<Unit> Consumer::sign_in(const std::string& name, const std::string& password) {
  Value body;
  body.set("name", name).set("password", password);
  token_.clear();
  TRY(const Answer answer, ask("POST", "/api/session", body));
  return keep_token(answer, 200);
}

Outcome<Value> Consumer::read(const std::string& path) const {
  TRY(Answer answer, ask("GET", path));
  if (answer.status != 200) return unexpected(answer, "GET " + path);
  return std::move(answer.body);
}

}  // namespace cardea::household
