// SPDX-License-Identifier: Apache-2.0
// A request on its way through gate, with the right to answer it once. Wipes what it carried.
#pragma once

#include "device/gate/answers.hpp"
#include "device/gate/credential.hpp"
#include "device/gate/routes.hpp"
#include "lib/net/http_server.hpp"

namespace cardea::gate {

struct Visit {
  Visit(net::HttpRequest request_in, net::Responder responder_in)
      : request(std::move(request_in)),
        responder(std::move(responder_in)) {}
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;
  ~Visit() { wipe_secrets(request); }

  void answer(net::HttpResponse response) {
    add_security_headers(response, request.path.starts_with("/api/"));
    responder.send(std::move(response));
  }
  void malformed(const Error& error) { answer(refusal(400, error.what, "See the device's local API.")); }

  net::HttpRequest request;
  net::Responder responder;
  const Route* route = nullptr;
  SecretBytes token;
  contract::Session session;  // whose token it is, where the route asks for one
};

}  // namespace cardea::gate
