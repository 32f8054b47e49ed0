// SPDX-License-Identifier: Apache-2.0
#include "device/courier/service_link.hpp"

#include <algorithm>
#include <charconv>

#include "device/courier/schedule.hpp"
#include "lib/codec/cbor.hpp"
#include "lib/codec/json.hpp"

namespace cardea::courier {
namespace {

constexpr std::size_t kAnswerMax = 16 * 1024;

Error refused_by_service(int status) {
  switch (status) {
    case 401:
    case 403: return Error{Err::refused, "the service refuses this device"};
    case 413:
    case 422: return Error{Err::bad_value, "the service does not accept what was sent"};
    default: return Error{Err::unavailable, "the service has a problem of its own"};
  }
}

Result<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return Error{Err::bad_value, "the service sent a range that is no number"};
  return value;
}

// In a staged roll-out the service gives a release to one device after another: "not yet" is an answer, not a fault of the service.
//= EN303645 5.9-3
std::optional<std::uint32_t> wait_for_turn_s(const net::HttpResponse& response) {
  if (response.status != 429) return std::nullopt;
  const auto wait = parse_retry_after(response.header("retry-after"));
  if (!wait) return std::nullopt;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(*wait, 1, kHintMax_s));
}

Result<contract::Piece> piece_of(net::HttpResponse response, std::uint64_t offset, std::uint32_t length) {
  contract::Piece piece;
  if (response.status == 404) return piece;
  piece.found = true;
  if (response.status == 416) return piece;  // the end of the file
  if (response.status != 206) return refused_by_service(response.status);
  TRY(piece.total, parse_content_range(response.header("content-range"), offset));
  if (response.body.size() > length) return Error{Err::too_large, "the service sent more than was asked for"};
  piece.bytes = std::move(response.body);
  return piece;
}

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

Result<std::uint64_t> parse_content_range(std::string_view header, std::uint64_t first) {
  const std::string start = "bytes " + std::to_string(first) + "-";
  const std::size_t slash = header.find('/');
  if (!header.starts_with(start) || slash == std::string_view::npos) return Error{Err::bad_value, "the service sent another range than was asked for"};
  return number(header.substr(slash + 1));
}

Result<std::int64_t> parse_retry_after(std::string_view header) {
  std::uint32_t seconds = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  if (end != header.data() + header.size() || header.empty()) return Error{Err::bad_value, "the service's wait is no number of seconds"};
  if (error == std::errc::result_out_of_range) return std::int64_t{UINT32_MAX};  // digits alone, and too many: the bound cuts it
  if (error != std::errc{}) return Error{Err::bad_value, "the service's wait is no number of seconds"};
  return std::int64_t{seconds};
}

net::Exchange ServiceLink::exchange_for(std::string method, std::string target) const {
  net::Exchange exchange;
  exchange.address = address_.address;
  exchange.port = address_.port;
  exchange.host = address_.name;
  exchange.method = std::move(method);
  exchange.target = std::move(target);
  exchange.limits.body_max = kAnswerMax;
  return exchange;
}

void ServiceLink::check_in(const Value& body, std::function<void(Result<VisitAnswer>)> done) {
  net::Exchange exchange = exchange_for("POST", "/v1/check-in");
  exchange.headers.emplace_back("content-type", "application/json");
  exchange.body = to_buffer(as_bytes(print_json(body)));
  net::fetch(loop_, tls_, std::move(exchange), [done = std::move(done)](Result<net::Fetched> fetched) {
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
  net::fetch(loop_, tls_, std::move(exchange), [done = std::move(done)](Result<net::Fetched> fetched) {
    if (!fetched) return done(fetched.error());
    if (fetched->response.status != 204) return done(refused_by_service(fetched->response.status));
    done(kOk);
  });
}

void ServiceLink::read_range(const std::string& path, std::uint64_t offset, std::uint32_t length, std::function<void(Result<contract::Piece>)> done) {
  net::Exchange exchange = exchange_for("GET", "/v1/repository/" + path);
  exchange.headers.emplace_back("range", "bytes=" + std::to_string(offset) + "-" + std::to_string(offset + length - 1));
  exchange.limits.body_max = std::max<std::size_t>(length, kAnswerMax);
  const bool of_release = path.starts_with("targets/");  // metadata is everybody's turn
  net::fetch(loop_, tls_, std::move(exchange), [done = std::move(done), offset, length, of_release](Result<net::Fetched> fetched) {
    if (!fetched) return done(fetched.error());
    const auto wait_s = of_release ? wait_for_turn_s(fetched->response) : std::nullopt;
    if (wait_s) return done(contract::Piece{true, 0, {}, *wait_s});
    done(piece_of(std::move(fetched->response), offset, length));
  });
}

}  // namespace cardea::courier
