// SPDX-License-Identifier: Apache-2.0
#include "device/updater/slot_writer.hpp"

#include <fcntl.h>

#include "lib/image/block_io.hpp"
#include "lib/store/file.hpp"

namespace cardea::updater {

Result<std::unique_ptr<SlotWriter>> SlotWriter::begin(const std::string& path, std::uint64_t length) {
  UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!file.valid()) return io_error("the inactive slot cannot be opened");
  return std::unique_ptr<SlotWriter>(new SlotWriter(std::move(file), path.substr(0, path.rfind('/')), length));
}

Status SlotWriter::add(Bytes piece) {
  if (piece.size() > length_ - written_) return Error{Err::too_large, "more bytes came than the maker signed"};
  TRY_(image::write_at(file_, written_, piece));
  hash_.add(piece);
  written_ += piece.size();
  return kOk;
}

Status SlotWriter::finish(const crypto::Digest256& expected) {
  if (!complete()) return Error{Err::truncated, "fewer bytes came than the maker signed"};
  if (hash_.finish() != expected) return Error{Err::unauthentic, "its SHA-256 is another"};
  if (::fsync(file_.get()) != 0) return io_error("the inactive slot cannot be brought to the disk");
  return store::sync_directory(folder_);
}

}  // namespace cardea::updater
