// SPDX-License-Identifier: Apache-2.0
// Sign-in and functions over HTTP: a body with the values, or the values with each request (Basic, Digest); a token, or a cookie.
#include <algorithm>
#include <charconv>

#include "assess/probes/patterns.hpp"
#include "assess/probes/surface.hpp"
#include "assess/wire/digest.hpp"
#include "lib/codec/json.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

constexpr std::int64_t kRetryAfterMax = 24 * 3600;

std::int64_t seconds_in(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failure != std::errc{} || end != text.data() + text.size()) return 0;
  return std::clamp<std::int64_t>(seconds, 0, kRetryAfterMax);
}

SecretBytes cookie_in(const HttpReply& reply, const std::string& name) {
  for (const auto& [header, value] : reply.headers) {
    if (header != "set-cookie" || !value.starts_with(name + "=")) continue;
    const std::string_view rest = std::string_view(value).substr(name.size() + 1);
    return SecretBytes(rest.substr(0, rest.find(';')));
  }
  return {};
}

SecretBytes basic_token(std::string_view name, const SecretBytes& password) {
  WipedBuffer pair;
  for (const Bytes part : {as_bytes(name), as_bytes(":"), password.expose_secret()})
    pair.insert(pair.end(), part.begin(), part.end());
  std::string encoded = to_base64(pair);
  SecretBytes token{std::string_view(encoded)};
  wipe(encoded);
  return token;
}

SecretBytes token_in(const HttpReply& reply, const SignIn& how) {
  if (!how.cookie.empty()) return cookie_in(reply, how.cookie);
  if (how.token.empty()) return {};
  const auto body = parse_json(reply.body);
  const Value* token = body ? at_pointer(*body, how.token) : nullptr;
  return token != nullptr && token->if_text() != nullptr ? SecretBytes(std::string_view(*token->if_text())) : SecretBytes{};
}

// Some surfaces answer every attempt with the same status, and say in words or by a place how it went.
bool says(const HttpReply& reply, const std::string& text) {
  return contains_ignoring_case(as_text(reply.body), text) || contains_ignoring_case(reply.header("location"), text);
}

void read_words(const SignIn& how, const HttpReply& reply, SignInAnswer& answer) {
  if (!answer.accepted) return;
  const bool lacks = !how.accepted_text.empty() && !says(reply, how.accepted_text);
  const bool denies = !how.refused_text.empty() && says(reply, how.refused_text);
  if (!lacks && !denies) return;
  answer.accepted = false;
  answer.refused = true;
}

const char* content_type(bool form) {
  return form ? "application/x-www-form-urlencoded" : "application/json";
}

HttpAsk ask_for_sign_in(const SignIn& how, std::string_view name, const SecretBytes& password) {
  HttpAsk ask;
  ask.method = how.method;
  ask.target = how.path;
  if (how.kind == SignInKind::json || how.kind == SignInKind::form) {
    ask.headers.emplace_back("content-type", content_type(how.kind == SignInKind::form));
    ask.body = fill_body(how, name, password);
  }
  if (how.kind == SignInKind::basic) ask.authorization = fill_authorization(how, basic_token(name, password));
  return ask;
}

// The target challenges first; what answers it fits this one request.
Result<HttpReply> exchange_with_digest(const Door& door, HttpAsk& ask, std::string_view name, const SecretBytes& password) {
  TRY(HttpReply first, exchange(door, ask));
  const auto challenge = parse_digest_challenge(first.header("www-authenticate"));
  if (first.status != 401 || !challenge) return first;
  TRY(ask.authorization, answer_digest(*challenge, {ask.method, ask.target, name}, password, to_hex(crypto::random_buffer(8))));
  return exchange(door, ask);
}

Result<HttpReply> exchange_as(const Bench& bench, const Door& door, HttpAsk& ask, const Asker& who) {
  if (bench.driver.sign_in.kind == SignInKind::digest && !who.name.empty())
    return exchange_with_digest(door, ask, who.name, who.password);
  show(bench.driver.sign_in, who, ask);
  return exchange(door, ask);
}

}  // namespace

std::string signature_of(const Result<HttpReply>& reply) {
  if (!reply) return "none";
  if (reply->status == 401) return "401";
  return std::to_string(reply->status) + " " + to_hex(crypto::sha256(reply->body));
}

std::string absent_beside(const std::string& path) {
  return path.substr(0, path.rfind('/') + 1) + "absent-" + to_hex(crypto::random_buffer(6));
}

void show(const SignIn& sign_in, const Asker& who, HttpAsk& ask) {
  ask.authorization = who.authorization.clone();
  ask.authorization_header = sign_in.header;
}

Result<SignInAnswer> sign_in_by_http(const Bench& bench, std::string_view name, const SecretBytes& password,
                                     const std::string& source) {
  const SignIn& how = bench.driver.sign_in;
  Door door = bench.door();
  door.endpoint.source = source;
  HttpAsk ask = ask_for_sign_in(how, name, password);
  auto reply = how.kind == SignInKind::digest ? exchange_with_digest(door, ask, name, password) : exchange(door, ask);
  if (!reply && reply.error().code == Err::unauthentic) return reply.error();
  if (!reply) return SignInAnswer{};  // no answer is an answer: status 0
  SignInAnswer answer = read_answer(how, reply->status);
  read_words(how, *reply, answer);
  answer.retry_after_s = seconds_in(reply->header("retry-after"));
  if (answer.accepted) answer.token = how.kind == SignInKind::basic ? basic_token(name, password) : token_in(*reply, how);
  if (answer.retry_after_s > 0) answer.refused = false;
  explicit_bzero(reply->body.data(), reply->body.size());
  return answer;
}

Result<HttpReply> ask_by_http(const Bench& bench, const Asked& asked, const Asker& who) {
  HttpAsk ask;
  ask.method = asked.method;
  ask.target = asked.path;
  ask.body = asked.body.clone();
  if (!asked.body.empty()) ask.headers.emplace_back("content-type", content_type(asked.form));
  auto reply = exchange_as(bench, bench.door(), ask, who);
  const std::string_view echo =
      reply && !asked.echo.empty() && reply->status >= 400 ? reply->header(asked.echo) : std::string_view{};
  if (echo.empty()) return reply;
  ask.headers.emplace_back(asked.echo, std::string(echo));
  return exchange_as(bench, bench.door(), ask, who);
}

}  // namespace cardea::assess
