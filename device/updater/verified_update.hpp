// SPDX-License-Identifier: Apache-2.0
// The inactive slot after download: read again, and found to be exactly what the maker signed. Only verify_download makes one,
// and nothing else can be handed to warden.
#pragma once

#include "contracts/ipc/control.hpp"
#include "device/updater/offer.hpp"
#include "device/updater/second_look.hpp"

namespace cardea::updater {

class VerifiedUpdate {
 public:
  const contract::TryImage& image() const { return image_; }

 private:
  friend Outcome<VerifiedUpdate> verify_download(SecondLook& look, const std::string& path, const Offer& offer);
  explicit VerifiedUpdate(contract::TryImage image) : image_(std::move(image)) {}
  contract::TryImage image_;
};

Outcome<VerifiedUpdate> verify_download(SecondLook& look, const std::string& path, const Offer& offer);

}  // namespace cardea::updater
