// SPDX-License-Identifier: Apache-2.0
// Probe "client_tls": the target goes to a server that the assessor plays. What it says in its hello, and how far it goes with
// each offer: the certificate that it trusts first and last, and in between those that it must not take and older versions.
#include <openssl/ssl.h>

#include <array>
#include <future>
#include <utility>

#include "assess/probes/client_certificates.hpp"
#include "assess/probes/person.hpp"
#include "lib/base/clock.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kGuestsMax = 8;  // of one offer: a target may try again, as it is or in an older version
constexpr std::chrono::milliseconds kOneGuest{3000};
constexpr std::chrono::milliseconds kComesBack{1500};
constexpr std::chrono::milliseconds kGlance{20};

struct Offer {
  const char* word;
  const char* certificate;
  int version_min = 0;
  int version_max = 0;
  const char* ciphers = "ALL:COMPLEMENTOFALL:@SECLEVEL=0";
};

constexpr std::array<Offer, 10> kOffers{
    {{"trusted", "trusted"},
     {"self-signed", "self-signed"},
     {"unknown authority", "unknown authority"},
     {"wrong name", "wrong name"},
     {"expired", "expired"},
     {"TLS 1.2", "trusted", TLS1_2_VERSION, TLS1_2_VERSION},
     {"TLS 1.1", "trusted", TLS1_1_VERSION, TLS1_1_VERSION},
     {"TLS 1.0", "trusted", TLS1_VERSION, TLS1_VERSION},
     {"weak ciphers", "trusted", 0, TLS1_2_VERSION, "eNULL:aNULL:RC4:3DES:DES:EXPORT:MD5:@SECLEVEL=0"},
     {"trusted at the end", "trusted"}}};

// Of all who came, the one who went furthest; and the first hello.
struct Guests {
  Visit furthest;
  std::optional<ClientHello> hello;
  std::int64_t count = 0;
};

void count_in(Guests& guests, Visit visit) {
  ++guests.count;
  if (!guests.hello) guests.hello = visit.hello;
  if (visit.conduct > guests.furthest.conduct) guests.furthest = std::move(visit);
}

// How long nobody may come: from when the target was made to connect, and, once one came, for one who comes back.
class Patience {
 public:
  explicit Patience(std::chrono::milliseconds settle)
      : settle_(settle),
        until_(settle + std::chrono::milliseconds(kActTimeoutMs)) {}
  void begin() {
    if (!std::exchange(begun_, true)) until_ = Deadline(settle_);
  }
  void one_came() {
    settle_ = std::min(settle_, kComesBack);
    if (begun_) until_ = Deadline(settle_);
  }
  bool ended() const { return until_.passed(); }

 private:
  std::chrono::milliseconds settle_;
  Deadline until_;
  bool begun_ = false;
};

template <class Triggered>
Guests receive(const HostDoor& door, const TlsHost& host, std::chrono::milliseconds settle, Triggered triggered) {
  Guests guests;
  Patience patience(settle);
  while (guests.count < static_cast<std::int64_t>(kGuestsMax) && guests.furthest.conduct != Conduct::spoke && !patience.ended()) {
    if (triggered()) patience.begin();
    const auto guest = door.next_guest(Deadline(kGlance));
    if (!guest) continue;
    count_in(guests, host.receive(*guest, Deadline(std::min(settle, kOneGuest))));
    patience.one_came();
  }
  return guests;
}

// Whoever else the same order sends finds nobody: it must not wait for us, nor be taken for a guest of the next offer.
template <class Triggered>
void turn_away_the_rest(const HostDoor& door, Triggered triggered) {
  while (!triggered()) static_cast<void>(door.next_guest(Deadline(kGlance)));
}

Value values_of(const Guests& guests) {
  const Visit& visit = guests.furthest;
  Value values;
  values.set("tried", true).set("connections", guests.count).set("conduct", name_of(visit.conduct));
  values.set("completed", visit.conduct >= Conduct::left).set("sent_data", visit.conduct == Conduct::spoke);
  if (!visit.alert.empty()) values.set("alert", visit.alert);
  if (!visit.version.empty()) values.set("version", visit.version).set("cipher", visit.cipher);
  return values;
}

Value value_of(const ClientHello& hello) {
  Value values;
  values.set("versions", list_of(hello.versions)).set("suites", list_of(hello.suites));
  values.set("groups", list_of(hello.groups)).set("server_name", hello.server_name);
  return values;
}

Value not_tried(std::string why) {
  Value values;
  values.set("tried", false).set("why", std::move(why));
  return values;
}

// One communication of the target, led to us.
class Rehearsal {
 public:
  Rehearsal(const std::string& id, const ClientActs& acts, const HostDoor& door, const Person& person, Notes& notes)
      : id_(id),
        acts_(acts),
        door_(door),
        person_(person),
        notes_(notes) {}

  Status make(const Offer& offer, const std::map<std::string, ServerIdentity>& identities) {
    const auto identity = identities.find(offer.certificate);
    if (identity == identities.end()) return write(offer, not_tried("the driver gives no such certificate"));
    const ServerIdentity& own = identity->second;
    const auto host = TlsHost::of({own.certificates, own.key.clone(), offer.version_min, offer.version_max, offer.ciphers});
    if (!host && host.error().code == Err::unsupported) return write(offer, not_tried("this OpenSSL cannot make the offer"));
    if (!host) return host.error();
    auto triggered = std::async(std::launch::async, [this] { return person_.does(acts_.trigger); });
    const auto is_done = [&] { return triggered.wait_for(std::chrono::seconds(0)) == std::future_status::ready; };
    const Guests guests = receive(door_, *host, std::chrono::milliseconds(acts_.settle_ms), is_done);
    turn_away_the_rest(door_, is_done);
    TRY(const Said said, triggered.get());
    Value values = values_of(guests);
    if (!acts_.trigger.empty()) values.set("triggered", said.done);
    TRY_(write(offer, std::move(values)));
    return guests.hello && !std::exchange(said_hello_, true) ? notes_.write("hello of " + id_, value_of(*guests.hello)) : kOk;
  }

 private:
  Status write(const Offer& offer, Value values) {
    return notes_.write("offer " + std::string(offer.word) + " to " + id_, std::move(values));
  }

  const std::string& id_;
  const ClientActs& acts_;
  const HostDoor& door_;
  const Person& person_;
  Notes& notes_;
  bool said_hello_ = false;
};

Status make_all_offers(Rehearsal& rehearsal, const std::map<std::string, ServerIdentity>& identities) {
  for (const Offer& offer : kOffers) TRY_(rehearsal.make(offer, identities));
  return kOk;
}

Status carry_out(const Bench& bench, Notes& notes, const std::string& id, const ClientActs& acts) {
  bench.say("playing the server of " + id);
  TRY(const auto identities, identities_for(acts, SystemClock().wall_s()));
  TRY(const HostDoor door, HostDoor::open(acts.address, acts.port));
  Person person(bench);
  TRY_(person.come_in({&acts.point, &acts.trigger, &acts.again}));
  TRY(const Said pointed, person.goes_to(acts.point, acts.address, std::to_string(door.port())));
  Rehearsal rehearsal(id, acts, door, person, notes);
  const Status offered = make_all_offers(rehearsal, identities);
  const auto back = person.does(acts.again);  // whatever happened, the target gets its own server back
  TRY_(offered);
  Value values;
  values.set("address", acts.address).set("name", acts.name);
  if (!acts.point.empty()) values.set("pointed", pointed.done);
  if (!acts.again.empty()) values.set("led_back", back.ok() && back->done);
  return notes.write("server of " + id, std::move(values));
}

}  // namespace

Status probe_client_tls(const Bench& bench, Notes& notes) {
  if (bench.driver.client.empty()) return Error{Err::unsupported, "the driver leads no client to us"};
  for (const auto& [id, acts] : bench.driver.client) TRY_(carry_out(bench, notes, id, acts));
  return kOk;
}

}  // namespace cardea::assess
