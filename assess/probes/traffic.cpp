// SPDX-License-Identifier: Apache-2.0
// Probe "traffic": what passes is listened to while the first account signs in and data that nobody else knows is sent. Which of
// these values could be read on the way, who talked with whom in which language, and what was missed. Of what passed nothing is
// written down but its amount.
#include <algorithm>
#include <thread>

#include "assess/probes/hearing.hpp"
#include "assess/probes/person.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kTalksMax = 200;
constexpr std::chrono::milliseconds kBetweenLooks{50};

bool is_at(const PlaceOnWire& server, const PlaceOnBench& place) {
  return server.port == place.port && (place.address.empty() || has_address(server, place.address));
}

// What the bench says to itself is none of the target's.
bool is_of_bench(const Driver& driver, const Talk& talk) {
  return std::any_of(driver.traffic.bench.begin(), driver.traffic.bench.end(),
                     [&](const PlaceOnBench& place) { return is_at(talk.server, place); });
}

// Where a declared communication is found on this bench: its own interfaces, or the peer that the driver names.
std::vector<PlaceOnBench> places_of(const Bench& bench, const Fact& mechanism) {
  std::vector<PlaceOnBench> places;
  for (const std::string& id : mechanism.texts("interfaces")) {
    const Fact* row = declared_row(bench.declaration, id);
    if (row != nullptr) places.push_back({bench.driver.target.address, port_of(bench.driver, *row)});
  }
  const auto end = bench.driver.traffic.ends.find(mechanism.text("id"));
  if (end != bench.driver.traffic.ends.end()) places.push_back(end->second);
  return places;
}

std::string mechanism_of(const Bench& bench, const Talk& talk) {
  for (const Fact* mechanism : declared_rows(bench.declaration, "ComMech")) {
    for (const PlaceOnBench& place : places_of(bench, *mechanism)) {
      if (is_at(talk.server, place)) return mechanism->text("id");
    }
  }
  return {};
}

std::string print_talk(const Talk& talk) {
  const std::string transport = talk.transport == Transport::tcp ? "tcp " : "udp ";
  return transport + print_address(talk.client) + " to " + print_place(talk.server);
}

using Talks = std::map<Talk, TalkTotals>;

// What passed by one declared communication.
struct Passed {
  std::string mechanism;
  std::int64_t bytes = 0;
  std::vector<std::string> speaks;
};

std::int64_t bytes_of(const Talks& talks, const Talk& talk) {
  const auto known = talks.find(talk);
  return known == talks.end() ? 0 : known->second.bytes_there + known->second.bytes_back;
}

// By the mechanisms of one row of data, from what was heard before it was sent and after.
std::vector<Passed> passed_between(const Bench& bench, const Fact& row, const Talks& before, const Talks& after) {
  std::vector<Passed> all;
  for (const std::string& id : row.texts("communication_mechanisms")) {
    Passed passed{id, 0, {}};
    for (const auto& [talk, totals] : after) {
      const std::int64_t bytes = bytes_of(after, talk) - bytes_of(before, talk);
      if (bytes == 0 || is_of_bench(bench.driver, talk) || mechanism_of(bench, talk) != id) continue;
      passed.bytes += bytes;
      passed.speaks.insert(passed.speaks.end(), totals.speaks.begin(), totals.speaks.end());
    }
    all.push_back(std::move(passed));
  }
  return all;
}

bool each_has_passed(const std::vector<Passed>& all) {
  return std::all_of(all.begin(), all.end(), [](const Passed& one) { return one.bytes > 0; });
}

Value value_of(const std::vector<Passed>& all) {
  Value list{Value::Array{}};
  for (const Passed& one : all) {
    Value value;
    list.push(value.set("mechanism", one.mechanism).set("bytes", one.bytes).set("speaks", list_of(one.speaks)));
  }
  return list;
}

class Listening {
 public:
  Listening(const Bench& bench, Notes& notes) : bench_(bench), notes_(notes), acts_(bench.driver.traffic) {}

  // Whatever happened, the data that was there is put back.
  Status run() {
    TRY_(come_in());
    TRY(Canaries canaries, values());
    Hearing hearing(bench_.driver, std::move(canaries));
    TRY_(hearing.begin());
    const Status sent = sign_in_and_send(hearing);
    hearing.end();
    const Status restored = put_back();
    TRY_(sent);
    TRY_(restored);
    return write_all(hearing);
  }

 private:
  // Each row of data has a word of its own.
  Status come_in() {
    for (const auto& [id, data] : acts_.data) {
      auto person = std::make_unique<Person>(bench_);
      TRY_(person->come_in({&data.put, &data.send, &data.again}));
      persons_.emplace(id, std::move(person));
    }
    if (bench_.driver.accounts.empty()) return kOk;
    TRY(password_, read_secret(bench_.driver.accounts.front().password));
    return kOk;
  }

  void seek(Canaries& canaries, const std::string& of, const SecretBytes& value) {
    if (value.empty()) return;
    (canaries.add(of, value) ? sought_ : not_sought_).push_back(of);
  }

  Result<Canaries> values() {
    Canaries canaries;
    seek(canaries, "account", password_);
    if (!bench_.driver.pre_installed.empty()) {
      TRY(const SecretBytes pre_installed, read_secret(bench_.driver.pre_installed));
      seek(canaries, "pre_installed", pre_installed);
    }
    for (const auto& [id, place] : acts_.secrets) {
      TRY(const SecretBytes value, read_secret(place));
      seek(canaries, id, value);
    }
    for (const auto& [id, person] : persons_) seek(canaries, id, SecretBytes(std::string_view(person->word())));
    return canaries;
  }

  void hold() const { std::this_thread::sleep_for(std::chrono::milliseconds(acts_.hold_ms)); }

  Status sign_in_and_send(Hearing& hearing) {
    if (bench_.has_surface() && !password_.empty()) {
      TRY(const SignInAnswer answer, sign_in_patiently(bench_, bench_.driver.accounts.front().name, password_, kPatienceS));
      Value values;
      TRY_(notes_.write("sign-in", values.set("accepted", answer.accepted)));
      hold();
    }
    for (const auto& [id, data] : acts_.data) TRY_(send(hearing, id, data));
    return kOk;
  }

  // Data need not be sent at once.
  std::vector<Passed> wait_until_sent(Hearing& hearing, const Fact& row, const Talks& before) const {
    const Deadline deadline{std::chrono::milliseconds(acts_.settle_ms)};
    while (!each_has_passed(passed_between(bench_, row, before, hearing.so_far())) && !deadline.passed())
      std::this_thread::sleep_for(kBetweenLooks);
    hold();
    return passed_between(bench_, row, before, hearing.so_far());
  }

  Status send(Hearing& hearing, const std::string& id, const DataActs& data) {
    const Fact* row = declared_row(bench_.declaration, id);
    if (row == nullptr) return kOk;
    const Talks before = hearing.so_far();
    Value values;
    TRY(const Said put, persons_.at(id)->does(data.put));
    values.set("put", put.done).set("put_status", std::int64_t{put.status});
    if (!data.send.empty()) {
      TRY(const Said sent, persons_.at(id)->does(data.send));
      values.set("sent", sent.done);
    }
    values.set("by", value_of(wait_until_sent(hearing, *row, before)));
    return notes_.write("journey " + id, std::move(values));
  }

  // One that cannot be put back keeps no other from it.
  Status put_back() {
    Status first = kOk;
    for (const auto& [id, data] : acts_.data) {
      if (data.again.empty()) continue;
      const Status put = put_back(id, data);
      if (first && !put) first = put;
    }
    return first;
  }

  Status put_back(const std::string& id, const DataActs& data) {
    const auto said = persons_.at(id)->does(data.again);
    const bool done = said && said->done;
    if (!done) bench_.say("what was there before " + id + " could not be put back");
    Value values;
    TRY_(notes_.write("put back " + id, values.set("done", done)));
    return said ? kOk : Status(said.error());
  }

  Status write_all(const Hearing& hearing) {
    TRY_(write_talks(hearing.conversations().talks()));
    std::size_t count = 0;
    for (const auto& [sighting, times] : hearing.conversations().sightings()) {
      if (is_of_bench(bench_.driver, sighting.talk)) continue;
      Value values;
      values.set("of", hearing.canaries().name_of(sighting.value)).set("spelling", sighting.spelling).set("times", times);
      values.set("talk", print_talk(sighting.talk)).set("to_server", sighting.to_server);
      TRY_(notes_.write("read on the way " + std::to_string(++count),
                        values.set("mechanism", mechanism_of(bench_, sighting.talk))));
    }
    return write_hearing(hearing);
  }

  Status write_talks(const Talks& talks) {
    std::size_t count = 0;
    for (const auto& [talk, totals] : talks) {
      if (is_of_bench(bench_.driver, talk) || ++count > kTalksMax) continue;
      Value values;
      values.set("connections", totals.connections).set("bytes_there", totals.bytes_there).set("bytes_back", totals.bytes_back);
      values.set("speaks", list_of(totals.speaks)).set("mechanism", mechanism_of(bench_, talk));
      values.set("by_target", has_address(talk.client, bench_.driver.target.address));
      TRY_(notes_.write("talk " + print_talk(talk), std::move(values)));
    }
    return kOk;
  }

  Status write_hearing(const Hearing& hearing) {
    const CaptureEnd& end = hearing.capture_end();
    const Unheard& unheard = hearing.conversations().unheard();
    Value values;
    values.set("where", hearing.where()).set("frames", end.frames).set("dropped", end.dropped);
    values.set("fragments", unheard.fragments).set("cut", unheard.cut).set("broken", unheard.broken);
    values.set("gaps", unheard.gaps).set("unfollowed", unheard.unfollowed);
    if (!end.stopped_early.empty()) values.set("stopped_early", end.stopped_early);
    values.set("whole", unheard.none() && end.dropped == 0 && end.stopped_early.empty());
    values.set("sought", list_of(sought_)).set("not_sought", list_of(not_sought_));
    return notes_.write("hearing", std::move(values));
  }

  const Bench& bench_;
  Notes& notes_;
  const TrafficActs& acts_;
  SecretBytes password_;
  std::map<std::string, std::unique_ptr<Person>> persons_;
  std::vector<std::string> sought_;
  std::vector<std::string> not_sought_;
};

}  // namespace

Status probe_traffic(const Bench& bench, Notes& notes) {
  if (!bench.driver.traffic.wanted) return Error{Err::unsupported, "the driver has nobody listen"};
  return Listening(bench, notes).run();
}

}  // namespace cardea::assess
