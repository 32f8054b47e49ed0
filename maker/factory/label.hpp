// SPDX-License-Identifier: Apache-2.0
// The label of a device: what a person needs to find it, trust it and set it up, as text and as a QR code. It holds secrets:
// whoever writes it writes it for its owner's eyes only.
#pragma once

#include <string>
#include <vector>

#include "lib/base/secret.hpp"

namespace cardea::factory {

struct Label {
  std::string model;
  std::string serial;
  std::string web_address;  // "https://device.local:8443/"
  std::string spki_pin;     // lower-case hex SHA-256 of the local certificate's key
  SecretBytes password;
  SecretBytes label_secret;
};

// Modules of a QR code, row by row; true is dark.
struct QrCode {
  std::size_t width = 0;
  std::vector<bool> modules;
  bool dark(std::size_t x, std::size_t y) const { return x < width && y < width && modules[y * width + x]; }
};

// The web address with the rest behind '#': a browser opens the page and sends none of it.
SecretBytes qr_payload(const Label& label);
Result<QrCode> make_qr(const SecretBytes& payload);

std::string draw_qr_text(const QrCode& code);  // UTF-8 half blocks, two rows of modules a line
std::string draw_qr_svg(const QrCode& code);

Result<SecretBytes> label_text(const Label& label);
Result<SecretBytes> label_svg(const Label& label);
SecretBytes label_json(const Label& label);

}  // namespace cardea::factory
