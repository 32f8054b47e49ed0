// SPDX-License-Identifier: Apache-2.0
#include "device/updater/second_look.hpp"

#include <algorithm>

#include "lib/image/block_io.hpp"

namespace cardea::updater {

namespace {

constexpr std::size_t kChunk = 128U << 10;

}  // namespace

Result<std::unique_ptr<SecondLook>> SecondLook::open(const std::string& path, Worker& worker) {
  TRY(UniqueFd file, image::open_to_read(path));
  return std::unique_ptr<SecondLook>(new SecondLook(std::move(file), worker));
}

void SecondLook::follow(std::uint64_t end) {
  if (end <= asked_) return;
  asked_ = end;
  last_ = worker_.add([this, end] { read_to(end); });
}

void SecondLook::follow_now(std::uint64_t end) {
  worker_.wait(last_);
  asked_ = std::max(asked_, end);
  read_to(asked_);
}

void SecondLook::read_to(std::uint64_t end) {
  chunk_.resize(kChunk);
  while (so_far_.ok() && at_ < end) {
    const MutableBytes part = MutableBytes(chunk_).first(static_cast<std::size_t>(std::min<std::uint64_t>(kChunk, end - at_)));
    so_far_ = image::read_at(file_, at_, part);
    if (!so_far_) return;
    hash_.add(part);
    at_ += part.size();
  }
}

Result<crypto::Digest256> SecondLook::finish(std::uint64_t size) {
  TRY(const std::uint64_t found, image::size_of(file_));
  if (found != size) return Error{Err::unauthentic, "its size is another"};
  follow(size);
  worker_.wait(last_);
  TRY_(Status(so_far_));
  return hash_.finish();
}

Status SecondLook::make_last() {
  if (::fdatasync(file_.get()) != 0) return io_error("the inactive slot cannot be brought to the disk");
  return kOk;
}

}  // namespace cardea::updater
