// SPDX-License-Identifier: Apache-2.0
// The update repository as files. It holds no offline key and signs nothing: devices trust the metadata's signatures (TUF), not us.
//= EN303645 5.3-10
#pragma once

#include <string>

#include "lib/base/bytes.hpp"
#include "lib/base/fd.hpp"

namespace cardea::service {

class UpdateRepository {
 public:
  static Result<UpdateRepository> open(const std::string& directory);

  Status put_metadata(const std::string& name, Bytes json);          // "timestamp.json", "3.root.json"
  Status put_target(const std::string& name, Bytes content);         // "<64 hex>.name": refused unless it is its SHA-256

  struct File {
    UniqueFd fd;
    std::uint64_t size = 0;
  };
  Result<File> metadata(const std::string& name) const;              // Err::not_found
  Result<File> target(const std::string& name) const;

 private:
  explicit UpdateRepository(std::string directory) : directory_(std::move(directory)) {}
  std::string directory_;
};

// A single range of RFC 9110 section 14.1.2, "bytes=a-b" or "bytes=a-", clipped to `size`.
struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t length = 0;
};
Result<ByteRange> parse_range(std::string_view header, std::uint64_t size);

}  // namespace cardea::service
