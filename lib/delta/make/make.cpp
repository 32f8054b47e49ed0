// SPDX-License-Identifier: Apache-2.0
#include "lib/delta/make/make.hpp"

#include <lzma.h>

#include <algorithm>

#include "lib/delta/make/assemble.hpp"
#include "lib/delta/make/matches.hpp"

namespace cardea::delta {

namespace {

// Shorter runs that agree stay among the differences, where zeros cost next to nothing and controls are few. Measured on pairs of
// 256 MiB roots: 32 gives deltas 5 and 12 % larger, 1024 gains 0.3 % and makes more groups.
constexpr std::size_t kCopyMin = 256;

// The controls for a part of the new image, as Program runs them.
class Encoder {
 public:
  Encoder(Bytes old_image, Bytes data) : old_(old_image), new_(data) {}

  void add(const Match& match) {
    move(match.old_at);
    for (std::size_t at = 0; at < match.size;) {
      const std::size_t same = agreeing(match, at);
      if (same >= kCopyMin || same == match.size - at) {
        if (same != 0) control(Control::copy, same);
        at += same;
        continue;
      }
      std::size_t end = at + same;  // a run that differs goes to the next that agrees long enough
      while (end < match.size) {
        const std::size_t next = agreeing(match, end);
        if (next >= kCopyMin || end + next == match.size) break;
        end += next + 1;
      }
      end = std::min(end, match.size);
      control(Control::difference, end - at);
      for (; at < end; ++at) {
        streams_[1].push_back(static_cast<std::uint8_t>(new_[match.new_at + at] - old_[match.old_at + at]));
      }
    }
    old_at_ += match.size;
  }
  void add_fresh(std::size_t at, std::size_t size) {
    if (size == 0) return;
    control(Control::fresh, size);
    const Bytes fresh = new_.subspan(at, size);
    streams_[2].insert(streams_[2].end(), fresh.begin(), fresh.end());
  }

  std::size_t plain() const { return streams_[0].size() + streams_[1].size() + streams_[2].size(); }
  const std::array<Buffer, kStreams>& streams() const { return streams_; }

 private:
  std::size_t agreeing(const Match& match, std::size_t at) const {
    const Bytes a = old_.subspan(match.old_at, match.size), b = new_.subspan(match.new_at, match.size);
    return static_cast<std::size_t>(
               std::mismatch(a.begin() + static_cast<std::ptrdiff_t>(at), a.end(), b.begin() + static_cast<std::ptrdiff_t>(at))
                   .first -
               a.begin()) -
           at;
  }
  void control(Control kind, std::uint64_t value) { add_control(streams_[0], kind, value); }
  void move(std::size_t to) {
    if (to > old_at_) control(Control::move, (to - old_at_) << 1);
    if (to < old_at_) control(Control::move, (old_at_ - to) << 1 | 1);
    old_at_ = to;
  }

  Bytes old_, new_;
  std::size_t old_at_ = 0;
  std::array<Buffer, kStreams> streams_;
};

Result<Buffer> pack(Bytes plain, std::uint32_t literal_context) {
  if (plain.empty()) return Buffer();
  lzma_options_lzma options{};
  if (lzma_lzma_preset(&options, 9 | LZMA_PRESET_EXTREME)) return Error{Err::unsupported, "liblzma has no such preset"};
  options.dict_size = kWindow;
  options.lc = literal_context;
  options.pb = 0;  // nothing in a stream is aligned
  const lzma_filter filters[] = {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}};
  Buffer packed(lzma_stream_buffer_bound(plain.size()));
  std::size_t size = 0;
  if (lzma_raw_buffer_encode(filters, nullptr, plain.data(), plain.size(), packed.data(), &size, packed.size()) != LZMA_OK) {
    return Error{Err::exhausted, "liblzma cannot compress a group of the delta"};
  }
  packed.resize(size);
  return packed;
}

class Maker {
 public:
  Maker(Bytes old_image, Bytes data, std::vector<Match> matches) : old_(old_image), new_(data), matches_(std::move(matches)) {}

  // As many segments as fit into a group, at most `most`.
  Result<Buffer> group(std::uint64_t first, std::uint64_t most, std::uint32_t& taken) const {
    std::uint64_t fits = 1, too_many = most + 1;
    while (too_many - fits > 1) {
      const std::uint64_t middle = fits + (too_many - fits) / 2;
      (encode(first, middle).plain() <= kPlainMax ? fits : too_many) = middle;
    }
    for (;; fits /= 2) {
      TRY(Buffer packed, pack_group(encode(first, fits)));
      taken = static_cast<std::uint32_t>(fits);
      if (packed.size() <= kGroupMax) return packed;
      if (fits == 1) return Error{Err::too_large, "a segment does not fit into a group"};
    }
  }

 private:
  Encoder encode(std::uint64_t first, std::uint64_t segments) const {
    Encoder encoder(old_, new_);
    std::size_t at = static_cast<std::size_t>(first) * image::kSegment;
    const std::size_t end = std::min(at + static_cast<std::size_t>(segments) * image::kSegment, new_.size());
    auto match = std::partition_point(matches_.begin(), matches_.end(), [at](const Match& m) { return m.new_at + m.size <= at; });
    for (; match != matches_.end() && match->new_at < end; ++match) {
      const std::size_t from = std::max(at, match->new_at);
      const std::size_t to = std::min(end, match->new_at + match->size);
      encoder.add_fresh(at, from - at);
      encoder.add({match->old_at + (from - match->new_at), from, to - from});
      at = to;
      if (encoder.plain() > kPlainMax) return encoder;  // too much already
    }
    encoder.add_fresh(at, end - at);
    return encoder;
  }

  static Result<Buffer> pack_group(const Encoder& encoder) {
    constexpr std::array<std::uint32_t, kStreams> kContext = {1, 0, 4};  // found by trying all
    std::array<PackedStream, kStreams> streams;
    for (std::size_t i = 0; i < kStreams; ++i) {
      const Buffer& plain = encoder.streams()[i];
      streams[i].plain = plain.size();
      TRY(streams[i].packed, pack(plain, kContext[i]));
    }
    return encode_group(Coding::lzma2, streams);
  }

  Bytes old_, new_;
  std::vector<Match> matches_;
};

}  // namespace

Result<Made> make_delta(Bytes old_image, Bytes data, const image::Superblock& superblock) {
  if (old_image.size() > image::kMaxImage || data.size() > image::kMaxImage)
    return Error{Err::too_large, "an image is larger than an image may be"};
  TRY(std::vector<Match> matches, find_matches(old_image, data));
  const Maker maker(old_image, data, std::move(matches));
  return assemble(old_image, data, superblock, [&](std::uint64_t first, std::uint64_t most, std::uint32_t& taken) {
    return maker.group(first, most, taken);
  });
}

}  // namespace cardea::delta
