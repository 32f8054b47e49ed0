// SPDX-License-Identifier: Apache-2.0
// What all ways of making a delta have in common: the head, the groups one after the other, and the proof that they give the image.
#pragma once

#include "lib/delta/make/make.hpp"

namespace cardea::delta {

void add_control(Buffer& controls, Control kind, std::uint64_t value);

struct PackedStream {
  Buffer packed;
  std::size_t plain = 0;  // bytes before
};
Buffer encode_group(Coding coding, const std::array<PackedStream, kStreams>& streams);

// A group of `taken` segments from `first` on, at most `most`.
using MakeGroup = std::function<Result<Buffer>(std::uint64_t first, std::uint64_t most, std::uint32_t& taken)>;

Result<Made> assemble(Bytes old_image, Bytes data, const image::Superblock& superblock, const MakeGroup& make_group);

}  // namespace cardea::delta
