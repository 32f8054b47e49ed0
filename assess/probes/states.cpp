// SPDX-License-Identifier: Apache-2.0
// Probe "states": brings the target into each other state that the driver describes, looks again at what depends on the state
// (who listens, who gets in), and sets the target up as it was. What is seen there stands under the names of those probes with
// the state behind them. The target says in which state it is, before and after: what it left meanwhile was not looked at.
#include <algorithm>
#include <array>
#include <thread>

#include "assess/probes/person.hpp"
#include "assess/probes/processes.hpp"
#include "lib/codec/json.hpp"

namespace cardea::assess {

namespace {

constexpr std::chrono::milliseconds kBetweenLooks{200};

// Looks again, in a state.
struct Again {
  std::string_view name;
  Effect effect;
  Status (*run)(const Bench& bench, Notes& notes);
};
constexpr std::array<Again, 2> kAgainInState{{
    {"listeners", Effect::reads, probe_listeners},
    {"access", Effect::attempts, probe_access},
}};

// The target as it is in the state: with the accounts (or else those of the initialized state, who should be strangers
// now) and the key that it has there, and the processes that run now.
class Scene {
 public:
  Scene(const Bench& bench, std::string_view state, const StateActs& acts)
      : driver_(bench.driver),
        bench_{driver_, bench.declaration, {}} {
    if (!acts.accounts.empty()) driver_.accounts = acts.accounts;
    if (!acts.spki_pin.empty()) driver_.target.spki_pin = acts.spki_pin;
    bench_.say = bench.say;
    bench_.found = bench.found;
    bench_.waited_s = bench.waited_s;
    bench_.state = state;
  }
  Scene(const Scene&) = delete;
  Scene& operator=(const Scene&) = delete;

  const Bench& bench() const { return bench_; }
  Status find_processes() {
    TRY(bench_.pids, find_target_processes(driver_));
    return kOk;
  }

 private:
  Driver driver_;
  Bench bench_;
};

bool is_there(const Person& stranger, const StateActs& acts) {
  const auto said = stranger.does(acts.shown);
  if (!said || !said->done) return false;
  if (acts.at.empty()) return said->text.find(acts.is) != std::string::npos;
  const auto answer = parse_json(as_bytes(said->text));
  return answer && text_at(*answer, acts.at) == acts.is;
}

// Until it is so, or for as long as the driver gives it.
template <class Condition>
bool comes_true(std::int64_t settle_ms, Condition condition) {
  const Deadline deadline{std::chrono::milliseconds(settle_ms)};
  while (!condition()) {
    if (deadline.passed()) return false;
    std::this_thread::sleep_for(kBetweenLooks);
  }
  return true;
}

Status look_again(const Scene& scene, Notes& notes) {
  for (const Again& one : kAgainInState) {
    const std::string name = in_state(one.name, scene.bench().state);
    Notes there = notes.as(name, one.effect);
    if (scene.bench().has_facts_of(name)) TRY_(there.write(std::string(kAgain), {}));
    const Status ran = one.run(scene.bench(), there);
    TRY_(there.write("probe", end_of_probe(ran)));
  }
  return kOk;
}

// The declared function that this request is; nullptr when it is none.
const Fact* function_of(const Bench& bench, const Act& act) {
  for (const Fact* row : declared_rows(bench.declaration, "SoftServ")) {
    if (!act.path.empty() && row->text("path") == act.path && row->text("method") == act.method) return row;
  }
  return nullptr;
}

// Setting up is what whoever holds the value from the factory may do: his is an entitled request like any other.
Status note_setting_up(const Bench& there, const Act& act, const Said& said, Notes& notes) {
  const Fact* function = function_of(there, act);
  if (function == nullptr || act.body.find("{pre_installed}") == std::string::npos) return kOk;
  Notes access = notes.as(in_state("access", there.state), Effect::changes);
  Value values;
  values.set("function", function->text("id")).set("as", "factory").set("status", std::int64_t{said.status});
  return access.write(act.method + " " + act.path + " as factory", std::move(values));
}

bool owner_gets_in(const Bench& bench) {
  Person owner(bench);
  return bench.driver.accounts.empty() || owner.come_in_with_first().ok();
}

Status set_up_again(const Bench& bench, const Scene& scene, const StateActs& acts, Value& values, Notes& notes) {
  if (acts.again.empty()) return kOk;
  Person owner(bench);
  TRY_(owner.know_values());
  TRY(const Said said, owner.does(acts.again));
  values.set("again", said.done).set("again_status", std::int64_t{said.status});
  TRY_(note_setting_up(scene.bench(), acts.again, said, notes));
  if (said.done && bench.has_surface())
    values.set("owner_gets_in", comes_true(acts.settle_ms, [&] { return owner_gets_in(bench); }));
  return kOk;
}

Status reach(const Bench& bench, const Person& stranger, const StateActs& acts, Value& values) {
  bool there = is_there(stranger, acts);
  values.set("was_there", there);
  if (!there && !acts.reach.empty()) {
    Person owner(bench);
    TRY_(owner.come_in({&acts.reach}));
    TRY(const Said said, owner.does(acts.reach));
    values.set("reach", said.done).set("reach_status", std::int64_t{said.status});
    there = comes_true(acts.settle_ms, [&] { return is_there(stranger, acts); });
  }
  values.set("reached", there);
  return kOk;
}

Status visit(const Bench& bench, Notes& notes, const std::string& state, const StateActs& acts) {
  bench.say("state " + state);
  Scene scene(bench, state, acts);
  const Person stranger(scene.bench());
  Value values;
  TRY_(reach(bench, stranger, acts, values));
  if (values.find("reached")->if_bool() != nullptr && *values.find("reached")->if_bool()) {
    TRY_(scene.find_processes());
    TRY_(look_again(scene, notes));
    values.set("stayed", is_there(stranger, acts));
    TRY_(set_up_again(bench, scene, acts, values, notes));
  }
  return notes.write(std::string(kStateSubject) + state, std::move(values));
}

}  // namespace

bool looks_in_every_state(std::string_view probe) {
  return std::any_of(kAgainInState.begin(), kAgainInState.end(), [&](const Again& one) { return one.name == probe; });
}

Status probe_states(const Bench& bench, Notes& notes) {
  if (bench.driver.states.empty()) return Error{Err::unsupported, "the driver describes no other state than the initialized one"};
  for (const auto& [state, acts] : bench.driver.states) TRY_(visit(bench, notes, state, acts));
  return kOk;
}

}  // namespace cardea::assess
