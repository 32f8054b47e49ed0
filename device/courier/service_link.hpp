// SPDX-License-Identifier: Apache-2.0
// The edge API of the associated service (contracts/http/service-api.md), asked over mutual TLS, one exchange after another
// over one connection. What the service says is parsed here and in repository_read, bounded, and nowhere else.
#pragma once

#include <functional>
#include <memory>

#include "contracts/ipc/steward.hpp"
#include "contracts/ipc/updater.hpp"
#include "lib/codec/value.hpp"
#include "lib/net/http_origin.hpp"

namespace cardea::courier {

struct ServiceAddress {
  std::string address;
  std::uint16_t port = 0;
  std::string name;  // in the service's certificate
};

// DEVICE/identity/device.cbor.
Result<ServiceAddress> parse_service_address(Bytes cbor);

struct VisitAnswer {
  std::int64_t next_visit_s = 0;
  bool update_hint = false;
  bool turned_away = false;  // the service is too busy to take the visit, and says when to come again
};
Result<VisitAnswer> parse_visit_answer(Bytes json);

class ServiceLink {
 public:
  ServiceLink(EventLoop& loop, const ServiceAddress& address, std::shared_ptr<net::TlsContext> tls)
      : origin_(loop, std::move(tls), {address.address, address.port, address.name}) {}

  void check_in(const Value& body, std::function<void(Result<VisitAnswer>)> done);
  void send_telemetry(const contract::TelemetryBatch& batch, std::function<void(Status)> done);
  // Exactly that piece of a repository file, or what is left of it; `found` false when the service has none.
  void read(contract::ReadRepository request, std::function<void(Result<contract::Piece>)> done);

 private:
  static net::Exchange exchange_for(std::string method, std::string target);

  net::HttpOrigin origin_;
};

}  // namespace cardea::courier
