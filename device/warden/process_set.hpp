// SPDX-License-Identifier: Apache-2.0
// The processes of a device as one set. Channels are made anew at each start of the set: exactly those of peer::kLinks, and
// one to each process for warden itself.
//
// When one process dies, the whole set is ended and started again, within a second. Handing new channel ends to the
// survivors would keep them running, but every process would need to live with peers that change identity under it, which is
// more to get wrong than a restart that each must survive anyway (kill -9, power cut). Nothing acknowledged is lost: a
// process answers only after what it answers for is durable. Listening sockets stay open in warden, so clients wait, not fail.
#pragma once

#include <functional>
#include <map>
#include <memory>

#include "contracts/ipc/control.hpp"
#include "contracts/ipc/peers.hpp"
#include "device/warden/launcher.hpp"
#include "lib/ipc/server.hpp"

namespace cardea::warden {

//= EN303645 5.6-7
inline constexpr std::array kRules{
    ipc::Rule{contract::Ready::kOp, peer::vault, 1},
    ipc::Rule{contract::Ready::kOp, peer::steward, 1},
    ipc::Rule{contract::Ready::kOp, peer::updater, 1},
    ipc::Rule{contract::Ready::kOp, peer::courier, 1},
    ipc::Rule{contract::Ready::kOp, peer::gate, 1},
    ipc::Rule{contract::ListProcesses::kOp, peer::gate},
    ipc::Rule{contract::TryImage::kOp, peer::updater},
    ipc::Rule{contract::Restart::kOp, peer::steward, 1},
    ipc::Rule{contract::ServiceReached::kOp, peer::courier, 1},
};

class ProcessSet {
 public:
  static constexpr std::uint64_t kReadyWithinMs = 10'000;
  static constexpr std::uint64_t kPingEveryMs = 2'000;
  static constexpr std::uint64_t kPongWithinMs = 20'000;
  static constexpr std::uint64_t kOrderlyStopMs = 2'000;  // then SIGKILL
  static constexpr std::uint64_t kQuickStopMs = 300;      // the same, when the set is to start again

  struct Events {
    std::function<void(ipc::Server&)> prepare;              // register more handlers
    std::function<void(const std::string& process)> ready;  // one process serves
    std::function<void()> all_ready;
    std::function<void(const std::string& process, const std::string& why)> died;     // the first that died unasked
    std::function<void(const std::string& process, const contract::Health&)> health;  // each answer to a Ping
    std::function<void()> stopped;                                                    // none is left
  };

  ProcessSet(EventLoop& loop, Launcher& launcher, std::vector<process::NamedFd> listeners, Events events)
      : loop_(loop),
        launcher_(launcher),
        listeners_(std::move(listeners)),
        events_(std::move(events)) {}

  Status start();                        // none may be running
  void stop(std::uint64_t patience_ms);  // tells Stop, then kills; `stopped` follows
  void child_ended(int pid, const std::string& how);
  void tick();  // deadlines and pings; a few times a second

  bool all_ready() const;
  bool running() const;                                                          // at least one process is left
  const std::shared_ptr<ipc::Channel>& channel(std::string_view process) const;  // only of a set that was started
  std::vector<contract::ProcessReport> report() const;
  std::vector<int> pids() const;

 private:
  struct Member {
    int pid = -1;  // -1: not running
    bool ready = false;
    std::uint32_t restarts = 0;
    std::uint64_t started_ms = 0;
    std::uint64_t next_ping_ms = 0;
    std::uint64_t asked_ms = 0;  // 0: no Ping is unanswered
    std::string killed_for;      // why we ended it, for the message
    std::vector<contract::WallReport> walls;
    std::shared_ptr<ipc::Channel> channel;
  };

  Status launch(std::string_view process, const std::vector<std::pair<std::string_view, UniqueFd>>& ends);
  Status became_ready(const std::string& process, contract::Ready& ready);
  void ping(const std::string& process, Member& member);
  void kill(Member& member, const std::string& why);
  void lost(const std::string& process, const Error& why);
  void settle();
  std::uint64_t now_ms() const { return loop_.clock().monotonic_ms(); }

  EventLoop& loop_;
  Launcher& launcher_;
  std::vector<process::NamedFd> listeners_;
  Events events_;
  std::unique_ptr<ipc::Server> server_;
  std::map<std::string, Member, std::less<>> members_;
  std::uint64_t generation_ = 0;  // of the set: an answer of an earlier one means nothing
  bool stopping_ = false;
  bool settled_ = false;  // `stopped` was told for this stop
};

}  // namespace cardea::warden
