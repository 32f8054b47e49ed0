// SPDX-License-Identifier: Apache-2.0
// One check for updates: walks the TUF client through the repository and judges what it found. Ends exactly once.
#pragma once

#include "device/updater/offer.hpp"
#include "device/updater/repository_reader.hpp"
#include "lib/tuf/client.hpp"

namespace cardea::updater {

class Check {
 public:
  using Done = std::function<void(Outcome<Decision>)>;

  // `holds`: whether a file lies where it is read from. Of the service that is not known before.
  using Holds = std::function<bool(const std::string& path)>;

  Check(RepositoryReader& reader, tuf::Client& client, std::vector<DeviceFacts> parts, Holds holds, Done done)
      : reader_(reader),
        client_(client),
        parts_(std::move(parts)),
        holds_(std::move(holds)),
        done_(std::move(done)) {}

  void begin(tuf::Freshness freshness) { go_on(client_.begin(freshness)); }

 private:
  void go_on(std::optional<tuf::Need> need);
  void end();
  bool comes(const Offer& offer) const;

  RepositoryReader& reader_;
  tuf::Client& client_;
  std::vector<DeviceFacts> parts_;  // of the device: the system, then its components
  Holds holds_;
  Done done_;
};

}  // namespace cardea::updater
