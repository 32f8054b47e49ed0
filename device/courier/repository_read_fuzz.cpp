// SPDX-License-Identifier: Apache-2.0
// parse_content_range and parse_unsatisfied_range on any bytes; and a read that is answered in any way: what it gives lies inside
// of what was asked for, and inside of the file.
#include <algorithm>

#include "device/courier/repository_read.hpp"
#include "lib/codec/reader.hpp"
#include "tools/fuzz/fuzz.hpp"

namespace {

using namespace cardea;

void headers(std::string_view text) {
  if (const auto range = courier::parse_content_range(text)) {
    require(range->first <= range->last && range->last < range->total);
    const std::string again =
        "bytes " + std::to_string(range->first) + "-" + std::to_string(range->last) + "/" + std::to_string(range->total);
    const auto read = courier::parse_content_range(again);
    require(read.ok() && read->first == range->first && read->last == range->last && read->total == range->total);
  }
  if (const auto total = courier::parse_unsatisfied_range(text)) {
    const auto read = courier::parse_unsatisfied_range("bytes */" + std::to_string(*total));
    require(read.ok() && *read == *total);
  }
}

// {offset u32, length u16, status u16, size of the header u8, header, body}
Status answered_read(Bytes input) {
  Reader r{input};
  TRY(const auto offset, r.u32());
  TRY(const auto length, r.u16());
  TRY(const auto status, r.u16());
  TRY(const auto size, r.u8());
  TRY(const Bytes header, r.take(size));
  const std::string value(as_text(header));
  TRY(auto read, courier::RepositoryRead::of({"targets/00.image", offset, length}));
  net::HttpResponse head{status, {{"content-range", value}, {"content-length", value}, {"retry-after", value}}, {}};
  TRY(const std::size_t bound, read.take_head(head));
  TRY(const Bytes body, r.take(std::min(bound, r.left())));
  TRY_(read.take_body(body.first(body.size() / 3)));
  TRY_(read.take_body(body.subspan(body.size() / 3)));
  TRY(const auto piece, read.piece(net::Fetched{std::move(head), ""}));
  require(piece.bytes.size() <= length && (piece.found || piece.bytes.empty()) && (piece.wait_s == 0 || piece.bytes.empty()));
  require(piece.bytes.empty() || offset + piece.bytes.size() <= piece.total);
  require(std::search(body.begin(), body.end(), piece.bytes.begin(), piece.bytes.end()) != body.end() || piece.bytes.empty());
  return kOk;
}

}  // namespace

void fuzz(Bytes input) {
  headers(as_text(input));
  (void)answered_read(input);
}
