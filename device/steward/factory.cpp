// SPDX-License-Identifier: Apache-2.0
#include "device/steward/factory.hpp"

#include "lib/codec/cbor.hpp"

namespace cardea::steward {

Result<FactoryRecord> parse_factory_record(Bytes wire) {
  TRY(const Value root, parse_cbor(wire, Limits{.bytes_max = 1024, .depth_max = 2, .nodes_max = 8}));
  FactoryRecord record;
  TRY(record.verifier, root.text("verifier"));
  const bool paired = root.find("label_secret_hash") != nullptr;
  if (paired) {
    TRY(record.label_secret_hash, root.bytes("label_secret_hash"));
    if (record.label_secret_hash.size() != 32) return Error{Err::bad_value, "the factory record's hash is not 32 bytes"};
  }
  if (root.if_map()->size() != (paired ? 2U : 1U))
    return Error{Err::bad_value, "the factory record has members that nobody declared"};
  if (!record.verifier.starts_with("$argon2id$")) return Error{Err::bad_value, "the factory record holds no argon2id verifier"};
  return record;
}

Buffer encode_factory_record(const FactoryRecord& record) {
  Value root;
  root.set("verifier", record.verifier);
  if (!record.label_secret_hash.empty()) root.set("label_secret_hash", record.label_secret_hash);
  return encode_cbor(root);
}

}  // namespace cardea::steward
