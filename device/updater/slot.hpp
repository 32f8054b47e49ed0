// SPDX-License-Identifier: Apache-2.0
// The inactive slot while an image is made in it. It is written by place, so that a download which was cut goes on from what is
// right already; until a verified image leaves it, it holds a part, which no boot record names.
#pragma once

#include <memory>
#include <string>

#include "lib/base/fd.hpp"
#include "lib/image/segments.hpp"

namespace cardea::updater {

class Slot {
 public:
  // Makes room for `length` bytes, on the disk too, so that the space cannot go to somebody else half-way. What was there stays.
  static Result<std::unique_ptr<Slot>> open(const std::string& path, std::uint64_t length);

  // Whether the segment lies there whole and right, hash block included.
  bool holds(const image::SegmentVerifier& image, std::uint64_t segment) const;
  Status write(std::uint64_t offset, Bytes content);  // Err::too_large: outside the image
  Status sync();                                      // after this, what was written outlives a power cut
  // The rest of an image of which every segment is there; then its name is on the disk, too.
  Status finish(const image::SegmentVerifier& image);

 private:
  Slot(UniqueFd file, std::string folder, std::uint64_t length)
      : file_(std::move(file)),
        folder_(std::move(folder)),
        length_(length) {}
  UniqueFd file_;
  std::string folder_;
  std::uint64_t length_;
};

}  // namespace cardea::updater
