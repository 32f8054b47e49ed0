// SPDX-License-Identifier: Apache-2.0
#include "device/courier/repository_read.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "device/courier/schedule.hpp"
#include "device/courier/service_refusal.hpp"

namespace cardea::courier {
namespace {

constexpr std::size_t kRefusalMax = 16 * 1024;  // the body of an answer that is no part of a file
constexpr std::string_view kUnit = "bytes ";

constexpr Error kOtherRange{Err::unavailable, "the service sent another range than was asked for"};
constexpr Error kNoRanges{Err::unavailable, "the service, or a proxy before it, does not do range requests"};

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// In a staged roll-out the service gives a release to one device after another: "not yet" is an answer, not a fault of the
// service.
//= EN303645 5.9-3
std::optional<std::uint32_t> wait_for_turn_s(const net::HttpResponse& response) {
  if (response.status != 429) return std::nullopt;
  const auto wait = parse_retry_after(response.header("retry-after"));
  if (!wait) return std::nullopt;
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(*wait, 1, kHintMax_s));
}

}  // namespace

Status check_repository_path(std::string_view path) {
  const bool known = path.starts_with("metadata/") || path.starts_with("targets/");
  const std::string_view name = known ? path.substr(path.find('/') + 1) : std::string_view{};
  const bool plain = !name.empty() && name.size() <= 200 && name[0] != '.' && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
  if (!plain) return Error{Err::bad_value, "that is no path of the update repository"};
  return kOk;
}

Result<ContentRange> parse_content_range(std::string_view header) {
  constexpr Error kNone{Err::bad_value, "that is no range of a file"};
  const std::size_t dash = header.find('-');
  const std::size_t slash = header.find('/');
  if (!header.starts_with(kUnit) || dash == std::string_view::npos || slash == std::string_view::npos || dash > slash)
    return kNone;
  const auto first = number(header.substr(kUnit.size(), dash - kUnit.size()));
  const auto last = number(header.substr(dash + 1, slash - dash - 1));
  const auto total = number(header.substr(slash + 1));
  if (!first || !last || !total || *first > *last || *last >= *total) return kNone;
  return ContentRange{*first, *last, *total};
}

Result<std::uint64_t> parse_unsatisfied_range(std::string_view header) {
  constexpr std::string_view kStart = "bytes */";
  const auto total = header.starts_with(kStart) ? number(header.substr(kStart.size())) : std::nullopt;
  if (!total) return Error{Err::bad_value, "that is no size of a file"};
  return *total;
}

Result<RepositoryRead> RepositoryRead::of(contract::ReadRepository request) {
  TRY_(check_repository_path(request.path));
  if (request.length == 0 || request.length > kReadMax) return Error{Err::bad_value, "a read is 1 to 65536 bytes"};
  if (request.offset > UINT64_MAX - request.length) return Error{Err::bad_value, "no file is so long"};
  return RepositoryRead(std::move(request));
}

std::string RepositoryRead::range() const {
  return "bytes=" + std::to_string(request_.offset) + "-" + std::to_string(request_.offset + request_.length - 1);
}

Result<std::size_t> RepositoryRead::take_head(const net::HttpResponse& head) {
  if (head.status == 206) return take_range(head.header("content-range"));
  if (head.status == 200) return take_whole(head.header("content-length"));
  return kRefusalMax;
}

// Exactly what was asked for, or all that is left of the file.
Result<std::size_t> RepositoryRead::take_range(std::string_view content_range) {
  const auto range = parse_content_range(content_range);
  if (!range || range->first != request_.offset) return kOtherRange;
  if (range->last != std::min(request_.offset + request_.length, range->total) - 1) return kOtherRange;
  body_ = Body::range;
  at_ = range->first;
  expected_ = static_cast<std::size_t>(range->last - range->first) + 1;
  piece_.total = range->total;
  piece_.bytes.reserve(expected_);
  return expected_;
}

Result<std::size_t> RepositoryRead::take_whole(std::string_view content_length) {
  const auto size = number(content_length);
  if (size && *size > kWholeMax) return kNoRanges;
  body_ = Body::whole;
  return kWholeMax;
}

Status RepositoryRead::take_body(Bytes bytes) {
  if (body_ == Body::none) return kOk;
  const std::uint64_t first = std::max(at_, request_.offset);
  const std::uint64_t end = std::min(at_ + bytes.size(), request_.offset + request_.length);
  if (first < end) {
    const Bytes ours = bytes.subspan(static_cast<std::size_t>(first - at_), static_cast<std::size_t>(end - first));
    piece_.bytes.insert(piece_.bytes.end(), ours.begin(), ours.end());
  }
  at_ += bytes.size();
  return kOk;
}

Result<contract::Piece> RepositoryRead::piece(const Result<net::Fetched>& fetched) {
  if (!fetched) return broke_off(fetched.error());
  return piece_of(fetched->response);
}

Result<contract::Piece> RepositoryRead::piece_of(const net::HttpResponse& response) {
  if (response.status == 404) return contract::Piece{};
  const bool of_release = request_.path.starts_with("targets/");  // metadata is everybody's turn
  const auto wait_s = of_release ? wait_for_turn_s(response) : std::nullopt;
  if (wait_s) return contract::Piece{true, 0, {}, *wait_s};
  if (response.status == 416) return beyond_the_end(response.header("content-range"));
  if (body_ == Body::none) return refused_by_service(response.status);
  if (body_ == Body::range && piece_.bytes.size() != expected_) return kOtherRange;
  if (body_ == Body::whole) piece_.total = at_;
  piece_.found = true;
  return std::move(piece_);
}

// A service need not say how long the file is (RFC 9110 section 15.5.17); but when it does, we must have asked beyond that.
Result<contract::Piece> RepositoryRead::beyond_the_end(std::string_view content_range) {
  const auto total = parse_unsatisfied_range(content_range);
  if (total && *total > request_.offset) return kOtherRange;
  return contract::Piece{true, total ? *total : 0, {}, 0};
}

// Whatever keeps an answer from arriving whole says nothing of the file: the service could not be reached for it. But that it
// refuses us is its word.
Error RepositoryRead::broke_off(const Error& why) const {
  if (why.code == Err::refused) return why;
  if (why.code == Err::too_large && body_ == Body::range) return kOtherRange;
  if (why.code == Err::too_large && body_ == Body::whole) return kNoRanges;
  return Error{Err::unavailable, why.what};
}

}  // namespace cardea::courier
