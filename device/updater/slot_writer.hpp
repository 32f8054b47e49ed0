// SPDX-License-Identifier: Apache-2.0
// Writes a download into the inactive slot, piece by piece, never past the signed length, and hashes on the way so that a
// wrong download is known without reading it again.
#pragma once

#include <string>

#include "lib/base/fd.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::updater {

class SlotWriter {
 public:
  // Empties the slot: from here on it holds a part, which no boot record names.
  static Result<std::unique_ptr<SlotWriter>> begin(const std::string& path, std::uint64_t length);

  std::uint64_t written() const { return written_; }
  bool complete() const { return written_ == length_; }
  Status add(Bytes piece);                           // Err::too_large: more than the signed length
  Status finish(const crypto::Digest256& expected);  // Err::unauthentic: other bytes; else they are on the disk

 private:
  SlotWriter(UniqueFd file, std::string folder, std::uint64_t length)
      : file_(std::move(file)),
        folder_(std::move(folder)),
        length_(length) {}
  UniqueFd file_;
  std::string folder_;
  std::uint64_t length_;
  std::uint64_t written_ = 0;
  crypto::Sha256 hash_;
};

}  // namespace cardea::updater
