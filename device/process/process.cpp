// SPDX-License-Identifier: Apache-2.0
#include "device/process/process.hpp"

#include <sys/prctl.h>
#include <sys/stat.h>

#include <csignal>
#include <exception>

#include "device/process/memory.hpp"
#include "lib/base/log.hpp"

namespace cardea::process {
namespace {

// The title shows the privilege: what `ps` prints (15 characters at most).
std::string title_of(std::string_view process) {
  if (process == peer::vault) return "vault [keys]";
  if (process == peer::steward) return "steward [state]";
  if (process == peer::updater) return "updater [slots]";
  if (process == peer::courier) return "courier [out]";
  if (process == peer::gate) return "gate [net]";
  return std::string(process);
}

void set_surroundings(std::string_view process) {
  log::set_tag(process);
  prctl(PR_SET_NAME, title_of(process).c_str());
  umask(077);
  std::signal(SIGPIPE, SIG_IGN);  // a peer that goes away is a value, not a death
}

std::vector<contract::WallReport> reports(const confine::Confined& confined, std::vector<contract::WallReport> walls) {
  for (const confine::WallFact& fact : confined.facts()) walls.push_back({fact.wall, fact.enforced, fact.detail});
  return walls;
}

// In an orderly stop the peers go in any order: this long a process waits for its own Stop before it ends without.
constexpr std::uint64_t kPeerGoneGraceMs = 1000;

Result<int> body_within(std::string_view name, int argc, char** argv, Result<int> (*body)(Process&)) {
  const std::vector<std::string_view> words(argv + std::min(argc, 1), argv + argc);
  TRY(const StartWords parsed, parse_start(name, words));
  TRY(Start start, take_over(parsed));
  const SystemClock clock;
  TRY(auto loop, EventLoop::create(clock));
  Process self(name, std::move(start), clock, std::move(loop));
  return body(self);
}

}  // namespace

Process::Process(std::string_view name, Start start, const Clock& clock, std::unique_ptr<EventLoop> loop)
    : name_(name),
      start_(std::move(start)),
      clock_(clock),
      loop_(std::move(loop)) {}

std::string Process::path(std::string_view below) const {
  return start_.device + '/' + std::string(below);
}

Result<confine::Confined> Process::confine(std::vector<std::uint16_t> connect_ports, std::function<Status()> start_threads) const {
  TRY(confine::Rules rules, rules_for(name_, {start_.device, start_.running, start_.uid, std::move(connect_ports)}));
  rules.start_threads = std::move(start_threads);
  TRY(confine::Confined confined, confine::confine(rules));
  for (const confine::WallFact& fact : confined.facts()) {
    if (!fact.enforced) log::warn("wall not enforced: " + fact.wall + ": " + fact.detail);
  }
  return confined;
}

Status Process::adopt_peers(ipc::Server& server) {
  if (!channels_.empty()) return Error{Err::exists, "the peers are adopted already"};
  server.on_peer_closed([this](const std::string& peer, const Error& why) {
    log::info("the channel to " + peer + " has closed: " + why.what);
    // Without warden nobody is left to serve for; without another peer a part of the work cannot be done.
    if (peer == peer::warden)
      loop_->stop();
    else
      loop_->after_ms(kPeerGoneGraceMs, [this] { loop_->stop(); });
  });
  for (auto& [name, fd] : start_.peers) channels_[name] = server.adopt(std::move(fd), name);
  return kOk;
}

const std::shared_ptr<ipc::Channel>& Process::peer(std::string_view peer) const {
  const auto it = channels_.find(peer);
  if (it == channels_.end()) __builtin_trap();  // our own bug: a peer outside kLinks, or before adopt_peers
  return it->second;
}

Result<int> serve(const confine::Confined& confined, Process& self, ipc::Server& server, Serving serving) {
  bool stopped = false;
  server.on<contract::Ping>([&](const std::string&, contract::Ping&) -> Result<contract::Health> {
    contract::Health health = serving.health ? serving.health() : contract::Health{true, ""};
    give_back_memory();  // the watchdog's beat is also the hour to give back what a burst of work took
    return health;
  });
  server.on<contract::Stop>([&](const std::string&, contract::Stop&) -> Status {
    if (serving.stopping) serving.stopping();
    stopped = true;
    self.loop().stop();
    return kOk;
  });
  self.peer(peer::warden)->tell(contract::Ready{reports(confined, serving.more_walls)});
  give_back_memory();  // what starting took
  // warden may have gone while we started: then there is nothing to run for.
  if (self.peer(peer::warden)->open()) self.loop().run();
  return stopped ? 0 : 1;
}

int run(std::string_view name, int argc, char** argv, Result<int> (*body)(Process&)) {
  set_surroundings(name);
  // We throw nothing; the standard library may (no memory). A clear line, then warden starts us again.
  try {
    const Result<int> code = body_within(name, argc, argv, body);
    if (code) return *code;
    log::error(Problem::describe(code.error()));
  } catch (const std::exception& thrown) {
    log::error(thrown.what());
  }
  return 1;
}

}  // namespace cardea::process
