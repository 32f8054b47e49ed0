// SPDX-License-Identifier: Apache-2.0
// What every process does at start, and nothing else: take over what warden handed it, answer warden, serve. A main reads:
//
//   constexpr auto kRules = process::with_control(std::array{ipc::Rule{SignLocalTls::kOp, peer::gate}, ...});
//
//   Result<int> vault_main(process::Process& self) {
//     TRY(auto keys, open_provider(self.device(), self.take_tpm()));  // the one root of trust it uses
//     ipc::Server server(self.loop(), kRules);
//     answer_with(server, *keys);
//     TRY_(self.adopt_peers(server));                                 // the only peers it ever answers
//     TRY(const auto confined, self.confine());                       // its row of rules.cpp; from here on: nothing else
//     return process::serve(confined, self, server);
//   }
//   int main(int argc, char** argv) { return process::run(peer::vault, argc, argv, vault_main); }
//
// serve() wants a Confined, which only confine::confine makes: serving without confining does not compile.
#pragma once

#include <array>
#include <functional>

#include "contracts/ipc/control.hpp"
#include "contracts/ipc/peers.hpp"
#include "device/process/rules.hpp"
#include "device/process/start.hpp"
#include "lib/ipc/server.hpp"

namespace cardea::process {

// The rules of a server plus what warden may ask of every process.
template <std::size_t N>
constexpr std::array<ipc::Rule, N + 2> with_control(const std::array<ipc::Rule, N>& own) {
  std::array<ipc::Rule, N + 2> all{};
  for (std::size_t i = 0; i < N; ++i) all[i] = own[i];
  all[N] = ipc::Rule{contract::Ping::kOp, peer::warden};
  all[N + 1] = ipc::Rule{contract::Stop::kOp, peer::warden};
  return all;
}

class Process {
 public:
  Process(std::string_view name, Start start, const Clock& clock, std::unique_ptr<EventLoop> loop);

  const std::string& name() const { return name_; }
  const Clock& clock() const { return clock_; }
  EventLoop& loop() { return *loop_; }
  const std::string& device() const { return start_.device; }
  std::string path(std::string_view below) const;  // DEVICE/below
  board::Slot running_slot() const { return start_.running; }

  // Gives up everything but this process's row of rules.cpp. `connect_ports` is for courier.
  // Threads that are started in between stand behind the same walls; no later one can be.
  Result<confine::Confined> confine(std::vector<std::uint16_t> connect_ports = {}, std::function<Status()> start_threads = {}) const;

  // Hands every channel to `server`, which must have rules made by with_control. Once. When a channel closes later, this
  // process ends soon after: warden starts all of them again with new channels (device/warden/process_set.hpp says why).
  Status adopt_peers(ipc::Server& server);
  // The channel to `peer`, to ask or to tell; only after adopt_peers, only a peer of kLinks or warden.
  const std::shared_ptr<ipc::Channel>& peer(std::string_view peer) const;
  // The way to the TPM, for vault; once. Invalid when the keys are elsewhere.
  UniqueFd take_tpm() { return std::move(start_.tpm); }
  // The declared listeners; once.
  std::vector<Listener> take_listeners() { return std::move(start_.listeners); }

 private:
  std::string name_;
  Start start_;
  const Clock& clock_;
  std::unique_ptr<EventLoop> loop_;
  std::map<std::string, std::shared_ptr<ipc::Channel>, std::less<>> channels_;
};

struct Serving {
  std::function<contract::Health()> health;      // asked at each Ping; empty: healthy as long as it answers
  std::function<void()> stopping;                // at Stop, before the loop ends: finish what is under way
  std::vector<contract::WallReport> more_walls;  // what this process alone can say, besides what confine says
};

// Tells warden Ready with the walls that hold, then runs until Stop (returns 0) or until warden is gone (returns 1).
Result<int> serve(const confine::Confined& confined, Process& self, ipc::Server& server, Serving serving = {});

// The body of a main: takes over, runs `body`, and turns an error into a log line and exit code 1.
int run(std::string_view name, int argc, char** argv, Result<int> (*body)(Process&));

}  // namespace cardea::process
