// SPDX-License-Identifier: Apache-2.0
// The inactive slot while an image is made in it. It is written by place, so that a download which was cut goes on from what is
// right already; until a verified image leaves it, it holds a part, which no boot record names.
#pragma once

#include <memory>
#include <string>

#include "lib/base/clock.hpp"
#include "device/updater/second_look.hpp"
#include "lib/base/fd.hpp"
#include "lib/image/segments.hpp"

namespace cardea::updater {

// What a power cut costs at most: a MiB, or what came within a quarter of a second where that is more. A network brings less in
// that time; of a file at hand nothing is lost but that moment.
inline constexpr std::uint64_t kSyncBytes = 1U << 20;
inline constexpr std::uint64_t kSyncBytesMax = 64U << 20;
inline constexpr std::uint64_t kSyncMs = 250;

class Slot {
 public:
  // Makes room for `length` bytes, on the disk too, so that the space cannot go to somebody else half-way. What was there stays.
  static Result<std::unique_ptr<Slot>> open(const std::string& path, std::uint64_t length, const Clock& clock, Worker& worker);

  // Whether the segment lies there whole and right, hash block included.
  bool holds(const image::SegmentVerifier& image, std::uint64_t segment) const;
  Status write(std::uint64_t offset, Bytes content);  // Err::too_large: outside the image
  // Between two segments: sends what was written on its way, and sees that it lasts once a cut would cost more than above.
  Status keep_up();
  SecondLook& look() { return *look_; }
  Status sync();  // after this, what was written outlives a power cut
  // The rest of an image of which every segment is there. It is on its way to the disk: verify_download sees that it arrives.
  Status finish(const image::SegmentVerifier& image);
  std::unique_ptr<SecondLook> take_look() { return std::move(look_); }  // once, when nothing more is written

 private:
  void send_on_their_way();
  Slot(UniqueFd file, std::unique_ptr<SecondLook> look, std::uint64_t length, const Clock& clock)
      : file_(std::move(file)),
        look_(std::move(look)),
        length_(length),
        clock_(clock),
        synced_ms_(clock.monotonic_ms()) {}
  UniqueFd file_;
  std::unique_ptr<SecondLook> look_;
  std::uint64_t length_;
  const Clock& clock_;
  std::uint64_t synced_ms_;
  std::uint64_t unsynced_ = 0;      // bytes that were written since
  std::uint64_t on_their_way_ = 0;  // of them
};

}  // namespace cardea::updater
