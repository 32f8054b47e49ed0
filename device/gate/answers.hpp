// SPDX-License-Identifier: Apache-2.0
// How gate answers: JSON, the errors of the contract, and the headers that every answer carries. Nothing here tells
// a version, a model or a software name (5.6-2).
#pragma once

#include "contracts/ipc/people.hpp"
#include "device/gate/body_fields.hpp"
#include "lib/codec/value.hpp"
#include "lib/net/http.hpp"

namespace cardea::gate {

net::HttpResponse json(int status, const Value& value);
net::HttpResponse nothing(int status);
net::HttpResponse refusal(int status, std::string_view error, std::string_view hint);
// 400 that names the field: {"error", "hint", "field"}.
net::HttpResponse refusal_of_field(const BodyObjection& objection);
net::HttpResponse wait(std::uint32_t seconds);
// What another process refused, or why it could not be asked.
net::HttpResponse refusal_for(const Error& error);

// `wrong`: what a wrong password is called here.
net::HttpResponse answer_for(const contract::SignInResult& result);
net::HttpResponse answer_for(const contract::PeopleResult& result);
void set_session_cookie(net::HttpResponse& response, const SecretBytes& token);
void clear_session_cookie(net::HttpResponse& response);

// Before it is sent, whatever it is.
void add_security_headers(net::HttpResponse& response, bool is_api);

}  // namespace cardea::gate
