// SPDX-License-Identifier: Apache-2.0
#include "device/vault/tpm2/stored_object.hpp"

#include <algorithm>

#include "device/vault/provider.hpp"
#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"

namespace cardea::vault::tpm2 {
namespace {

constexpr std::uint8_t kVersion = 1;

}  // namespace

Result<StoredObject> parse_stored_object(Bytes wire) {
  if (wire.size() > kStoredMax) return Error{Err::too_large, "a stored TPM object is longer than its bound"};
  Reader reader(wire);
  StoredObject object;
  TRY(const std::uint8_t version, reader.u8());
  if (version != kVersion) return Error{Err::bad_value, "a stored TPM object of an unknown version"};
  TRY(object.counter, reader.u64());
  TRY(const std::uint8_t states, reader.u8());
  if (states > kBootsMax) return Error{Err::too_large, "a stored TPM object lists too many boot states"};
  for (std::uint8_t i = 0; i < states; ++i) {
    TRY(const Bytes state, reader.take(sizeof(crypto::Digest256)));
    std::copy(state.begin(), state.end(), object.states.emplace_back().begin());
  }
  TRY(const Bytes public_area, reader.sized(kStoredMax));
  TRY(const Bytes private_area, reader.sized(kStoredMax));
  TRY_(reader.finish());
  object.public_area = to_buffer(public_area);
  object.private_area = to_buffer(private_area);
  return object;
}

Buffer encode_stored_object(const StoredObject& object) {
  Writer writer;
  writer.u8(kVersion).u64(object.counter).u8(static_cast<std::uint8_t>(object.states.size()));
  for (const crypto::Digest256& state : object.states) writer.raw(state);
  return writer.sized(object.public_area).sized(object.private_area).take();
}

}  // namespace cardea::vault::tpm2
