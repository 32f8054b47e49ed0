// SPDX-License-Identifier: Apache-2.0
// The four processes that updater asks, as narrow as it uses them. ipc_peers.hpp reaches them; tests put something else here.
#pragma once

#include <functional>
#include <string>

#include "contracts/ipc/control.hpp"
#include "contracts/ipc/steward.hpp"
#include "contracts/ipc/updater.hpp"
#include "device/updater/verified_update.hpp"

namespace cardea::updater {

inline constexpr int kTriesMax = 5;

template <class T>
using Answer = std::function<void(Result<T>)>;  // runs later, once

class Courier {
 public:
  virtual ~Courier() = default;
  virtual void read_repository(contract::ReadRepository ask, Answer<contract::Piece> answer) = 0;
  virtual int tries() const { return kTriesMax; }  // of one piece that is unavailable
};

class Steward {
 public:
  virtual ~Steward() = default;
  virtual void read_settings(Answer<contract::UpdateSettings> answer) = 0;
  virtual void record_event(std::string kind, std::string text) = 0;
  virtual void count_failed_update() = 0;  // telemetry, if the consumer agreed to it
};

class Vault {
 public:
  virtual ~Vault() = default;
  virtual void read_epoch(Answer<std::uint64_t> answer) = 0;
};

class Warden {
 public:
  virtual ~Warden() = default;
  virtual void try_image(const VerifiedUpdate& update, Answer<ipc::Done> answer) = 0;
};

struct Peers {
  Courier& courier;
  Steward& steward;
  Vault& vault;
  Warden& warden;
};

}  // namespace cardea::updater
