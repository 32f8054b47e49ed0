// SPDX-License-Identifier: Apache-2.0
#include "device/vault/sealed_blob.hpp"

#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"

namespace cardea::vault {
namespace {

constexpr std::uint8_t kVersion = 1;
constexpr std::size_t kNonceAndTag = 12 + 16;

}  // namespace

Result<SealedBlob> parse_sealed_blob(Bytes wire) {
  if (wire.size() > kSealedMax) return Error{Err::too_large, "a sealed secret is longer than its bound"};
  Reader reader(wire);
  TRY(const std::uint8_t version, reader.u8());
  if (version != kVersion) return Error{Err::bad_value, "a sealed secret of an unknown version"};
  SealedBlob blob;
  TRY(blob.counter, reader.u64());
  if (reader.left() < kNonceAndTag) return Error{Err::truncated, "a sealed secret is too short"};
  TRY(const Bytes body, reader.take(reader.left()));
  blob.body = to_buffer(body);
  return blob;
}

Buffer encode_sealed_blob(const SealedBlob& blob) {
  return Writer().u8(kVersion).u64(blob.counter).raw(blob.body).take();
}

Buffer sealed_context(std::uint64_t counter, std::string_view context) {
  return Writer().raw(as_bytes("cardea sealed secret")).u8(kVersion).u64(counter).sized(as_bytes(context)).take();
}

Result<SealedBlob> blob_of_counter(std::uint64_t counter, Bytes wire) {
  TRY(SealedBlob blob, parse_sealed_blob(wire));
  if (blob.counter < counter) return Error{Err::rollback, "a secret that was sealed before the counter was raised"};
  if (blob.counter > counter) return Error{Err::unavailable, "a secret that is sealed for a counter value not yet reached"};
  return blob;
}

}  // namespace cardea::vault
