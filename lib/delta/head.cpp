// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"
#include "lib/delta/delta.hpp"

namespace cardea::delta {

namespace {

constexpr std::string_view kMagic = "CARDEAD1";
constexpr std::size_t kGroupEntry = 4 + 4 + sizeof(GroupDigest);

template <std::size_t size>
Status read_into(Reader& reader, std::array<std::uint8_t, size>& into) {
  TRY(const Bytes field, reader.take(size));
  std::copy(field.begin(), field.end(), into.begin());
  return kOk;
}

Status read_superblock(Reader& reader, image::Superblock& superblock) {
  TRY(superblock.data_blocks, reader.u64());
  if (superblock.data_blocks == 0 || superblock.data_blocks > image::kMaxImage / image::kBlock) {
    return Error{Err::too_large, "the delta makes an image larger than an image may be"};
  }
  TRY_(read_into(reader, superblock.salt));
  return read_into(reader, superblock.root);
}

Status read_groups(Reader& reader, Head& head) {
  TRY(const std::uint32_t count, reader.u32());
  if (count > head.digests.size() || reader.left() != count * kGroupEntry) {
    return Error{Err::bad_value, "the delta's list of groups has another length"};
  }
  std::uint64_t segment = 0, offset = head_size(head.digests.size(), count);
  for (std::uint32_t i = 0; i < count; ++i) {
    Group group{.first_segment = segment, .offset = offset};
    TRY(group.segments, reader.u32());
    TRY(group.size, reader.u32());
    TRY_(read_into(reader, group.digest));
    if (group.segments == 0 || group.size > kGroupMax) return Error{Err::bad_value, "a group of the delta is empty or too large"};
    segment += group.segments;
    offset += group.size;
    head.groups.push_back(group);
  }
  if (segment != head.digests.size()) return Error{Err::bad_value, "the delta's groups do not make the whole image"};
  return reader.finish();
}

}  // namespace

std::size_t head_size(std::size_t segments, std::size_t groups) {
  return kMagic.size() + 8 + 2 * sizeof(crypto::Digest256) + segments * sizeof(crypto::Digest256) + 4 + groups * kGroupEntry;
}

GroupDigest group_digest(Bytes group) {
  const crypto::Digest256 whole = crypto::sha256(group);
  GroupDigest digest{};
  std::copy_n(whole.begin(), digest.size(), digest.begin());
  return digest;
}

Result<Head> parse_head(Bytes bytes) {
  if (bytes.size() > kHeadMax) return Error{Err::too_large, "the delta's head is larger than it may be"};
  Reader reader(bytes);
  TRY(const Bytes magic, reader.take(kMagic.size()));
  if (as_text(magic) != kMagic) return Error{Err::bad_value, "this is no delta"};
  Head head;
  TRY_(read_superblock(reader, head.superblock));
  const std::uint64_t segments = image::segments_of(head.superblock.data_blocks);
  if (reader.left() < segments * sizeof(crypto::Digest256)) return Error{Err::truncated, "the delta's head ends too early"};
  head.digests.resize(static_cast<std::size_t>(segments));
  for (crypto::Digest256& digest : head.digests) TRY_(read_into(reader, digest));
  TRY_(read_groups(reader, head));
  return head;
}

Buffer encode_head(const Head& head) {
  Writer writer;
  writer.raw(as_bytes(kMagic)).u64(head.superblock.data_blocks).raw(head.superblock.salt).raw(head.superblock.root);
  for (const crypto::Digest256& digest : head.digests) writer.raw(digest);
  writer.u32(static_cast<std::uint32_t>(head.groups.size()));
  for (const Group& group : head.groups) writer.u32(group.segments).u32(group.size).raw(group.digest);
  return writer.take();
}

}  // namespace cardea::delta
