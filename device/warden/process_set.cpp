// SPDX-License-Identifier: Apache-2.0
#include "device/warden/process_set.hpp"

#include <algorithm>

#include "lib/base/log.hpp"

namespace cardea::warden {
namespace {

using Ends = std::map<std::string_view, std::vector<std::pair<std::string_view, UniqueFd>>>;

// Both ends of every link, by the process that gets them.
Result<Ends> make_links() {
  Ends ends;
  for (const peer::Link& link : peer::kLinks) {
    // Two links between the same two processes are one channel: either side may ask on it.
    const bool made =
        std::any_of(ends[link.asks].begin(), ends[link.asks].end(), [&](const auto& end) { return end.first == link.answers; });
    if (made) continue;
    TRY(auto pair, ipc::make_channel());
    ends[link.asks].emplace_back(link.answers, std::move(pair.first));
    ends[link.answers].emplace_back(link.asks, std::move(pair.second));
  }
  return ends;
}

}  // namespace

Status ProcessSet::start() {
  ++generation_;
  stopping_ = settled_ = false;
  server_ = std::make_unique<ipc::Server>(loop_, kRules);
  server_->on<contract::Ready>(
      [this](const std::string& process, contract::Ready& ready) { return became_ready(process, ready); });
  server_->on_peer_closed([this](const std::string& process, const Error& why) { lost(process, why); });
  events_.prepare(*server_);
  TRY(const Ends ends, make_links());
  for (const std::string_view process : peer::kProcesses) {
    if (const Status launched = launch(process, ends.at(process)); !launched) {
      stop(0);
      return launched.error();
    }
  }
  return kOk;
}

Status ProcessSet::launch(std::string_view process, const std::vector<std::pair<std::string_view, UniqueFd>>& ends) {
  TRY(auto control, ipc::make_channel());
  LaunchPlan plan{process, {{std::string(peer::warden), control.second.get()}}, {}};
  for (const auto& [peer, fd] : ends) plan.peers.push_back({std::string(peer), fd.get()});
  if (process == peer::gate) plan.listeners = listeners_;
  TRY(const int pid, launcher_.launch(plan));
  Member& member = members_[std::string(process)];
  member = Member{.pid = pid, .restarts = member.restarts, .started_ms = now_ms(), .killed_for = {}, .walls = {}, .channel = {}};
  member.channel = server_->adopt(std::move(control.first), std::string(process));
  return kOk;
}

Status ProcessSet::became_ready(const std::string& process, contract::Ready& ready) {
  Member& member = members_[process];
  member.ready = true;
  member.walls = std::move(ready.walls);
  member.next_ping_ms = now_ms() + kPingEveryMs;
  events_.ready(process);
  if (all_ready()) events_.all_ready();
  return kOk;
}

void ProcessSet::stop(std::uint64_t patience_ms) {
  stopping_ = true;
  for (auto& [name, member] : members_) {
    if (member.pid > 0 && member.channel && member.channel->open()) member.channel->tell(contract::Stop{});
  }
  loop_.after_ms(patience_ms, [this, generation = generation_] {
    if (generation != generation_) return;
    for (auto& [name, member] : members_) kill(member, "did not stop in time");
  });
  settle();
}

// `stopped` comes once for each stop, and never from inside one of the set's own calls.
void ProcessSet::settle() {
  if (!stopping_ || settled_ || running()) return;
  settled_ = true;
  loop_.after_ms(0, [this] { events_.stopped(); });
}

void ProcessSet::child_ended(int pid, const std::string& how) {
  const auto it = std::find_if(members_.begin(), members_.end(), [&](const auto& entry) { return entry.second.pid == pid; });
  if (it == members_.end()) return;
  auto& [name, member] = *it;
  member.pid = -1;
  member.ready = false;
  if (!stopping_) {
    ++member.restarts;
    events_.died(name, member.killed_for.empty() ? how : how + " (" + member.killed_for + ')');
  }
  settle();
}

// A process that broke the protocol is ended at once. One that only closed its end is most likely ending: its wait status says
// more than we could.
void ProcessSet::lost(const std::string& process, const Error& why) {
  if (stopping_) return;
  if (why.code != Err::unavailable) return kill(members_[process], why.what);
  loop_.after_ms(kQuickStopMs, [this, process, generation = generation_] {
    if (generation == generation_ && !stopping_) kill(members_[process], "closed the channel to warden");
  });
}

//= EN303645 5.9-1
void ProcessSet::tick() {
  if (stopping_) return;
  for (auto& [name, member] : members_) {
    if (member.pid <= 0 || !member.killed_for.empty()) continue;
    if (!member.ready) {
      if (now_ms() - member.started_ms >= kReadyWithinMs) kill(member, "was not ready in time");
    } else if (member.asked_ms != 0) {
      if (now_ms() - member.asked_ms >= kPongWithinMs) kill(member, "did not answer the watchdog");
    } else if (now_ms() >= member.next_ping_ms) {
      ping(name, member);
    }
  }
}

void ProcessSet::ping(const std::string& process, Member& member) {
  member.asked_ms = std::max<std::uint64_t>(now_ms(), 1);
  member.channel->ask(contract::Ping{}, [this, process, generation = generation_](Result<contract::Health> health) {
    if (generation != generation_ || !health) return;
    Member& answered = members_[process];
    answered.asked_ms = 0;
    answered.next_ping_ms = now_ms() + kPingEveryMs;
    events_.health(process, *health);
  });
}

void ProcessSet::kill(Member& member, const std::string& why) {
  if (member.pid <= 0 || !member.killed_for.empty()) return;
  member.killed_for = why;
  launcher_.signal(member.pid, SIGKILL);
}

bool ProcessSet::all_ready() const {
  return members_.size() == peer::kProcesses.size() &&
         std::all_of(members_.begin(), members_.end(), [](const auto& entry) { return entry.second.ready; });
}

bool ProcessSet::running() const {
  return std::any_of(members_.begin(), members_.end(), [](const auto& entry) { return entry.second.pid > 0; });
}

const std::shared_ptr<ipc::Channel>& ProcessSet::channel(std::string_view process) const {
  const auto it = members_.find(process);
  if (it == members_.end()) __builtin_trap();  // our own bug: a name outside peer::kProcesses, or before start()
  return it->second.channel;
}

std::vector<contract::ProcessReport> ProcessSet::report() const {
  std::vector<contract::ProcessReport> reports;
  for (const std::string_view process : peer::kProcesses) {
    const auto it = members_.find(process);
    if (it == members_.end()) continue;
    const Member& member = it->second;
    reports.push_back({it->first, static_cast<std::uint32_t>(std::max(member.pid, 0)), 0, member.restarts, member.walls});
  }
  return reports;
}

std::vector<int> ProcessSet::pids() const {
  std::vector<int> pids;
  for (const auto& [name, member] : members_) {
    if (member.pid > 0) pids.push_back(member.pid);
  }
  return pids;
}

}  // namespace cardea::warden
