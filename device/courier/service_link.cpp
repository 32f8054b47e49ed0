// SPDX-License-Identifier: Apache-2.0
#include "device/courier/service_link.hpp"

#include "device/courier/repository_read.hpp"
#include "device/courier/service_refusal.hpp"
#include "lib/codec/cbor.hpp"
#include "lib/codec/json.hpp"

namespace cardea::courier {
namespace {

constexpr std::size_t kAnswerMax = 16 * 1024;

Result<VisitAnswer> visit_answer_of(const net::HttpResponse& response) {
  if (response.status == 200) return parse_visit_answer(response.body);
  if (response.status == 429 || response.status == 503) {
    const auto wait = parse_retry_after(response.header("retry-after"));
    if (wait) return VisitAnswer{.next_visit_s = *wait, .turned_away = true};
  }
  return refused_by_service(response.status);
}

}  // namespace

Result<ServiceAddress> parse_service_address(Bytes cbor) {
  TRY(const Value identity, parse_cbor(cbor));
  ServiceAddress address;
  TRY(address.address, identity.text("service_address"));
  TRY(address.name, identity.text("service_name"));
  TRY(const std::int64_t port, identity.integer("service_port"));
  if (port < 1 || port > 65535) return Error{Err::bad_value, "the service's port is out of range"};
  address.port = static_cast<std::uint16_t>(port);
  return address;
}

Result<VisitAnswer> parse_visit_answer(Bytes json) {
  TRY(const Value body, parse_json(json, Limits{kAnswerMax, 4, 64}));
  VisitAnswer answer;
  TRY(answer.next_visit_s, body.integer("next_visit_s"));
  TRY(answer.update_hint, body.flag("update_hint"));
  return answer;
}

net::Exchange ServiceLink::exchange_for(std::string method, std::string target) {
  net::Exchange exchange;
  exchange.method = std::move(method);
  exchange.target = std::move(target);
  exchange.limits.body_max = kAnswerMax;
  return exchange;
}

void ServiceLink::check_in(const Value& body, std::function<void(Result<VisitAnswer>)> done) {
  net::Exchange exchange = exchange_for("POST", "/v1/check-in");
  exchange.headers.emplace_back("content-type", "application/json");
  exchange.body = to_buffer(as_bytes(print_json(body)));
  origin_.fetch(std::move(exchange), [done = std::move(done)](Result<net::Fetched> fetched) {
    if (!fetched) return done(fetched.error());
    done(visit_answer_of(fetched->response));
  });
}

void ServiceLink::send_telemetry(const contract::TelemetryBatch& batch, std::function<void(Status)> done) {
  Value points{Value::Array{}};
  for (const auto& point : batch.points) {
    Value row;
    points.push(row.set("at", point.at_s).set("name", point.name).set("value", point.value));
  }
  Value body;
  body.set("points", std::move(points));
  net::Exchange exchange = exchange_for("POST", "/v1/telemetry");
  exchange.headers.emplace_back("content-type", "application/json");
  exchange.body = to_buffer(as_bytes(print_json(body)));
  origin_.fetch(std::move(exchange), [done = std::move(done)](Result<net::Fetched> fetched) {
    if (!fetched) return done(fetched.error());
    if (fetched->response.status != 204) return done(refused_by_service(fetched->response.status));
    done(kOk);
  });
}

void ServiceLink::read(contract::ReadRepository request, std::function<void(Result<contract::Piece>)> done) {
  auto good = RepositoryRead::of(std::move(request));
  if (!good) return done(good.error());
  const auto read = std::make_shared<RepositoryRead>(std::move(*good));
  net::Exchange exchange = exchange_for("GET", read->target());
  exchange.headers.emplace_back("range", read->range());
  exchange.limits.body_max = SIZE_MAX;  // the read has bounds of its own, which depend on the answer
  exchange.on_head = [read](const net::HttpResponse& head) { return read->take_head(head); };
  exchange.on_body = [read](Bytes bytes) { return read->take_body(bytes); };
  origin_.fetch(std::move(exchange),
                [read, done = std::move(done)](const Result<net::Fetched>& fetched) { done(read->piece(fetched)); });
}

}  // namespace cardea::courier
