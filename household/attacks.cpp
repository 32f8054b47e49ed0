// SPDX-License-Identifier: Apache-2.0
#include "household/attacks.hpp"

#include "household/offers.hpp"
#include "lib/store/file.hpp"

namespace cardea::household {
namespace {

constexpr int kGuesses = 12;

Problem got_through(const std::string& attack, const std::string& what) {
  return Problem(Err::broken, attack + " was not refused: " + what, "this is a vulnerability: see SECURITY.md");
}

}  // namespace

//= EN303645 5.3-9   type=test
Outcome<Unit> attack_with_update(Home& home, Room& room, const std::string& kind, const std::string& attack, Screen& screen) {
  TRY(const UpdateWatch watch, UpdateWatch::begin(home, room));
  TRY_(make_offer(home.offer_place(room), kind));
  TRY(const UpdateEnd end, watch.until_ended(screen));
  if (end.last_result != "refused" || end.running_version != watch.running_before()) return got_through(attack, end.last_result + ", runs " + end.running_version);
  screen.refused(attack, end.last_reason);
  return kOk;
}

//= EN303645 5.1-5   type=test
Outcome<Unit> attack_sign_in(Home& home, Room& room, Screen& screen) {
  TRY(const Consumer stranger, Consumer::meet(room.address, room.port, room.label));
  int delayed = 0;
  std::uint32_t longest_s = 0;
  for (int i = 0; i < kGuesses; ++i) {
    Value guess;
    guess.set("name", home.admin().name).set("password", "guess number " + std::to_string(i));
    TRY(const Answer answer, stranger.ask("POST", "/api/session", guess));
    if (answer.status == 200) return got_through("guessing the password", "guess " + std::to_string(i) + " signed in");
    if (answer.status == 429) ++delayed;
    longest_s = std::max(longest_s, answer.retry_after_s);
  }
  if (delayed == 0) return got_through("brute force on sign-in", std::to_string(kGuesses) + " guesses were all answered at once");
  screen.refused("brute force on sign-in: " + std::to_string(kGuesses) + " guesses as fast as they go",
                 std::to_string(delayed) + " were turned away unheard; the next attempt must wait " + std::to_string(longest_s) + " s");
  return kOk;
}

//= EN303645 5.5-5   type=test
Outcome<Unit> attack_configuration(Room& room, Screen& screen) {
  TRY(const Consumer stranger, Consumer::meet(room.address, room.port, room.label));
  Value settings;
  settings.set("automatic_updates", false).set("telemetry_consent", true).set("device_name", "mine now").set("language", "en");
  settings.set("updates_postponed_until", Value()).set("setup_finished", true);
  settings.set("quiet_from", Value()).set("quiet_to", Value()).set("utc_offset_min", 0);
  TRY(const Answer answer, stranger.ask("PUT", "/api/settings", settings));
  if (answer.status != 401) return got_through("an unauthenticated change of configuration", "the device answered " + std::to_string(answer.status));
  TRY(const Answer erase, stranger.ask("POST", "/api/erase", Value(Value::Map{})));
  if (erase.status != 401) return got_through("an unauthenticated erase", "the device answered " + std::to_string(erase.status));
  const auto why = answer.body.text("error");
  screen.refused("a change of configuration without signing in: PUT /api/settings, POST /api/erase", "401: " + (why ? *why : std::string{}));
  return kOk;
}

//= EN303645 5.5-4   type=test
Outcome<Unit> attack_service_without_certificate(Home& home, Screen& screen) {
  TRY(std::string ca, store::read_text(home.path("service/tls/service-ca.crt.pem")));
  TRY(auto tls, net::TlsContext::client(net::PeerCheck{std::move(ca), "", "service.example.com", true}, std::nullopt));
  net::Exchange exchange;
  exchange.address = home.service().address;
  exchange.port = home.service().edge_port;
  exchange.host = "service.example.com";
  exchange.method = "POST";
  exchange.target = "/v1/check-in";
  const auto fetched = net::fetch_now(tls, std::move(exchange));
  if (fetched) return got_through("a client without certificate", "the service answered " + std::to_string(fetched->response.status));
  screen.refused("a client without certificate at the service's device door", fetched.error().what);
  return kOk;
}

}  // namespace cardea::household
