// SPDX-License-Identifier: Apache-2.0
#include "device/gate/answers.hpp"

#include "lib/codec/json.hpp"

namespace cardea::gate {

using contract::SignInOutcome;
using net::HttpResponse;

HttpResponse json(int status, const Value& value) {
  std::string text = print_json(value);
  HttpResponse response = HttpResponse::of(status, "application/json", text);
  wipe(text);
  return response;
}

HttpResponse nothing(int status) {
  HttpResponse response;
  response.status = status;
  return response;
}

HttpResponse refusal(int status, std::string_view error, std::string_view hint) {
  Value body;
  body.set("error", error).set("hint", hint);
  return json(status, body);
}

HttpResponse refusal_of_field(const BodyObjection& objection) {
  Value body;
  body.set("error", objection.error).set("hint", objection.hint);
  body.set("field", objection.field.empty() ? Value() : Value(objection.field));
  return json(400, body);
}

HttpResponse wait(std::uint32_t seconds) {
  HttpResponse response = refusal(429, "Too many attempts.", "Wait " + std::to_string(seconds) + " s, then try again.");
  response.headers.emplace_back("retry-after", std::to_string(seconds));
  return response;
}

HttpResponse refusal_for(const Error& error) {
  switch (error.code) {
    case Err::unauthentic: return refusal(401, "You are not signed in.", "Sign in and try again.");
    case Err::refused: return refusal(403, "This needs the administrator.", "Sign in as the administrator of this device.");
    case Err::bad_value: return refusal(400, "A value is out of bounds.", "Check what you entered.");
    case Err::io:
    case Err::exhausted:
      return refusal(507, "The device cannot store this now.", "Nothing was changed. Its storage may be full.");
    case Err::unavailable:
      return refusal(503, "A part of the device does not answer.", "Nothing was changed. Try again in a moment.");
    default: return refusal(500, "The device could not do this.", "Nothing was changed. The device's log says why.");
  }
}

// The password was right, and is not enough: `needs` says what else to send.
static HttpResponse one_more(std::string_view needs, std::string_view error, std::string_view hint) {
  Value body;
  body.set("error", error).set("hint", hint).set("needs", needs);
  return json(401, body);
}

HttpResponse answer_for(const contract::SignInResult& result) {
  switch (result.outcome) {
    case SignInOutcome::wrong: return refusal(401, "Name or password is wrong.", "Check both and try again.");
    case SignInOutcome::wait: return wait(result.retry_after_s);
    case SignInOutcome::weak_password: return refusal(422, result.detail, "A few unrelated words make a good password.");
    case SignInOutcome::not_in_this_state:
      return refusal(409, "The device is not in the state for this.", "Load the page again.");
    case SignInOutcome::code_needed:
      return one_more("code", "A code is needed.", "Enter the code that your app shows, or a recovery code.");
    case SignInOutcome::must_change:
      return one_more("new_password", "This password was chosen by somebody else.", "Set one of your own to sign in.");
    case SignInOutcome::ok: break;
  }
  Value body;
  body.set("token", as_text(result.token.expose_secret()));
  HttpResponse response = json(200, body);
  set_session_cookie(response, result.token);
  return response;
}

HttpResponse answer_for(const contract::PeopleResult& result) {
  using contract::PeopleOutcome;
  switch (result.outcome) {
    case PeopleOutcome::ok: return nothing(204);
    case PeopleOutcome::weak_password: return refusal(422, result.detail, "A few unrelated words make a good password.");
    case PeopleOutcome::bad_name:
      return refusal(422, "A name is made of a-z, 0-9, dot, underscore and hyphen.", "It has 1 to 32 characters.");
    case PeopleOutcome::name_taken: return refusal(409, "This name is taken.", "Choose another one.");
    case PeopleOutcome::too_many: return refusal(409, "The device has as many accounts as it may hold.", "Remove one first.");
    case PeopleOutcome::no_such_person: return refusal(404, "There is no such account.", "Load the list again.");
    case PeopleOutcome::last_administrator:
      return refusal(409, "This is the last administrator of the device.", "Make somebody else administrator first.");
    case PeopleOutcome::for_people_only:
      return refusal(409, "A program has a key and no password, and is never administrator.", "Remove it, and let it in anew.");
  }
  return nothing(500);
}

void set_session_cookie(HttpResponse& response, const SecretBytes& token) {
  std::string cookie = "session=";
  cookie.append(as_text(token.expose_secret())).append("; Path=/; HttpOnly; Secure; SameSite=Strict");
  response.headers.emplace_back("set-cookie", std::move(cookie));
}

void clear_session_cookie(HttpResponse& response) {
  response.headers.emplace_back("set-cookie", "session=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict");
}

//= EN303645 5.6-2
void add_security_headers(HttpResponse& response, bool is_api) {
  response.headers.emplace_back("content-security-policy",
                                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
                                "form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
                                "require-trusted-types-for 'script'; trusted-types 'none'");
  response.headers.emplace_back("x-content-type-options", "nosniff");
  response.headers.emplace_back("referrer-policy", "no-referrer");
  response.headers.emplace_back("x-frame-options", "DENY");
  response.headers.emplace_back("cross-origin-opener-policy", "same-origin");
  response.headers.emplace_back("cross-origin-resource-policy", "same-origin");
  response.headers.emplace_back("strict-transport-security", "max-age=31536000");
  response.headers.emplace_back("cache-control", is_api ? "no-store" : "no-cache");
}

}  // namespace cardea::gate
