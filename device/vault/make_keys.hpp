// SPDX-License-Identifier: Apache-2.0
// `vault-make-keys --device DIR`, run once by the factory: the device makes its own keys, and only their public halves
// leave it (identity/device.csr, identity/local.crt.pem).
#pragma once

#include <string>

#include "lib/base/clock.hpp"
#include "lib/base/result.hpp"

namespace cardea::vault {

Status make_keys(const std::string& device, const Clock& clock);

}  // namespace cardea::vault
