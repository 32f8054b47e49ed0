// SPDX-License-Identifier: Apache-2.0
// A file that only grows: each record carries a hash over the one before and itself, so that nothing in it can be changed, taken
// out or put in between unnoticed. Cutting whole records off the end shows only against a head that was kept or signed elsewhere.
// A record is: u32 size, 32 bytes SHA-256(previous hash | body), body. The hash before the first is all zero. Where fewer than 36
// bytes are left of a 512-byte sector, zeros fill it up: a torn append then always shows as one.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lib/base/fd.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::store {

inline constexpr std::size_t kRecordMax = 1U << 20;
inline constexpr std::size_t kAppendLogMax = 64U << 20;

struct ParsedLog {
  std::vector<Bytes> records;  // views into the input
  crypto::Digest256 head{};
  std::size_t size = 0;        // of the whole records
  std::size_t torn_bytes = 0;  // behind them: a record that a crash cut short
};

// Err::unauthentic when the chain does not hold. A cut record at the end is no error: an append that was never acknowledged.
Result<ParsedLog> parse_append_log(Bytes file);

class AppendLog {
 public:
  // Opens or creates, verifies the chain and hands each record to `on_record`; a torn end is cut off, see torn_bytes(). One
  // process at a time: Err::unavailable when another has it open.
  static Result<std::unique_ptr<AppendLog>> open(const std::string& path, const std::function<Status(Bytes)>& on_record);

  // Ok means: on the disk. After a failure the log is as it was before; if even that fails, it takes no more until opened anew.
  Status append(Bytes body);
  crypto::Digest256 head() const { return head_; }
  std::size_t torn_bytes() const { return torn_bytes_; }

 private:
  AppendLog(UniqueFd fd, const ParsedLog& content)
      : fd_(std::move(fd)),
        head_(content.head),
        size_(content.size),
        torn_bytes_(content.torn_bytes) {}
  Status write_record(Bytes record);

  UniqueFd fd_;
  crypto::Digest256 head_;
  std::size_t size_;
  std::size_t torn_bytes_;
  bool usable_ = true;
};

}  // namespace cardea::store
