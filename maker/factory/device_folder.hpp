// SPDX-License-Identifier: Apache-2.0
// The folder of a new device, part by part (contracts/board-layout.md).
#pragma once

#include <string>

#include "lib/base/result.hpp"
#include "lib/image/image.hpp"
#include "maker/factory/factory.hpp"

namespace cardea::factory {

struct Contents {
  image::Manifest manifest;
  std::uint16_t web_port = 0;  // of the first interface that the product declares
};

// Everything but what needs keys: slot a with the verified image, the boot record, identity/, empty state folders, and the
// unpacked system in run/.
Outcome<Contents> lay_out(const std::string& device, const Order& order);

// Runs the device's own `vault-make-keys`.
Outcome<Unit> make_keys(const std::string& device, const std::string& programs);

// The verifier of the pre-installed password and the hash of the label secret: all that the device knows of its label.
Outcome<Unit> plant_label(const std::string& device, const SecretBytes& password, const SecretBytes& label_secret);

// Removes run/ (each boot makes it anew) and puts the finished folder in its place.
Outcome<Unit> finish(const std::string& making, const std::string& out);

}  // namespace cardea::factory
