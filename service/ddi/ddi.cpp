// SPDX-License-Identifier: Apache-2.0
#include "service/ddi/ddi.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "service/ddi/messages.hpp"
#include "service/ddi/sha1.hpp"

namespace cardea::service {
namespace {

using Response = Result<net::HttpResponse>;

constexpr std::size_t kDigestsMax = 256;  // artifacts whose SHA-1 is remembered
constexpr std::string_view kState = "initialized";
const Error kNothing{Err::not_found, "there is nothing at this path"};

struct Ddi {
  EdgeWorld& world;
  std::map<std::string, std::string> sha1;  // by file, which is named by its content
};

// A request of a device that is who it says.
struct Visit {
  Ddi& ddi;
  const Call& call;
  Device device;

  EdgeWorld& world() const { return ddi.world; }
  Member member() const { return member_of(device); }
  // Absolute, as the client reached us: it is shown to nobody else.
  std::string link(const std::string& below) const {
    return "https://" + std::string(call.request.header("host")) + "/" + std::string(kDdiTenant) + "/controller/v1/" +
           device.serial + below;
  }
};

bool is_host(std::string_view host) {
  return !host.empty() && host.size() <= 255 && std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == ':' ||
           c == '[' || c == ']';
  });
}

Value href(const std::string& where) {
  Value link;
  return link.set("href", where);
}

std::string sleep_text(std::uint32_t seconds) {
  const std::uint32_t s = std::clamp<std::uint32_t>(seconds, 1, 86'399);
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%02u:%02u:%02u", s / 3600, s / 60 % 60, s % 60);
  return text.data();
}

CheckIn unchanged(const Device& device) {
  return {device.state.empty() ? std::string(kState) : device.state, device.version, device.update, 0, 0};
}

Status remember(const Visit& visit, CheckIn at, std::uint32_t next_s) {
  at.at_s = visit.world().clock.wall_s();
  at.next_visit_s = at.at_s + next_s;
  const auto stored = visit.world().store.check_in(visit.device.spki, at);
  if (!stored) return stored.error();
  return kOk;
}

Response poll(const Visit& visit) {
  TRY(const Turn turn, visit.world().rollouts.turn_of(visit.member()));
  TRY(const auto taken_back, visit.world().rollouts.taken_back(visit.member()));
  const std::uint32_t next = next_visit_s(visit.world().visits, turn);
  TRY_(remember(visit, unchanged(visit.device), next));
  Value links{Value::Map{}};
  if (turn.now) links.set("deploymentBase", href(visit.link("/deploymentBase/" + std::to_string(turn.rollout))));
  if (taken_back) links.set("cancelAction", href(visit.link("/cancelAction/" + std::to_string(*taken_back))));
  if (visit.device.version.empty()) links.set("configData", href(visit.link("/configData")));
  Value polling, config, answer;
  config.set("polling", polling.set("sleep", sleep_text(next)));
  return json_response(200, answer.set("config", std::move(config)).set("_links", std::move(links)));
}

Result<std::uint32_t> action_of(const Visit& visit) {
  const std::string& text = visit.call.segments.at(1);
  std::uint32_t id = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (error != std::errc{} || end != text.data() + text.size()) return kNothing;
  return id;
}

Result<std::string> sha1_of(Ddi& ddi, const std::string& file, int fd) {
  if (const auto known = ddi.sha1.find(file); known != ddi.sha1.end()) return known->second;
  TRY(std::string digest, sha1_hex_of_file(fd));
  if (ddi.sha1.size() >= kDigestsMax) ddi.sha1.clear();
  ddi.sha1.emplace(file, digest);
  return digest;
}

Result<Value> describe_artifact(const Visit& visit, const std::string& file) {
  TRY(const auto opened, visit.world().repository.target(file));
  Value hashes, links, artifact;
  TRY(const std::string sha1, sha1_of(visit.ddi, file, opened.fd.get()));
  hashes.set("sha1", sha1).set("sha256", file.substr(0, file.find('.')));  // the repository took the file under its SHA-256 only
  const Value where = href(visit.link("/softwaremodules/1/artifacts/" + file));
  links.set("download", where).set("download-http", where);
  artifact.set("filename", file.substr(file.find('.') + 1)).set("size", static_cast<std::int64_t>(opened.size));
  return artifact.set("hashes", std::move(hashes)).set("_links", std::move(links));
}

Response deployment(const Visit& visit) {
  TRY(const std::uint32_t action, action_of(visit));
  TRY(const Turn turn, visit.world().rollouts.turn_of(visit.member()));
  if (!turn.now || turn.rollout != action) return kNothing;
  const Plan& plan = visit.world().rollouts.find(action)->plan;
  TRY(Value artifact, describe_artifact(visit, visit.world().rollouts.artifact_of(plan)));
  Value artifacts{Value::Array{}}, chunks{Value::Array{}};
  Value chunk, deployment, answer;
  artifacts.push(std::move(artifact));
  chunk.set("part", "os").set("name", plan.model).set("version", plan.version).set("artifacts", std::move(artifacts));
  chunks.push(std::move(chunk));
  deployment.set("download", "forced").set("update", "forced").set("chunks", std::move(chunks));
  return json_response(200, answer.set("id", std::to_string(action)).set("deployment", std::move(deployment)));
}

DeviceEvent event_of(DdiOutcome outcome) {
  if (outcome == DdiOutcome::succeeded) return DeviceEvent::confirms;
  return outcome == DdiOutcome::failed ? DeviceEvent::fails : DeviceEvent::gives_up;
}

Response deployment_feedback(const Visit& visit) {
  TRY(const std::uint32_t action, action_of(visit));
  TRY(const DdiFeedback feedback, parse_ddi_feedback(visit.call.request.body));
  const Rollout* rollout = visit.world().rollouts.find(action);
  if (rollout == nullptr) return kNothing;
  if (feedback.outcome == DdiOutcome::proceeding) return json_response(200, Value(Value::Map{}));
  const bool good = feedback.outcome == DdiOutcome::succeeded;
  const std::string release = rollout->plan.version;
  TRY_(visit.world().rollouts.note(action, visit.device.spki, event_of(feedback.outcome)));
  CheckIn after = unchanged(visit.device);
  if (good) after.version = release;
  after.update = {"idle", good ? "succeeded" : "failed", release, feedback.detail};
  TRY_(remember(visit, after, next_visit_s(visit.world().visits, Turn{})));
  return json_response(200, Value(Value::Map{}));
}

Response cancel(const Visit& visit) {
  TRY(const std::uint32_t action, action_of(visit));
  TRY(const auto taken_back, visit.world().rollouts.taken_back(visit.member()));
  if (!taken_back || *taken_back != action) return kNothing;
  Value stop, answer;
  stop.set("stopId", std::to_string(action));
  return json_response(200, answer.set("id", std::to_string(action)).set("cancelAction", std::move(stop)));
}

// Cancelled, or too late and installed already: the client says which.
Response cancel_feedback(const Visit& visit) {
  TRY(const std::uint32_t action, action_of(visit));
  TRY(const DdiFeedback feedback, parse_ddi_feedback(visit.call.request.body));
  const bool let_go = feedback.outcome == DdiOutcome::succeeded || feedback.outcome == DdiOutcome::cancelled;
  if (let_go) {
    TRY_(visit.world().rollouts.note(action, visit.device.spki, DeviceEvent::gives_up));
  }
  return json_response(200, Value(Value::Map{}));
}

Response config_data(const Visit& visit) {
  CheckIn after = unchanged(visit.device);
  TRY(const std::string version, parse_ddi_version(visit.call.request.body));
  if (!version.empty()) after.version = version;
  TRY_(remember(visit, after, next_visit_s(visit.world().visits, Turn{})));
  return json_response(200, Value(Value::Map{}));
}

// The registry's serial number is the last word of the certificate's common name, so both name the same device.
Result<Visit> visit_of(Ddi& ddi, const Call& call) {
  TRY(Device device, ddi.world.store.device_by_key(call.who));
  const std::string& id = call.segments.at(0);
  if (id != device.serial && id != device.model + " " + device.serial) return kNothing;
  if (!is_host(call.request.header("host"))) return Error{Err::bad_value, "a request names its host"};
  if (call.request.body.size() > kDdiBodyMax) return Error{Err::too_large, "the body is too large"};
  return Visit{ddi, call, std::move(device)};
}

using Answer = Response (*)(const Visit&);

Handler answer_with(std::shared_ptr<Ddi> ddi, Answer answer) {
  return [ddi = std::move(ddi), answer](Call call, net::Responder responder) {
    const auto visit = visit_of(*ddi, call);
    auto response = visit ? answer(*visit) : Response(visit.error());
    responder.send(response ? std::move(*response) : error_response(response.error()));
  };
}

// A poll costs a commit, so it waits in the same line as the visits of our own devices.
Handler in_turn(std::shared_ptr<Ddi> ddi, Answer answer) {
  return [ddi, handler = answer_with(ddi, answer)](Call call, net::Responder responder) {
    const auto wait_s = ddi->world.governor.wait_s(ddi->world.clock.monotonic_ms());
    if (!wait_s) return handler(std::move(call), std::move(responder));
    auto busy = error_response(503, "the service has no time now");
    busy.headers.emplace_back("retry-after", std::to_string(*wait_s));
    responder.send(std::move(busy));
  };
}

void send_artifact(Ddi& ddi, const Call& call, net::Responder responder) {
  const auto visit = visit_of(ddi, call);
  if (!visit) return responder.send(error_response(visit.error()));
  send_release_file(ddi.world, call, call.segments.at(2), std::move(responder));
}

}  // namespace

std::vector<Route> ddi_routes(EdgeWorld& world) {
  const auto ddi = std::make_shared<Ddi>(Ddi{world, {}});
  const std::string base = "/" + std::string(kDdiTenant) + "/controller/v1/*";
  return {
      {"GET", base, in_turn(ddi, poll)},
      {"GET", base + "/deploymentBase/*", answer_with(ddi, deployment)},
      {"POST", base + "/deploymentBase/*/feedback", answer_with(ddi, deployment_feedback)},
      {"GET", base + "/cancelAction/*", answer_with(ddi, cancel)},
      {"POST", base + "/cancelAction/*/feedback", answer_with(ddi, cancel_feedback)},
      {"PUT", base + "/configData", answer_with(ddi, config_data)},
      {"GET", base + "/softwaremodules/*/artifacts/*",
       [ddi](Call call, net::Responder r) { send_artifact(*ddi, call, std::move(r)); }},
  };
}

}  // namespace cardea::service
