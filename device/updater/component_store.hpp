// SPDX-License-Identifier: Apache-2.0
// The components that a device carries along beside its system, each one file of the format of lib/image: an app bundle, firmware of
// a node behind a hub. DEVICE/components/NAME.img is whole and was verified when it came; NAME.new is on its way. Who uses one
// verifies it again (image::verify); a file that does not hold what it says counts as missing, and is fetched anew.
#pragma once

#include <string>
#include <vector>

#include "contracts/ipc/updater.hpp"
#include "device/updater/offer.hpp"
#include "device/updater/verified_update.hpp"

namespace cardea::updater {

class ComponentStore {
 public:
  // `names`: what the product declares; nothing else is ever stored.
  ComponentStore(std::string directory, std::string model, std::vector<std::string> names);

  std::vector<contract::ComponentVersion> list() const;  // in the order of the declaration
  std::vector<DeviceFacts> facts() const;                // of each, for decide
  bool declares(const std::string& name) const;

  std::string current_path(const std::string& name) const { return directory_ + "/" + name + ".img"; }
  std::string incoming_path(const std::string& name) const { return directory_ + "/" + name + ".new"; }
  // What is verified at incoming_path takes the place of what is held, in one step: a power cut leaves the one or the other.
  Status take(const std::string& name, const VerifiedUpdate& update);

 private:
  struct Held {
    std::string version{kNoVersion};
    std::uint64_t epoch = 0;
    std::optional<crypto::Digest256> root{};
  };
  struct Component {
    std::string name;
    Held held;
  };
  Held look(const std::string& name) const;

  std::string directory_, model_;
  std::vector<Component> components_;
};

}  // namespace cardea::updater
