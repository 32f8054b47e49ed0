// SPDX-License-Identifier: Apache-2.0
// An update as the difference between two images, as a device applies it: the old slot is read by position, a segment of the new
// image (lib/image/segments.hpp) is made in memory, checked against the signed root hash, and only then handed on. The difference
// to nothing is the whole image compressed. All integers big-endian:
//   head    magic "CARDEAD1", superblock {u64 data blocks, salt, root}, digest of each segment's hash block (32 bytes each),
//           u32 number of groups, then for each: u32 segments, u32 bytes, first 16 bytes of its SHA-256
//   groups  one after the other; each u8 coding, {u32 packed, u32 plain} for three streams, then the streams; coding 0: each raw
//           LZMA2, smallest; 1: each a Zstandard frame (RFC 8878), which unpacks at the pace of a disk
// The streams of a group: controls, differences, fresh bytes. A control is a number of 7-bit pieces, lowest first, its two lowest
// bits what to do: 0 copy from the old image, 1 the same plus a difference to each byte, 2 fresh bytes, 3 move in the old image.
// Sixteen bytes of a digest suffice: only a second preimage would help an attacker, for groups are made by the maker.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "lib/image/segments.hpp"

namespace cardea::delta {

inline constexpr std::size_t kGroupMax = 1U << 20;  // what a cut costs at most
inline constexpr std::size_t kPlainMax = 4U << 20;  // of a group's three streams together
inline constexpr std::size_t kWindow = 4U << 20;    // of the compression
inline constexpr std::size_t kHeadMax = 1U << 17;
inline constexpr std::size_t kStreams = 3;
enum class Coding : std::uint8_t { lzma2, zstd };
enum class Control : std::uint8_t { copy, difference, fresh, move };
using GroupDigest = std::array<std::uint8_t, 16>;

struct Group {
  std::uint64_t first_segment = 0;
  std::uint32_t segments = 0;
  std::uint64_t offset = 0;  // in the delta
  std::uint32_t size = 0;
  GroupDigest digest{};
};

struct Head {
  image::Superblock superblock;
  std::vector<crypto::Digest256> digests;
  std::vector<Group> groups;
};

// Only for bytes that were authenticated before: use Applier::open.
Result<Head> parse_head(Bytes bytes);
Buffer encode_head(const Head& head);
std::size_t head_size(std::size_t segments, std::size_t groups);
GroupDigest group_digest(Bytes group);

// A group's streams after decompression; bounded by kPlainMax before memory is taken.
struct Streams {
  Streams() = default;
  Streams(Streams&&) = default;
  Streams& operator=(Streams&&) = default;

  Buffer memory;                      // of all three, one behind the other; its place stays from group to group
  std::array<Bytes, kStreams> plain;  // in it
};
Result<Streams> parse_group(Bytes group);
Status unpack_group(Bytes group, Streams& streams);  // the same in the memory of an earlier one

// Fills `into` with what lies at `offset` of the old image. It may fail and may be wrong: then nothing is handed on.
using ReadOld = std::function<Status(std::uint64_t offset, MutableBytes into)>;
// Takes verified bytes for their place in the new image.
using Sink = std::function<Status(std::uint64_t offset, Bytes content)>;

// Runs the controls of one group. The old image is reached only through `read`.
class Program {
 public:
  Program(const Streams& streams, const ReadOld& read) : streams_(streams), read_(read) {}
  Status produce(MutableBytes into);
  // The next bytes, `size` of them: where they lie when they are fresh ones, else in `scratch`.
  Result<Bytes> next(std::size_t size, Buffer& scratch);
  Status finish() const;  // all streams must be used up

 private:
  Result<std::uint64_t> number();
  Status next_control();
  Status run(MutableBytes into);
  Result<Bytes> take(std::size_t stream, std::size_t size);

  const Streams& streams_;
  const ReadOld& read_;
  std::array<std::size_t, kStreams> used_{};
  std::uint64_t old_at_ = 0;
  std::uint64_t left_ = 0;  // of the running control
  Control kind_ = Control::copy;
};

// Unpacks the group when it is the one that was promised, else Err::unauthentic. Touches nothing of an applier, so that the next
// group can be opened while one is made.
Status open_group(const Group& promised, Bytes group, Streams& streams);

class Applier {
 public:
  // `digest` and `root` come from signed metadata; `done` segments were handed on and brought to the disk before.
  static Result<Applier> open(Bytes head, const crypto::Digest256& digest, const crypto::Digest256& root, std::uint64_t done = 0);

  bool complete() const { return group_ == head_.groups.size(); }
  const Group& next_group() const { return head_.groups[group_]; }  // what to fetch next; not when complete
  // That many behind it, for who fetches ahead; nullptr: there are no more.
  const Group* group_ahead(std::size_t by) const { return by < head_.groups.size() - group_ ? &head_.groups[group_ + by] : nullptr; }
  std::uint64_t segments_done() const { return done_; }             // what to store for going on after a cut
  const image::SegmentVerifier& verifier() const { return verifier_; }

  // A group is begun with its bytes, which are not needed afterwards, and then made segment by segment, so that whoever applies
  // it can look up in between. Err::unauthentic when the group is another one or the old image is not what the delta was made
  // from: fetch the full image.
  Status begin_group(Bytes group, ReadOld read);
  // The same with what open_group made of next_group(). Gives back the memory of the group before, as give_back does.
  Status begin_group(Streams& opened, ReadOld read);
  void give_back(Streams& streams);  // between two groups: for open_group to take again
  bool in_group() const { return running_ && running_->program; }
  Status next_segment(const Sink& sink);
  Status add_group(Bytes group, const ReadOld& read, const Sink& sink);  // all of that at once
  // What remains of the image beside its segments; once complete.
  Status finish(const Sink& sink) const;

 private:
  // Its memory serves one group after the other: taking it anew for each costs more than unpacking does.
  struct Running {
    Streams streams;
    Buffer data;
    ReadOld read;
    std::optional<Program> program;  // of the group that was begun
    std::uint64_t segment = 0;
  };

  Applier(Head head, image::SegmentVerifier verifier) : head_(std::move(head)), verifier_(std::move(verifier)) {}
  Status hand_on(std::uint64_t segment, Bytes data, const Sink& sink);

  Head head_;
  image::SegmentVerifier verifier_;
  std::size_t group_ = 0;
  std::uint64_t done_ = 0;
  std::unique_ptr<Running> running_;
};

}  // namespace cardea::delta
