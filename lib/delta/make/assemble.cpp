// SPDX-License-Identifier: Apache-2.0
#include "lib/delta/make/assemble.hpp"

#include <algorithm>

#include "lib/codec/writer.hpp"
#include "lib/image/tree.hpp"

namespace cardea::delta {

namespace {

Result<std::vector<crypto::Digest256>> segment_digests(Bytes data, const image::Superblock& superblock) {
  const image::TreeShape shape = image::tree_shape(superblock.data_blocks);
  std::vector<crypto::Digest256> digests;
  image::TreeHasher tree(superblock.data_blocks, superblock.salt, [&](std::uint64_t block, Bytes content) -> Status {
    if (block >= shape.level_start[0]) digests.push_back(image::salted_digest(superblock.salt, content));
    return kOk;
  });
  for (std::size_t at = 0; at < data.size(); at += image::kBlock)
    TRY_(tree.add(data.subspan(at, std::min(image::kBlock, data.size() - at))));
  TRY(const crypto::Digest256 root, tree.finish());
  if (root != superblock.root) return Error{Err::unauthentic, "the new image's root hash is not that of its blocks"};
  if (digests.empty()) digests.push_back(root);  // one block only
  return digests;
}

Status prove(const Made& made, Bytes old_image, Bytes data, const crypto::Digest256& root) {
  const Bytes delta = made.delta;
  TRY(Applier applier, Applier::open(delta.first(made.head_size), made.head_sha256, root));
  const ReadOld read = [&](std::uint64_t offset, MutableBytes into) -> Status {
    if (offset > old_image.size() || into.size() > old_image.size() - offset) return Error{Err::truncated, "the old image ends"};
    const Bytes part = old_image.subspan(static_cast<std::size_t>(offset), into.size());
    std::copy(part.begin(), part.end(), into.begin());
    return kOk;
  };
  const Sink compare = [&](std::uint64_t offset, Bytes content) -> Status {
    if (offset >= data.size()) return kOk;  // the tree: SegmentVerifier made it
    if (!equal(content, data.subspan(static_cast<std::size_t>(offset), content.size())))
      return Error{Err::broken, "the delta made does not give the new image"};
    return kOk;
  };
  while (!applier.complete()) {
    const Group& group = applier.next_group();
    TRY_(applier.add_group(delta.subspan(static_cast<std::size_t>(group.offset), group.size), read, compare));
  }
  return applier.finish(compare);
}

}  // namespace

void add_control(Buffer& controls, Control kind, std::uint64_t value) {
  value = value << 2 | static_cast<std::uint64_t>(kind);
  for (; value >= 0x80; value >>= 7) controls.push_back(static_cast<std::uint8_t>(value | 0x80));
  controls.push_back(static_cast<std::uint8_t>(value));
}

Buffer encode_group(Coding coding, const std::array<PackedStream, kStreams>& streams) {
  Writer writer;
  writer.u8(static_cast<std::uint8_t>(coding));
  for (const PackedStream& stream : streams) {
    writer.u32(static_cast<std::uint32_t>(stream.packed.size())).u32(static_cast<std::uint32_t>(stream.plain));
  }
  for (const PackedStream& stream : streams) writer.raw(stream.packed);
  return writer.take();
}

Result<Made> assemble(Bytes old_image, Bytes data, const image::Superblock& superblock, const MakeGroup& make_group) {
  Head head{.superblock = superblock, .digests = {}, .groups = {}};
  TRY(head.digests, segment_digests(data, superblock));
  Buffer groups;
  for (std::uint64_t first = 0; first < head.digests.size();) {
    Group group{.first_segment = first};
    TRY(const Buffer packed, make_group(first, head.digests.size() - first, group.segments));
    group.size = static_cast<std::uint32_t>(packed.size());
    group.digest = group_digest(packed);
    groups.insert(groups.end(), packed.begin(), packed.end());
    head.groups.push_back(group);
    first += group.segments;
  }
  Made made{.delta = encode_head(head), .head_size = 0, .head_sha256 = {}};
  made.head_size = made.delta.size();
  made.head_sha256 = crypto::sha256(made.delta);
  made.delta.insert(made.delta.end(), groups.begin(), groups.end());
  TRY_(prove(made, old_image, data, superblock.root));
  return made;
}

}  // namespace cardea::delta
