// SPDX-License-Identifier: Apache-2.0
// The edge API of the associated service (contracts/http/service-api.md), asked over mutual TLS. What the service says is
// parsed here, bounded, and nowhere else.
#pragma once

#include <functional>
#include <memory>

#include "contracts/ipc/steward.hpp"
#include "contracts/ipc/updater.hpp"
#include "lib/codec/value.hpp"
#include "lib/net/http_client.hpp"

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

// The seconds of `retry-after` (RFC 9110 section 10.2.3); a date is refused, since our clock may be wrong.
Result<std::int64_t> parse_retry_after(std::string_view header);

// `bytes FIRST-LAST/TOTAL` (RFC 9110 section 14.4); returns TOTAL when FIRST is what was asked.
Result<std::uint64_t> parse_content_range(std::string_view header, std::uint64_t first);

class ServiceLink {
 public:
  ServiceLink(EventLoop& loop, ServiceAddress address, std::shared_ptr<net::TlsContext> tls)
      : loop_(loop), address_(std::move(address)), tls_(std::move(tls)) {}

  void check_in(const Value& body, std::function<void(Result<VisitAnswer>)> done);
  void send_telemetry(const contract::TelemetryBatch& batch, std::function<void(Status)> done);
  // At most `length` bytes of a repository file; `found` false when the service has none.
  void read_range(const std::string& path, std::uint64_t offset, std::uint32_t length, std::function<void(Result<contract::Piece>)> done);

 private:
  net::Exchange exchange_for(std::string method, std::string target) const;

  EventLoop& loop_;
  ServiceAddress address_;
  std::shared_ptr<net::TlsContext> tls_;
};

}  // namespace cardea::courier
