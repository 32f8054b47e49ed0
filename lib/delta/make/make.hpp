// SPDX-License-Identifier: Apache-2.0
// Making a delta, on a build host: memory (about six times the old image) and time may be spent here, never on a device. The same
// two images give the same delta.
#pragma once

#include "lib/delta/delta.hpp"

namespace cardea::delta {

struct Made {
  Buffer delta;
  std::size_t head_size = 0;
  crypto::Digest256 head_sha256{};  // for the signed metadata, with head_size
};

// `data`: the new image's data blocks, whose tree has this superblock. What comes back was applied to `old_image` before.
Result<Made> make_delta(Bytes old_image, Bytes data, const image::Superblock& superblock);

// The whole image compressed, for devices that run anything: a delta from nothing.
Result<Made> make_packed(Bytes data, const image::Superblock& superblock);

}  // namespace cardea::delta
