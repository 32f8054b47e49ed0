// SPDX-License-Identifier: Apache-2.0
// What the device knows of its label, written once by the factory tool: factory.cbor {"verifier": PHC text of the pre-installed
// password, "label_secret_hash": SHA-256 of the pairing secret}. The second may be missing.
// The password is good for set-up and nothing else (5.1-1), and again after an erasure.
#pragma once

#include <string>

#include "lib/base/bytes.hpp"

namespace cardea::steward {

struct FactoryRecord {
  std::string verifier;
  Buffer label_secret_hash = {};  // 32 bytes, or none
};

Result<FactoryRecord> parse_factory_record(Bytes wire);
Buffer encode_factory_record(const FactoryRecord& record);

}  // namespace cardea::steward
