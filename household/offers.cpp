// SPDX-License-Identifier: Apache-2.0
#include "household/offers.hpp"

#include <filesystem>

#include "lib/codec/json.hpp"
#include "lib/store/file.hpp"
#include "maker/release/desk.hpp"
#include "service/desk/fleet.hpp"

namespace cardea::household {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kImageMax = 512U << 20;

std::string place_file(const std::string& home, const std::string& room) { return home + "/" + room + ".offers.json"; }
std::string service_repository(const OfferPlace& place) { return place.home + "/service/repository"; }
std::string image_file(const OfferPlace& place) { return place.home + "/images/" + place.room + "-" + kOfferedVersion + ".img"; }

Outcome<Unit> copy_over(const std::string& from, const std::string& to) {
  std::error_code failed;
  fs::copy(from, to, fs::copy_options::recursive | fs::copy_options::overwrite_existing, failed);
  if (failed) return Problem(Err::io, "cannot copy " + from + " to " + to + ": " + failed.message());
  return kOk;
}

Outcome<Unit> flip_a_bit(const std::string& path) {
  TRY(Buffer content, store::read_file(path, kImageMax));
  if (content.empty()) return Problem(Err::not_found, path + " is empty");
  content[content.size() / 2] ^= 1;
  TRY_(store::write_file(path, content, 0644));
  return kOk;
}

std::string published(const OfferPlace& place, const release::Added& file) {
  return service_repository(place) + "/targets/" + file.sha256 + "." + file.name;
}

release::Release offered(const OfferPlace& place) {
  return {.image = image_file(place),
          .info = {.model = place.model, .version = kOfferedVersion, .epoch = 1, .security = false, .risk_en = "", .risk_zh = "", .notes_en = "", .notes_zh = "",
                   .interruption_s = 5, .root = {}}};
}

// The desk with 1.3.0 in its newest targets.
Outcome<release::Added> add_offered(release::Desk& desk, const OfferPlace& place) {
  const auto taken_back = desk.withdraw({place.model, kOfferedVersion});
  if (!taken_back && taken_back.error().code != Err::not_found) return taken_back.error();
  return desk.add(offered(place));
}

Outcome<Unit> offer_tampered(const OfferPlace& place, const Clock& clock) {
  TRY(auto desk, release::Desk::open(place.home + "/release", clock));
  TRY(const auto added, add_offered(desk, place));
  TRY_(copy_over(desk.repository(), service_repository(place)));
  for (const release::Added& packed : added.packed) TRY_(flip_a_bit(published(place, packed)));
  return flip_a_bit(published(place, added));
}

Outcome<Unit> offer_foreign_key(const OfferPlace& place, const Clock& clock) {
  const std::string folder = place.home + "/foreign-release";
  std::error_code ignored;
  fs::remove_all(folder, ignored);
  TRY(auto desk, release::Desk::init(folder, clock));
  TRY_(desk.add(offered(place)));
  return copy_over(desk.repository(), service_repository(place));
}

Outcome<Unit> offer_honest(const OfferPlace& place, const Clock& clock) {
  TRY(auto desk, release::Desk::open(place.home + "/release", clock));
  const auto taken_back = desk.withdraw({place.model, kOfferedVersion});
  if (!taken_back && taken_back.error().code != Err::not_found) return taken_back.error();
  return copy_over(desk.repository(), service_repository(place));
}

Outcome<Unit> arrange(const OfferPlace& place, const std::string& kind) {
  const SystemClock clock;
  if (kind == "tampered") return offer_tampered(place, clock);
  if (kind == "older") return copy_over(place.home + "/repository-earlier", service_repository(place));
  if (kind == "foreign_key") return offer_foreign_key(place, clock);
  if (kind == "honest") return offer_honest(place, clock);
  return Problem(Err::bad_value, "there is no offer '" + kind + "'", "tampered, older, foreign_key or honest");
}

}  // namespace

Outcome<Unit> write_offer_place(const OfferPlace& place) {
  Value json;
  json.set("model", place.model).set("serial", place.serial).set("service_address", place.service_address).set("api_port", int{place.api_port});
  TRY_(store::write_file(place_file(place.home, place.room), as_bytes(print_json(json))));
  return kOk;
}

Outcome<OfferPlace> read_offer_place(const std::string& home, const std::string& room) {
  const auto text = store::read_file(place_file(home, room));
  if (!text) return Problem(text.error().code, "there is no room '" + room + "' in the home " + home, "--home names the folder that `cardea-home` printed");
  TRY(const Value json, parse_json(*text));
  OfferPlace place{home, room, "", "", "", 0};
  TRY(place.model, json.text("model"));
  TRY(place.serial, json.text("serial"));
  TRY(place.service_address, json.text("service_address"));
  TRY(const std::int64_t port, json.integer("api_port"));
  place.api_port = static_cast<std::uint16_t>(port);
  return place;
}

Outcome<Unit> keep_for_later(const OfferPlace& place) { return copy_over(service_repository(place), place.home + "/repository-earlier"); }

Outcome<Unit> make_offer(const OfferPlace& place, const std::string& kind) {
  TRY_(arrange(place, kind));
  TRY(auto operators, service::FleetClient::open({place.home + "/service/operators/olive", place.service_address, place.api_port}));
  TRY_(operators.post("/v1/devices/" + place.serial + "/hint", Value(Value::Map{})));
  return kOk;
}

}  // namespace cardea::household
