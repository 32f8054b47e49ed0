// SPDX-License-Identifier: Apache-2.0
#include "device/updater/slot.hpp"

#include <fcntl.h>

#include "lib/image/block_io.hpp"

namespace cardea::updater {

namespace {

constexpr std::size_t kPart = 64U << 10;

// A file system without fallocate (EOPNOTSUPP) has to find the space as it goes.
Status make_room(const UniqueFd& file, std::uint64_t length) {
  TRY(const std::uint64_t found, image::size_of(file));
  if (found > length && ::ftruncate(file.get(), static_cast<off_t>(length)) != 0) {
    return io_error("the inactive slot cannot be brought to its size");
  }
  int done = 0;
  do done = ::fallocate(file.get(), 0, 0, static_cast<off_t>(length));
  while (done != 0 && errno == EINTR);
  if (done == 0) return kOk;
  if (errno != EOPNOTSUPP) return io_error("the inactive slot has no room for the image");
  if (::ftruncate(file.get(), static_cast<off_t>(length)) != 0)
    return io_error("the inactive slot cannot be brought to its size");
  return kOk;
}

Status check_parts(const UniqueFd& file, const image::SegmentVerifier& image, std::uint64_t segment) {
  Buffer part(image.hash_block_size());
  TRY_(image::read_at(file, image.hash_offset_of(segment), part));
  TRY(const image::SegmentLeaves leaves, image.leaves(segment, part));
  part.resize(kPart);
  const std::size_t size = image.size_of(segment);
  for (std::size_t at = 0; at < size; at += kPart) {
    const MutableBytes blocks = MutableBytes(part).first(std::min(kPart, size - at));
    TRY_(image::read_at(file, image.offset_of(segment) + at, blocks));
    TRY_(leaves.verify(at / image::kBlock, blocks));
  }
  return kOk;
}

}  // namespace

Result<std::unique_ptr<Slot>> Slot::open(const std::string& path, std::uint64_t length, const Clock& clock, Worker& worker) {
  UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!file.valid()) return io_error("the inactive slot cannot be opened");
  TRY_(make_room(file, length));
  TRY(auto look, SecondLook::open(path, worker));
  return std::unique_ptr<Slot>(new Slot(std::move(file), std::move(look), length, clock));
}

bool Slot::holds(const image::SegmentVerifier& image, std::uint64_t segment) const {
  return check_parts(file_, image, segment).ok();
}

Status Slot::write(std::uint64_t offset, Bytes content) {
  if (offset > length_ || content.size() > length_ - offset) {
    return Error{Err::too_large, "the image is larger than the maker signed"};
  }
  unsynced_ += content.size();
  return image::write_at(file_, offset, content);
}

// The disk is busy while the next segment comes, so that there is little to wait for at the end.
Status Slot::keep_up() {
  const bool costs_too_much =
      unsynced_ >= kSyncBytesMax || (unsynced_ >= kSyncBytes && clock_.monotonic_ms() - synced_ms_ >= kSyncMs);
  if (costs_too_much) return sync();
  if (unsynced_ - on_their_way_ >= kSyncBytes) send_on_their_way();
  return kOk;
}

// No promise, so that its failure changes nothing.
void Slot::send_on_their_way() {
  on_their_way_ = unsynced_;
  ::sync_file_range(file_.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
}

Status Slot::sync() {
  if (::fdatasync(file_.get()) != 0) return io_error("the inactive slot cannot be brought to the disk");
  synced_ms_ = clock_.monotonic_ms();
  unsynced_ = on_their_way_ = 0;
  return kOk;
}

Status Slot::finish(const image::SegmentVerifier& image) {
  TRY_(write(image.upper_levels_offset(), image.upper_levels()));
  TRY_(write(image.superblock_offset(), image::encode_superblock(image.superblock())));
  send_on_their_way();
  return kOk;
}

}  // namespace cardea::updater
