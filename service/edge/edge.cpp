// SPDX-License-Identifier: Apache-2.0
#include "service/edge/edge.hpp"

#include <algorithm>

#include "lib/base/log.hpp"
#include "lib/base/time.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/crypto/x509.hpp"
#include "service/telemetry/intake.hpp"
#include "service/telemetry/refusals.hpp"

namespace cardea::service {
namespace {

constexpr std::size_t kTextMax = 200;

// A text member, or empty when it is absent; longer than its bound is an error.
Result<std::string> short_text(const Value& body, std::string_view key) {
  const Value* member = body.find(key);
  if (member == nullptr) return std::string{};
  if (member->if_text() == nullptr) return Error{Err::bad_value, "a member of the check-in is no text"};
  if (member->if_text()->size() > kTextMax) return Error{Err::too_large, "a text of the check-in is too long"};
  return *member->if_text();
}

Result<CheckIn> parse_check_in(const Value& body) {
  CheckIn visit;
  TRY(visit.state, short_text(body, "state"));
  TRY(visit.version, short_text(body, "version"));
  if (const Value* update = body.find("update"); update != nullptr) {
    TRY(visit.update.phase, short_text(*update, "phase"));
    TRY(visit.update.last_result, short_text(*update, "last_result"));
    TRY(visit.update.last_version, short_text(*update, "last_version"));
    TRY(visit.update.last_reason, short_text(*update, "last_reason"));
  }
  return visit;
}

std::uint32_t random_u32() {
  std::array<std::uint8_t, 4> raw{};
  crypto::random_bytes(raw);
  return static_cast<std::uint32_t>(raw[0]) << 24 | static_cast<std::uint32_t>(raw[1]) << 16 | static_cast<std::uint32_t>(raw[2]) << 8 | raw[3];
}

Result<net::HttpResponse> check_in(EdgeWorld& world, const Call& call) {
  TRY(const Value body, json_body(call.request));
  TRY(CheckIn visit, parse_check_in(body));
  TRY(Device device, world.store.device_by_key(call.who));
  device.version = visit.version;
  TRY_(world.rollouts.note(member_of(device),
                           {visit.version, visit.update.phase, visit.update.last_result, visit.update.last_version}));
  TRY(const Turn turn, world.rollouts.turn_of(member_of(device)));
  visit.at_s = world.clock.wall_s();
  const std::uint32_t next = next_visit_s(world.visits, turn);
  visit.next_visit_s = visit.at_s + next;
  TRY_(note_refusal(world.store, device, visit));
  TRY(const bool hinted, world.store.check_in(call.who, visit));
  const bool hint = hinted || turn.now;
  Value answer;
  answer.set("next_visit_s", next).set("update_hint", hint).set("time", to_rfc3339(visit.at_s));
  return json_response(200, answer);
}

// A service that is asked for more than it can do says so before it works, and gives each device another time to come again.
//= EN303645 5.9-3
void check_in_in_turn(EdgeWorld& world, const Call& call, net::Responder responder) {
  if (const auto wait_s = world.governor.wait_s(world.clock.monotonic_ms()); wait_s) {
    auto busy = error_response(503, "the service has no time now");
    busy.headers.emplace_back("retry-after", std::to_string(*wait_s));
    return responder.send(std::move(busy));
  }
  auto response = check_in(world, call);
  responder.send(response ? std::move(*response) : error_response(response.error()));
}

Result<net::HttpResponse> take_telemetry(EdgeWorld& world, const Call& call) {
  TRY(const Value body, json_body(call.request));
  TRY(const auto points, parse_points(body));
  TRY(const Device device, world.store.device_by_key(call.who));
  TRY(const Buffer stored, world.store.policy(device.model));
  TRY(const product::ProductPolicy policy, product::parse_policy(stored));
  TRY_(check_points(policy, points));
  TRY_(world.store.add_telemetry(call.who, points));
  return net::HttpResponse{204, {}, {}};
}

using Answer = Result<net::HttpResponse> (*)(EdgeWorld&, const Call&);

Handler answer_with(EdgeWorld& world, Answer answer) {
  return [&world, answer](Call call, net::Responder responder) {
    auto response = answer(world, call);
    responder.send(response ? std::move(*response) : error_response(response.error()));
  };
}

Router edge_routes(EdgeWorld& world, std::vector<Route> more) {
  std::vector<Route> routes{
      {"POST", "/v1/check-in", [&world](Call call, net::Responder r) { check_in_in_turn(world, call, std::move(r)); }},
      {"POST", "/v1/telemetry", answer_with(world, take_telemetry)},
      {"GET", "/v1/repository/metadata/*",
       [&world](Call call, net::Responder r) {
         send_repository_file(call.request, world.repository.metadata(call.segments[0]), std::move(r));
       }},
      {"GET", "/v1/repository/targets/*",
       [&world](Call call, net::Responder r) { send_release_file(world, call, call.segments[0], std::move(r)); }},
  };
  for (Route& route : more) routes.push_back(std::move(route));
  return Router(std::move(routes));
}

// TLS has proven that the certificate is from a factory CA of ours; the registry says whether we know it and want it.
Result<std::string> admitted_device(EdgeWorld& world, const net::HttpRequest& request) {
  TRY(const auto certificate, crypto::parse_certificate_der(as_bytes(request.peer_certificate)));
  const auto device = world.store.device_by_key(certificate.spki_sha256_hex);
  if (!device) return Error{Err::refused, "this device is not registered"};
  if (device->blocked) return Error{Err::refused, "this device is blocked by the operator"};
  return certificate.spki_sha256_hex;
}

}  // namespace

std::uint32_t next_visit_s(const VisitPlan& plan, std::uint32_t random) {
  const std::uint32_t base = std::max<std::uint32_t>(plan.base_s, 2);
  return base / 2 + random % base;
}

std::uint32_t next_visit_s(const VisitPlan& plan, const Turn& turn) {
  const std::uint32_t ordinary = next_visit_s(plan, random_u32());
  if (!turn.wait_s) return ordinary;
  return std::clamp<std::uint32_t>(*turn.wait_s, 1, ordinary);
}

Member member_of(const Device& device) {
  return {device.spki, device.model, device.version, device.label};
}

net::HttpServer::Handler edge_handler(EdgeWorld& world, std::vector<Route> more) {
  return [&world, router = edge_routes(world, std::move(more))](net::HttpRequest request, net::Responder responder) {
    auto device = admitted_device(world, request);
    if (!device) {
      log::warn(std::string("edge: refused a client: ") + device.error().what);
      return responder.send(error_response(device.error()));
    }
    router.dispatch(Call{std::move(request), {}, std::move(*device)}, std::move(responder));
  };
}

void send_release_file(EdgeWorld& world, const Call& call, const std::string& file, net::Responder responder) {
  const auto device = world.store.device_by_key(call.who);
  if (!device) return responder.send(error_response(device.error()));
  const auto turn = world.rollouts.may_take(member_of(*device), file);
  if (!turn) return responder.send(error_response(turn.error()));
  if (turn->now) return send_repository_file(call.request, world.repository.target(file), std::move(responder));
  auto later = error_response(429, "it is not this device's turn for this release");
  later.headers.emplace_back("retry-after", std::to_string(next_visit_s(world.visits, *turn)));
  responder.send(std::move(later));
}

void send_repository_file(const net::HttpRequest& request, Result<UpdateRepository::File> file, net::Responder responder) {
  if (!file) return responder.send(error_response(file.error()));
  net::HttpResponse head = net::HttpResponse::of(200, "application/octet-stream", "");
  ByteRange range{0, file->size};
  if (const auto wanted = request.header("range"); !wanted.empty()) {
    auto parsed = parse_range(wanted, file->size);
    if (!parsed) {
      auto refusal = error_response(416, parsed.error().what);
      refusal.headers.emplace_back("content-range", "bytes */" + std::to_string(file->size));
      return responder.send(std::move(refusal));
    }
    range = *parsed;
    head.status = 206;
    head.headers.emplace_back("content-range", "bytes " + std::to_string(range.first) + "-" + std::to_string(range.first + range.length - 1) + "/" +
                                                   std::to_string(file->size));
  }
  responder.send_file(std::move(head), std::move(file->fd), range.first, range.length);
}

}  // namespace cardea::service
