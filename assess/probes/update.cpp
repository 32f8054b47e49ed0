// SPDX-License-Identifier: Apache-2.0
// Probe "update": the driver offers bad updates to the target, one kind after the other; what runs before, what is said,
// what runs after. That an offer was made is no proof that the target looked at it: a fact says whether it did.
#include <algorithm>
#include <thread>

#include "assess/probes/surface.hpp"
#include "lib/codec/json.hpp"

namespace cardea::assess {

namespace {

constexpr std::int64_t kOfferTimeoutMs = 120'000;
constexpr std::chrono::milliseconds kBetweenLooks{100};

struct Snapshot {
  bool answered = false;
  std::string version;
  std::string phase;
  std::string result;
  std::string reason;
  std::string whole;  // the answer itself, to see that anything changed
};

class Watcher {
 public:
  Watcher(const Bench& bench, Asker who) : bench_(bench), who_(std::move(who)) {}

  Snapshot look() const {
    const UpdateActs& acts = bench_.driver.update;
    HttpAsk ask;
    ask.target = acts.path;
    show(bench_.driver.sign_in, who_, ask);
    const auto reply = exchange(bench_.door(), ask);
    const auto body =
        reply && reply->status == 200 ? parse_json(reply->body) : Result<Value>(Error{Err::unavailable, "no status"});
    if (!body) return {};
    return {true,
            text_at(*body, acts.version),
            text_at(*body, acts.phase),
            text_at(*body, acts.result),
            text_at(*body, acts.reason),
            print_json(*body)};
  }

  // Tells the target to look for updates, when the driver says how. What it answers is no fact about the update.
  std::int64_t ask_to_check() const {
    HttpAsk ask;
    ask.method = "POST";
    ask.target = bench_.driver.update.check;
    show(bench_.driver.sign_in, who_, ask);
    const auto reply = exchange(bench_.door(), ask);
    return reply ? reply->status : 0;
  }

  // Until the target has said something new and has come to rest, or the time is up.
  Snapshot settle(const Snapshot& before, bool& moved) const {
    const UpdateActs& acts = bench_.driver.update;
    const Deadline deadline{std::chrono::milliseconds(acts.settle_ms)};
    Snapshot now;
    while (!deadline.passed()) {
      now = look();
      moved = moved || (now.answered && now.whole != before.whole);
      const bool rests = acts.idle_phases.empty() ||
                         std::find(acts.idle_phases.begin(), acts.idle_phases.end(), now.phase) != acts.idle_phases.end();
      if (moved && now.answered && rests) return now;
      std::this_thread::sleep_for(kBetweenLooks);
    }
    return now;
  }

 private:
  const Bench& bench_;
  Asker who_;
};

Status offer(const Bench& bench, Notes& notes, const Watcher& watcher, const std::string& kind, const Command& command) {
  bench.say("offering an update: " + kind);
  const Snapshot before = watcher.look();
  TRY(const Ran ran, run_command(command, kOfferTimeoutMs));
  const std::int64_t check_status = bench.driver.update.check.empty() ? 0 : watcher.ask_to_check();
  bool moved = false;
  const Snapshot after = watcher.settle(before, moved);
  Value values;
  values.set("kind", kind);
  values.set("command_exit", std::int64_t{ran.exit_code});
  values.set("command_timed_out", ran.timed_out);
  values.set("command_output", ran.output.substr(0, 2000));
  if (!bench.driver.update.check.empty()) values.set("check_status", check_status);
  values.set("answered", before.answered && after.answered);
  values.set("looked_at", moved);
  values.set("version_before", before.version);
  values.set("version_after", after.version);
  values.set("phase", after.phase);
  values.set("result", after.result);
  values.set("reason", after.reason);
  const std::vector<std::string>& refusals = bench.driver.update.refused_results;
  if (!refusals.empty()) values.set("says_refused", std::find(refusals.begin(), refusals.end(), after.result) != refusals.end());
  return notes.write("offer " + kind, std::move(values));
}

}  // namespace

Status probe_update(const Bench& bench, Notes& notes) {
  const UpdateActs& acts = bench.driver.update;
  if (acts.offers.empty() || bench.driver.accounts.empty()) return Error{Err::unsupported, "the driver offers no update"};
  const Account& account = bench.driver.accounts.front();
  TRY(const SecretBytes password, read_secret(account.password));
  TRY(const SignInAnswer answer, sign_in_patiently(bench, account.name, password, kPatienceS));
  auto who = asker_of(bench, account, password, answer);
  if (!who) return Error{Err::unavailable, "the account of the driver cannot sign in"};
  const Watcher watcher(bench, std::move(*who));
  for (const auto& [kind, command] : acts.offers) TRY_(offer(bench, notes, watcher, kind, command));
  return kOk;
}

}  // namespace cardea::assess
