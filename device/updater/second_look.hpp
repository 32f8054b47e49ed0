// SPDX-License-Identifier: Apache-2.0
// What lies in the slot, read again: it follows behind what is written, so that little is left to read when the image is complete.
#pragma once

#include "lib/base/fd.hpp"
#include "lib/base/worker.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::updater {

class SecondLook {
 public:
  static Result<std::unique_ptr<SecondLook>> open(const std::string& path, Worker& worker);
  ~SecondLook() { worker_.wait(last_); }
  SecondLook(const SecondLook&) = delete;
  SecondLook& operator=(const SecondLook&) = delete;

  // What lies before `end` is written, and will not change: it is read by the worker, or now where the worker has enough to do.
  void follow(std::uint64_t end);
  void follow_now(std::uint64_t end);
  // The SHA-256 of the whole file, which must have this size. Err::unauthentic: it has another.
  Result<crypto::Digest256> finish(std::uint64_t size);
  Status make_last();  // waits until the disk has it

 private:
  SecondLook(UniqueFd file, Worker& worker) : file_(std::move(file)), worker_(worker) {}
  void read_to(std::uint64_t end);

  UniqueFd file_;
  Worker& worker_;
  Worker::Ticket last_ = 0;
  std::uint64_t asked_ = 0;
  // The job's, until it was waited for.
  crypto::Sha256 hash_;
  std::uint64_t at_ = 0;
  Status so_far_ = kOk;
  Buffer chunk_;
};

}  // namespace cardea::updater
