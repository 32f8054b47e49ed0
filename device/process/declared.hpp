// SPDX-License-Identifier: Apache-2.0
// What the product declares (run/product.cbor, compiled from product.toml), for the processes that enforce it.
#pragma once

#include "device/process/process.hpp"
#include "lib/store/file.hpp"
#include "product/policy.hpp"

namespace cardea::process {

// Before the walls go up. The bytes, some 70 KiB, do not outlive the reading.
inline Result<product::ProductPolicy> declared_policy(const Process& self) {
  TRY(const Buffer wire, store::read_file(self.path("run/product.cbor"), product::kPolicyBytesMax));
  return product::parse_policy(wire);
}

}  // namespace cardea::process
