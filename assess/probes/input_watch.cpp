// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/input_watch.hpp"

#include <algorithm>
#include <thread>

#include "assess/probes/processes.hpp"
#include "assess/probes/sockets.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::assess {

namespace {

constexpr std::chrono::milliseconds kBetweenLooks{300};
constexpr std::chrono::milliseconds kStillMin{1500};  // many clocks show seconds
constexpr std::chrono::milliseconds kStillMax{15'000};

bool names_processes(const Driver& driver) {
  return !driver.processes.pid_files.empty() || !driver.processes.command.empty();
}

bool is_turned_away(const Said& said) {
  return said.status == 401 || said.status == 403;
}

}  // namespace

// A process that has ended and that nobody asked for is still in the list.
std::optional<InputWatch::Life> InputWatch::life_of(std::int64_t pid) {
  const auto text = read_proc("/proc/" + std::to_string(pid) + "/stat");
  const auto stat = text ? parse_proc_stat(*text) : Result<ProcStat>(text.error());
  if (!stat || stat->state == 'Z' || stat->state == 'X') return std::nullopt;
  return Life{pid, stat->began};
}

Result<std::vector<InputWatch::Life>> InputWatch::lives() const {
  std::vector<std::int64_t> pids = bench_.pids;
  if (names_processes(bench_.driver)) {
    TRY(pids, find_target_processes(bench_.driver));
  }
  std::vector<Life> lives;
  for (const std::int64_t pid : pids) {
    if (const auto life = life_of(pid)) lives.push_back(*life);
  }
  return lives;
}

Status InputWatch::begin() {
  TRY(const std::vector<Life> first, lives());
  TRY(state_, state());
  std::this_thread::sleep_for(kBetweenLooks);
  TRY(lives_, lives());
  // Those that some servers make for each connection come and go by themselves.
  std::erase_if(lives_, [&](const Life& life) { return std::find(first.begin(), first.end(), life) == first.end(); });
  TRY(const std::string second, state());
  if (second != state_) state_.clear();
  return kOk;
}

Result<bool> InputWatch::answers() const {
  const auto of = [](const auto& reply) -> Result<bool> {
    if (!reply && reply.error().code == Err::unauthentic) return reply.error();
    return reply.ok();
  };
  switch (bench_.driver.target.speaks) {
    case Speaks::http: return of(exchange(bench_.door(), HttpAsk{}, {std::chrono::milliseconds(bench_.driver.inputs.answer_ms)}));
    case Speaks::mqtt: return of(ask_by_mqtt(bench_, {"GET", "/assess-alive", {}, {}}, person_.who()));
    case Speaks::coap: return of(ask_by_coap(bench_.door().endpoint, "GET", "/.well-known/core", {}));
    case Speaks::snmp: {
      TRY(const HttpReply reply, ask_by_snmp(bench_, person_.who()));
      return reply.status == 200;
    }
    case Speaks::other: break;
  }
  return of(open_door(bench_.door(), Deadline(std::chrono::milliseconds(bench_.driver.inputs.answer_ms))));
}

Result<std::string> InputWatch::state() {
  if (is_restless_) return std::string();
  const Act& show = bench_.driver.inputs.show;
  TRY(Said said, person_.does(show));
  if (!said.done && is_turned_away(said) && person_.come_in({&show})) {
    TRY(said, person_.does(show));
  }
  return said.done ? to_hex(crypto::sha256(as_bytes(said.text))) : std::string();
}

Result<bool> InputWatch::is_changed() {
  if (state_.empty()) return false;
  TRY(const std::string now, state());
  return !now.empty() && now != state_;  // what shows nothing has not changed: whether it answers is another question
}

Result<bool> InputWatch::moves_by_itself(std::chrono::steady_clock::duration as_long_as) {
  TRY_(begin());
  std::this_thread::sleep_for(std::clamp<std::chrono::steady_clock::duration>(as_long_as, kStillMin, kStillMax));
  TRY(is_restless_, is_changed());
  if (is_restless_) state_.clear();
  return is_restless_;
}

Result<Sight> InputWatch::look() {
  Sight sight;
  TRY(sight.answers, answers());
  for (const Life& life : lives_) {
    if (life_of(life.pid) != life) sight.ended.push_back(life.pid);
  }
  if (!sight.answers) return sight;
  TRY(sight.changed, is_changed());
  return sight;
}

Result<bool> InputWatch::wait_for_answer() const {
  const Deadline deadline{std::chrono::milliseconds(bench_.driver.inputs.settle_ms)};
  while (true) {
    TRY(const bool there, answers());
    if (there || deadline.passed()) return there;
    std::this_thread::sleep_for(kBetweenLooks);
  }
}

Result<bool> InputWatch::recover() {
  TRY(bool there, wait_for_answer());
  if (!there && !bench_.driver.inputs.revive.empty()) {
    bench_.say("reviving the target");
    ++revived_;
    TRY_(run_command(bench_.driver.inputs.revive, kActTimeoutMs));
    TRY(there, wait_for_answer());
  }
  if (there) TRY_(begin());
  return there;
}

}  // namespace cardea::assess
