// SPDX-License-Identifier: Apache-2.0
// courier: outbound bytes to the associated service, and nothing else. It holds no key (vault signs), no file and no personal
// data beyond the batch under way.
#pragma once

#include "contracts/ipc/control.hpp"
#include "device/courier/schedule.hpp"
#include "device/courier/service_link.hpp"
#include "lib/ipc/server.hpp"

namespace cardea::courier {

inline constexpr std::array kRules{
    ipc::Rule{contract::ReadRepository::kOp, "updater"},
    ipc::Rule{contract::Alert::kOp, "warden"},
};

class Courier {
 public:
  struct Peers {
    std::shared_ptr<ipc::Channel> steward;
    std::shared_ptr<ipc::Channel> updater;
    std::shared_ptr<ipc::Channel> warden;
  };

  Courier(EventLoop& loop, ServiceLink& service, Peers peers) : loop_(loop), service_(service), peers_(std::move(peers)) {}

  void start();                      // the first visit, at once
  void answer(ipc::Server& server);  // adds what updater may ask
  bool service_reached() const { return reached_; }

 private:
  void visit();
  void report(const contract::StateReport& state, const contract::UpdateReport& update);
  void alert(const std::string& reason);
  void visited(Result<VisitAnswer> answer);
  void note_read(const Result<contract::Piece>& piece);
  void deliver_telemetry();
  void come_again_in(std::uint64_t ms);
  void come_again_after_failure(const Error& why);
  void come_again_after_refusal(std::int64_t asked_s);

  EventLoop& loop_;
  ServiceLink& service_;
  Peers peers_;
  Schedule schedule_;
  bool reached_ = false;
  std::string_view read_failure_;  // of the last read of the update repository; empty: it succeeded
  EventLoop::TimerId next_visit_ = 0;
  std::string alert_;  // not empty: nothing leaves the device any more but word of it
};

std::string_view name_of(contract::DeviceState state);
std::string_view name_of(contract::UpdatePhase phase);
std::string_view name_of(contract::UpdateResult result);

}  // namespace cardea::courier
