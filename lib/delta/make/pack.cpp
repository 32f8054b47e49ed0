// SPDX-License-Identifier: Apache-2.0
#include <zstd.h>

#include <algorithm>

#include "lib/delta/make/assemble.hpp"

namespace cardea::delta {

namespace {

constexpr int kLevel = 19;  // of a 256 MiB root 10 % smaller than level 15, for 60 ms more to unpack: less than any home network wins

Result<PackedStream> pack(Bytes plain) {
  PackedStream stream{Buffer(ZSTD_compressBound(plain.size())), plain.size()};
  const std::size_t size = ZSTD_compress(stream.packed.data(), stream.packed.size(), plain.data(), plain.size(), kLevel);
  if (ZSTD_isError(size) != 0) return Error{Err::exhausted, "libzstd cannot compress a part of the image"};
  stream.packed.resize(size);
  return stream;
}

Result<Buffer> pack_group(Bytes data) {
  Buffer controls;
  add_control(controls, Control::fresh, data.size());
  std::array<PackedStream, kStreams> streams;
  TRY(streams[0], pack(controls));
  TRY(streams[2], pack(data));
  return encode_group(Coding::zstd, streams);
}

}  // namespace

// A group is one segment: a device has two of them unpacked at a time. Twice as many would save 3 % of what travels and cost it a MiB.
Result<Made> make_packed(Bytes data, const image::Superblock& superblock) {
  if (data.size() > image::kMaxImage) return Error{Err::too_large, "the image is larger than an image may be"};
  return assemble({}, data, superblock, [&](std::uint64_t first, std::uint64_t, std::uint32_t& taken) -> Result<Buffer> {
    const Bytes rest = data.subspan(static_cast<std::size_t>(first) * image::kSegment);
    taken = 1;
    return pack_group(rest.first(std::min(rest.size(), image::kSegment)));
  });
}

}  // namespace cardea::delta
