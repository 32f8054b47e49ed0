// SPDX-License-Identifier: Apache-2.0
// The seam between vault and whatever holds the keys: a file today, a TPM 2.0 or a PKCS#11 token on machines that have one.
// No call gives a private key away, and none ever may.
#pragma once

#include <memory>
#include <string>

#include "lib/crypto/keys.hpp"

namespace cardea::vault {

class Provider {
 public:
  virtual ~Provider() = default;
  virtual Result<Buffer> sign_local(const crypto::Digest256& digest) = 0;   // TLS of the device's own pages
  virtual Result<Buffer> sign_device(const crypto::Digest256& digest) = 0;  // the device's identity
  virtual std::uint64_t epoch() const = 0;
  // Never lower: Err::rollback. Durable when it returns.
  virtual Status raise_epoch(std::uint64_t value) = 0;
  virtual std::string description() const = 0;
  virtual bool hardware() const = 0;
};

}  // namespace cardea::vault
