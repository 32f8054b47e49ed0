// SPDX-License-Identifier: Apache-2.0
// Probe "outage": network or power is taken from the target and given back, once for each measure that the driver tells about.
// Whether its function works before, all the while and afterwards, how long it took to come back, and whether it shows the same.
#include <thread>

#include "assess/probes/person.hpp"

namespace cardea::assess {

namespace {

constexpr std::chrono::milliseconds kBetweenLooks{200};

struct Times {
  std::int64_t looks = 0;
  std::int64_t worked = 0;
};

// All the while that it is cut. What fails here is a fact about the outage, and keeps nobody from mending it.
Times look_on(const Person& person, const OutageActs& acts) {
  const Deadline deadline{std::chrono::milliseconds(acts.hold_ms)};
  Times times;
  do {
    const auto said = person.does(acts.works);
    ++times.looks;
    if (said && said->done) ++times.worked;
    std::this_thread::sleep_for(kBetweenLooks);
  } while (!deadline.passed());
  return times;
}

// A target that starts anew knows no session any more: where it turns us away, we come in again.
Said come_back(Person& person, const OutageActs& acts, std::chrono::steady_clock::time_point since, std::int64_t& back_ms) {
  const Deadline deadline{std::chrono::milliseconds(acts.settle_ms)};
  for (;;) {
    const auto said = person.does(acts.works);
    back_ms = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - since).count();
    if ((said && said->done) || deadline.passed()) return said ? *said : Said{};
    if (said && (said->status == 401 || said->status == 403)) static_cast<void>(person.come_in({&acts.works}));
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

Status carry_out(const Bench& bench, Notes& notes, const std::string& id, const OutageActs& acts) {
  bench.say("taking away what " + id + " is for");
  Person person(bench);
  TRY_(person.come_in({&acts.works}));
  TRY(const Said before, person.does(acts.works));
  TRY(const Ran cut, run_command(acts.cut, kActTimeoutMs));
  const Times during = look_on(person, acts);
  const auto mended_at = std::chrono::steady_clock::now();
  TRY(const Ran mended, run_command(acts.mend, kActTimeoutMs));
  std::int64_t back_ms = 0;
  const Said after = come_back(person, acts, mended_at, back_ms);
  Value values;
  values.set("cut", cut.exit_code == 0).set("mended", mended.exit_code == 0);
  values.set("worked_before", before.done).set("worked_after", after.done);
  values.set("looks_during", during.looks).set("worked_during", during.worked);
  values.set("back_ms", back_ms);
  if (!before.text.empty()) values.set("shows_the_same", before.text == after.text);
  return notes.write("outage " + id, std::move(values));
}

}  // namespace

Status probe_outage(const Bench& bench, Notes& notes) {
  if (bench.driver.outage.empty()) return Error{Err::unsupported, "the driver takes nothing away"};
  for (const auto& [id, acts] : bench.driver.outage) TRY_(carry_out(bench, notes, id, acts));
  return kOk;
}

}  // namespace cardea::assess
