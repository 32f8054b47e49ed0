// SPDX-License-Identifier: Apache-2.0
// One read of the update repository: one range request, and what the answer to it means. A service, or a proxy before it, that
// does not do what was asked is Err::unavailable: it may do so later, and nothing of another range reaches updater.
#pragma once

#include <string>

#include "contracts/ipc/updater.hpp"
#include "lib/net/http_client.hpp"

namespace cardea::courier {

inline constexpr std::uint32_t kReadMax = 64 * 1024;
// Who knows no ranges answers with the whole file, and the part that was asked for is cut out of it as it passes. Each read costs
// the whole file again, so this is for small files.
inline constexpr std::size_t kWholeMax = 4 * 1024 * 1024;

// A repository path is metadata/NAME.json or targets/HASH.NAME, of plain characters: it becomes part of a request line.
Status check_repository_path(std::string_view path);

// `bytes FIRST-LAST/TOTAL` (RFC 9110 section 14.4) with FIRST <= LAST < TOTAL.
struct ContentRange {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint64_t total = 0;
};
Result<ContentRange> parse_content_range(std::string_view header);

// `bytes */TOTAL`, which a 416 carries.
Result<std::uint64_t> parse_unsatisfied_range(std::string_view header);

class RepositoryRead {
 public:
  static Result<RepositoryRead> of(contract::ReadRepository request);

  std::string target() const { return "/v1/repository/" + request_.path; }
  std::string range() const;

  // The answer as it comes: how large its body may be, and the body of a 2xx.
  Result<std::size_t> take_head(const net::HttpResponse& head);
  Status take_body(Bytes bytes);
  // And when it is over. Once.
  Result<contract::Piece> piece(const Result<net::Fetched>& fetched);

 private:
  enum class Body : std::uint8_t { none, range, whole };

  explicit RepositoryRead(contract::ReadRepository request) : request_(std::move(request)) {}
  Result<std::size_t> take_range(std::string_view content_range);
  Result<std::size_t> take_whole(std::string_view content_length);
  Result<contract::Piece> piece_of(const net::HttpResponse& response);
  Result<contract::Piece> beyond_the_end(std::string_view content_range);
  Error broke_off(const Error& why) const;

  contract::ReadRepository request_;
  contract::Piece piece_;
  Body body_ = Body::none;
  std::uint64_t at_ = 0;      // where in the file the next byte of the body lies
  std::size_t expected_ = 0;  // of a range
};

}  // namespace cardea::courier
