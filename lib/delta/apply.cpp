// SPDX-License-Identifier: Apache-2.0
#include <lzma.h>
#include <zstd.h>

#include <algorithm>

#include "lib/codec/reader.hpp"
#include "lib/delta/delta.hpp"

namespace cardea::delta {

namespace {

bool unpack_lzma2(Bytes packed, MutableBytes plain) {
  lzma_options_lzma options{};
  options.dict_size = kWindow;
  const lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
  std::size_t in = 0, out = 0;
  const lzma_ret done =
      lzma_raw_buffer_decode(filters, nullptr, packed.data(), &in, packed.size(), plain.data(), &out, plain.size());
  return done == LZMA_OK && in == packed.size() && out == plain.size();
}

bool unpack_zstd(Bytes packed, MutableBytes plain) {
  const std::size_t size = ZSTD_decompress(plain.data(), plain.size(), packed.data(), packed.size());
  return ZSTD_isError(size) == 0 && size == plain.size();
}

Status unpack(Coding coding, Bytes packed, MutableBytes plain) {
  const bool done = coding == Coding::zstd ? unpack_zstd(packed, plain) : unpack_lzma2(packed, plain);
  return done ? kOk : Status(Error{Err::bad_value, "a group of the delta cannot be decompressed"});
}

Result<Coding> read_coding(Reader& reader) {
  TRY(const std::uint8_t coding, reader.u8());
  if (coding > static_cast<std::uint8_t>(Coding::zstd)) return Error{Err::unsupported, "a group of the delta is coded in an unknown way"};
  return static_cast<Coding>(coding);
}

}  // namespace

Result<Streams> parse_group(Bytes group) {
  Streams streams;
  TRY_(unpack_group(group, streams));
  return streams;
}

Status unpack_group(Bytes group, Streams& streams) {
  if (group.size() > kGroupMax) return Error{Err::too_large, "a group of the delta is larger than it may be"};
  Reader reader(group);
  TRY(const Coding coding, read_coding(reader));
  std::array<std::uint32_t, kStreams> packed{}, plain{};
  std::uint64_t total = 0;
  for (std::size_t i = 0; i < kStreams; ++i) {
    TRY(packed[i], reader.u32());
    TRY(plain[i], reader.u32());
    total += plain[i];
  }
  if (total > kPlainMax) return Error{Err::too_large, "a group of the delta unpacks to more than it may"};
  streams.memory.reserve(kPlainMax);  // what is not used of it takes no memory
  streams.memory.resize(static_cast<std::size_t>(total));
  MutableBytes rest = streams.memory;
  for (std::size_t i = 0; i < kStreams; ++i) {
    TRY(const Bytes content, reader.take(packed[i]));
    const MutableBytes into = rest.first(plain[i]);
    rest = rest.subspan(plain[i]);
    streams.plain[i] = into;
    if (plain[i] == 0 && packed[i] == 0) continue;
    TRY_(unpack(coding, content, into));
  }
  return reader.finish();
}

Result<std::uint64_t> Program::number() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 42; shift += 7) {
    TRY(const Bytes piece, take(0, 1));
    value |= static_cast<std::uint64_t>(piece[0] & 0x7f) << shift;
    if (piece[0] < 0x80) return value;
  }
  return Error{Err::too_large, "a number in the delta is too large"};
}

Result<Bytes> Program::take(std::size_t stream, std::size_t size) {
  const Bytes all = streams_.plain[stream];
  if (size > all.size() - used_[stream]) return Error{Err::truncated, "a stream of the delta ends too early"};
  const Bytes taken = all.subspan(used_[stream], size);
  used_[stream] += size;
  return taken;
}

// Moves are signed, the sign in the lowest bit.
Status Program::next_control() {
  TRY(const std::uint64_t control, number());
  kind_ = static_cast<Control>(control & 3);
  left_ = control >> 2;
  if (kind_ != Control::move) return kOk;
  const std::uint64_t distance = left_ >> 1;
  old_at_ = (left_ & 1) != 0 ? old_at_ - distance : old_at_ + distance;
  left_ = 0;
  if (old_at_ > image::kMaxImage) return Error{Err::bad_value, "the delta points outside any image"};
  return kOk;
}

Status Program::run(MutableBytes into) {
  if (kind_ == Control::fresh) {
    TRY(const Bytes fresh, take(2, into.size()));
    std::copy(fresh.begin(), fresh.end(), into.begin());
    return kOk;
  }
  if (old_at_ + into.size() > image::kMaxImage) return Error{Err::bad_value, "the delta reads outside any image"};
  TRY_(read_(old_at_, into));
  old_at_ += into.size();
  if (kind_ == Control::copy) return kOk;
  TRY(const Bytes differences, take(1, into.size()));
  for (std::size_t i = 0; i < into.size(); ++i) into[i] = static_cast<std::uint8_t>(into[i] + differences[i]);
  return kOk;
}

Status Program::produce(MutableBytes into) {
  while (!into.empty()) {
    if (left_ == 0) {
      TRY_(next_control());
      continue;
    }
    const std::size_t now = static_cast<std::size_t>(std::min<std::uint64_t>(left_, into.size()));
    TRY_(run(into.first(now)));
    left_ -= now;
    into = into.subspan(now);
  }
  return kOk;
}

Result<Bytes> Program::next(std::size_t size, Buffer& scratch) {
  while (left_ == 0) TRY_(next_control());
  if (kind_ == Control::fresh && left_ >= size) {
    left_ -= size;
    return take(2, size);
  }
  scratch.resize(size);
  TRY_(produce(scratch));
  return Bytes(scratch);
}

Status Program::finish() const {
  for (std::size_t i = 0; i < kStreams; ++i) {
    if (used_[i] != streams_.plain[i].size()) return Error{Err::bad_value, "a group of the delta holds more than it needs"};
  }
  if (left_ != 0) return Error{Err::bad_value, "a group of the delta makes more than it should"};
  return kOk;
}

//= EN303645 5.3-9   type=implementation
// # No byte of a delta is read before its digest was found right, no byte made from it is written before the root hash vouches
// for it.
Result<Applier> Applier::open(Bytes head, const crypto::Digest256& digest, const crypto::Digest256& root, std::uint64_t done) {
  if (crypto::sha256(head) != digest) return Error{Err::unauthentic, "the delta's head is not the one that was promised"};
  TRY(Head parsed, parse_head(head));
  if (parsed.superblock.root != root)
    return Error{Err::unauthentic, "the delta makes another image than the one that was promised"};
  TRY(image::SegmentVerifier verifier, image::SegmentVerifier::from_digests(parsed.superblock, parsed.digests));
  if (done > verifier.segments()) return Error{Err::bad_value, "more segments are said to be done than the image has"};
  Applier applier(std::move(parsed), std::move(verifier));
  applier.done_ = done;
  const auto& groups = applier.head_.groups;
  while (!applier.complete() && groups[applier.group_].first_segment + groups[applier.group_].segments <= done) ++applier.group_;
  return applier;
}

Status Applier::hand_on(std::uint64_t segment, Bytes data, const Sink& sink) {
  TRY(const Buffer hash_block, verifier_.verify(segment, data));
  TRY_(sink(verifier_.offset_of(segment), data));
  if (!hash_block.empty()) TRY_(sink(verifier_.hash_offset_of(segment), hash_block));
  done_ = segment + 1;
  return kOk;
}

Status open_group(const Group& promised, Bytes group, Streams& streams) {
  if (group.size() != promised.size || group_digest(group) != promised.digest) {
    return Error{Err::unauthentic, "a group of the delta is not the one that was promised"};
  }
  return unpack_group(group, streams);
}

Status Applier::begin_group(Bytes group, ReadOld read) {
  if (complete() || in_group()) return Error{Err::refused, "the delta wants no group now"};
  Streams opened;
  give_back(opened);
  TRY_(open_group(next_group(), group, opened));
  return begin_group(opened, std::move(read));
}

void Applier::give_back(Streams& streams) {
  if (running_ && !in_group()) std::swap(streams, running_->streams);
}

Status Applier::begin_group(Streams& opened, ReadOld read) {
  if (complete() || in_group()) return Error{Err::refused, "the delta wants no group now"};
  if (!running_) running_ = std::make_unique<Running>();
  std::swap(running_->streams, opened);
  running_->read = std::move(read);
  running_->program.emplace(running_->streams, running_->read);
  running_->segment = next_group().first_segment;
  return kOk;
}

Status Applier::next_segment(const Sink& sink) {
  if (!in_group()) return Error{Err::refused, "no group of the delta was begun"};
  Running& now = *running_;
  TRY(const Bytes data, now.program->next(verifier_.size_of(now.segment), now.data));
  if (now.segment >= done_) TRY_(hand_on(now.segment, data, sink));
  if (++now.segment < next_group().first_segment + next_group().segments) return kOk;
  TRY_(now.program->finish());
  now.program.reset();
  if (++group_ == head_.groups.size()) running_.reset();
  return kOk;
}

Status Applier::add_group(Bytes group, const ReadOld& read, const Sink& sink) {
  TRY_(begin_group(group, read));
  while (in_group()) TRY_(next_segment(sink));
  return kOk;
}

Status Applier::finish(const Sink& sink) const {
  if (!complete()) return Error{Err::refused, "the delta is not applied yet"};
  if (!verifier_.upper_levels().empty()) TRY_(sink(verifier_.upper_levels_offset(), verifier_.upper_levels()));
  return sink(verifier_.superblock_offset(), image::encode_superblock(verifier_.superblock()));
}

}  // namespace cardea::delta
