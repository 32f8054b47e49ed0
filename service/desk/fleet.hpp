// SPDX-License-Identifier: Apache-2.0
// The operator's hands: a client of the operator API, and the commands `cardea service ...` and `cardea fleet ...` made of it.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "lib/codec/value.hpp"
#include "lib/net/http_client.hpp"

namespace cardea::service {

// Where the operator API is and who we are: the folder operators/NAME of a service, and its address.
struct OperatorDesk {
  std::string folder;
  std::string address;
  std::uint16_t port = 0;
};

class FleetClient {
 public:
  static Outcome<FleetClient> open(const OperatorDesk& desk);

  // An answer of 2xx as JSON; anything else becomes a Problem with the service's own words.
  Outcome<Value> get(const std::string& target);
  Outcome<Value> post(const std::string& target, const Value& body);
  Outcome<Value> put(const std::string& target, Bytes body);
  Outcome<Value> put_json(const std::string& target, const Value& body);

 private:
  FleetClient(OperatorDesk desk, std::shared_ptr<net::TlsContext> tls) : desk_(std::move(desk)), tls_(std::move(tls)) {}
  Outcome<Value> exchange(std::string method, const std::string& target, Buffer body, const char* content_type);

  OperatorDesk desk_;
  std::shared_ptr<net::TlsContext> tls_;
};

int service_main(std::span<const std::string> arguments);  // cardea service init ...
int fleet_main(std::span<const std::string>
                   arguments);  // cardea fleet devices|register|hint|block|unblock|label|model|telemetry|anomalies|audit
int rollout_main(std::span<const std::string> arguments);  // cardea rollout dry-run|start|list|status|pause|resume|stop|audit

}  // namespace cardea::service
