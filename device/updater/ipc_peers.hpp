// SPDX-License-Identifier: Apache-2.0
// The peers of peers.hpp as the processes that they are.
#pragma once

#include <memory>

#include "contracts/ipc/vault.hpp"
#include "device/updater/peers.hpp"
#include "lib/ipc/channel.hpp"

namespace cardea::updater {

class IpcCourier final : public Courier {
 public:
  explicit IpcCourier(std::shared_ptr<ipc::Channel> channel) : channel_(std::move(channel)) {}
  void read_repository(contract::ReadRepository ask, Answer<contract::Piece> answer) override {
    channel_->ask(std::move(ask), std::move(answer));
  }

 private:
  std::shared_ptr<ipc::Channel> channel_;
};

class IpcSteward final : public Steward {
 public:
  explicit IpcSteward(std::shared_ptr<ipc::Channel> channel) : channel_(std::move(channel)) {}
  void read_settings(Answer<contract::UpdateSettings> answer) override {
    channel_->ask(contract::ReadUpdateSettings{}, std::move(answer));
  }
  void record_event(std::string kind, std::string text) override {
    channel_->tell(contract::RecordEvent{std::move(kind), std::move(text)});
  }
  void count_failed_update() override;

 private:
  std::shared_ptr<ipc::Channel> channel_;
};

class IpcVault final : public Vault {
 public:
  explicit IpcVault(std::shared_ptr<ipc::Channel> channel) : channel_(std::move(channel)) {}
  void read_epoch(Answer<std::uint64_t> answer) override;

 private:
  std::shared_ptr<ipc::Channel> channel_;
};

class IpcWarden final : public Warden {
 public:
  explicit IpcWarden(std::shared_ptr<ipc::Channel> channel) : channel_(std::move(channel)) {}
  void try_image(const VerifiedUpdate& update, Answer<ipc::Done> answer) override {
    channel_->ask(update.image(), std::move(answer));
  }

 private:
  std::shared_ptr<ipc::Channel> channel_;
};

}  // namespace cardea::updater
