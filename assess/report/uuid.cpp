// SPDX-License-Identifier: Apache-2.0
#include "assess/report/uuid.hpp"

#include <nettle/sha1.h>

#include <algorithm>

#include "lib/base/bytes.hpp"

namespace cardea::assess {

// SHA-1 is what version 5 is made of; nothing here rests on its strength.
Uuid uuid_of_name(const Uuid& space, std::string_view name) {
  sha1_ctx state;
  sha1_init(&state);
  sha1_update(&state, space.size(), space.data());
  sha1_update(&state, name.size(), as_bytes(name).data());
  std::array<std::uint8_t, SHA1_DIGEST_SIZE> digest{};
  sha1_digest(&state, digest.size(), digest.data());
  Uuid uuid{};
  std::copy_n(digest.begin(), uuid.size(), uuid.begin());
  uuid[6] = static_cast<std::uint8_t>((uuid[6] & 0x0f) | 0x50);
  uuid[8] = static_cast<std::uint8_t>((uuid[8] & 0x3f) | 0x80);
  return uuid;
}

std::string print_uuid(const Uuid& uuid) {
  std::string out = to_hex(uuid);
  for (const std::size_t at : {20U, 16U, 12U, 8U}) out.insert(at, "-");
  return out;
}

}  // namespace cardea::assess
