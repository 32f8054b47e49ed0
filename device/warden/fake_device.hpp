// SPDX-License-Identifier: Apache-2.0
// For tests: a board in memory, and processes that live in the test's own loop and behave as they are told.
#pragma once

#include <unistd.h>

#include "contracts/ipc/vault.hpp"
#include "device/boards/boot_choice.hpp"
#include "device/warden/warden.hpp"

namespace cardea::warden::testing {

class FakeBoard final : public board::Board {
 public:
  board::Slot running() const override { return slot; }
  Result<board::BootRecord> boot_record() const override { return record; }
  Status start_trial(const board::SlotRecord& image, std::uint32_t tries) override {
    record.trial = board::other(slot);
    record.tries_left = tries;
    tried = image;
    return kOk;
  }
  Status confirm() override {
    ++confirmed;
    return kOk;
  }
  Status forget_failure() override {
    ++forgotten;
    return kOk;
  }
  std::string inactive_image_path() const override { return inactive; }
  std::string running_image_path() const override { return running_image; }
  Status show_alert() override {
    alert_light = true;
    return kOk;
  }
  bool factory_button_pressed() const override { return button; }
  Status release_factory_button() override {
    button = false;
    return kOk;
  }
  void pet_watchdog() override { ++pets; }
  void announce(std::string_view event, std::string_view text) override {
    said.push_back(std::string(event) + ' ' + std::string(text));
  }

  board::Slot slot = board::Slot::a;
  board::BootRecord record;
  std::string inactive, running_image;
  bool alert_light = false;
  std::optional<board::SlotRecord> tried;
  bool button = false;
  int confirmed = 0, forgotten = 0, pets = 0;
  std::vector<std::string> said;
};

inline constexpr std::array kFakeProcessRules{
    ipc::Rule{contract::Ping::kOp, peer::warden},      ipc::Rule{contract::Stop::kOp, peer::warden},
    ipc::Rule{contract::BootNews::kOp, peer::warden},  ipc::Rule{contract::DeviceEvent::kOp, peer::warden},
    ipc::Rule{contract::ReadEpoch::kOp, peer::warden}, ipc::Rule{contract::RaiseEpoch::kOp, peer::warden},
    ipc::Rule{contract::Alert::kOp, peer::warden},     ipc::Rule{contract::AllowBoots::kOp, peer::warden},
};

struct FakeProcess {
  FakeProcess(EventLoop& loop, int process_id) : pid(process_id), server(loop, kFakeProcessRules) {}
  int pid;
  bool stopped = false;
  std::vector<std::string> peers, listeners;
  ipc::Server server;
  std::shared_ptr<ipc::Channel> warden;
};

class FakeLauncher final : public Launcher {
 public:
  explicit FakeLauncher(EventLoop& loop) : loop_(loop) {}

  Result<int> launch(const LaunchPlan& plan) override {
    launched.emplace_back(plan.process);
    if (plan.process == fails_to_start) return Error{Err::io, "no such program", 2};
    auto process = std::make_shared<FakeProcess>(loop_, next_pid_++);
    for (const auto& handed : plan.listeners) process->listeners.push_back(handed.name);
    answer(*process);
    for (const auto& handed : plan.peers) {
      process->peers.push_back(handed.name);
      if (handed.name == peer::warden) process->warden = process->server.adopt(UniqueFd(::dup(handed.fd)), handed.name);
    }
    running[std::string(plan.process)] = process;
    return process->pid;
  }

  void signal(int pid, int number) override { signals.push_back({pid, number}); }

  FakeProcess& at(std::string_view process) { return *running.at(std::string(process)); }

  std::vector<std::string> launched;
  std::string fails_to_start;
  std::map<std::string, std::shared_ptr<FakeProcess>> running;
  std::vector<std::pair<int, int>> signals;
  std::vector<contract::BootNews> news;
  std::vector<contract::DeviceEvent> events;
  std::vector<std::string> alerts;  // "steward: why"
  contract::Health health{true, ""};
  bool answers_pings = true;
  std::uint64_t epoch = 1;
  std::vector<std::vector<board::Digest>> allowed_boots;  // as vault was told
  bool vault_allows = true;

 private:
  void answer(FakeProcess& process) {
    process.server.on_later<contract::Ping>([this](const std::string&, contract::Ping, ipc::Later<contract::Health> later) {
      if (answers_pings)
        later.finish(health);
      else
        unanswered_.push_back(std::move(later));
    });
    process.server.on<contract::Stop>([&process](const std::string&, contract::Stop&) -> Status {
      process.stopped = true;
      return kOk;
    });
    process.server.on<contract::BootNews>([this](const std::string&, contract::BootNews& told) -> Status {
      news.push_back(told);
      return kOk;
    });
    process.server.on<contract::DeviceEvent>([this](const std::string&, contract::DeviceEvent& event) -> Status {
      events.push_back(event);
      return kOk;
    });
    process.server.on<contract::Alert>([this, &process](const std::string&, contract::Alert& alert) -> Status {
      for (const auto& [name, one] : running) {
        if (one.get() == &process) alerts.push_back(name + ": " + alert.reason);
      }
      return kOk;
    });
    process.server.on<contract::AllowBoots>([this](const std::string&, contract::AllowBoots& ask) -> Result<ipc::Done> {
      if (!vault_allows) return Error{Err::refused, "this boot may allow no other"};
      allowed_boots.push_back(ask.states);
      return ipc::Done{};
    });
    process.server.on<contract::ReadEpoch>(
        [this](const std::string&, contract::ReadEpoch&) -> Result<contract::Epoch> { return contract::Epoch{epoch}; });
    process.server.on<contract::RaiseEpoch>([this](const std::string&, contract::RaiseEpoch& ask) -> Result<contract::Epoch> {
      epoch = ask.value;
      return contract::Epoch{epoch};
    });
  }

  EventLoop& loop_;
  int next_pid_ = 1000;
  std::vector<ipc::Later<contract::Health>> unanswered_;
};

}  // namespace cardea::warden::testing
