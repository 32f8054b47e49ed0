// SPDX-License-Identifier: Apache-2.0
#include "device/updater/update_file.hpp"

#include <algorithm>

namespace cardea::updater {

using archive::kUstarBlock;

void UpdateFile::open(Opened done) {
  read_header(0, std::move(done));
}

void UpdateFile::read_header(std::uint64_t at, Opened done) {
  if (source_->size() < kUstarBlock || at > source_->size() - kUstarBlock)
    return done(Error{Err::truncated, "it ends too early"});
  source_->read(at, kUstarBlock, [this, alive = alive_, at, done = std::move(done)](Result<Buffer> block) {
    if (!*alive) return;
    if (!block) return done(block.error());
    const auto member = archive::parse_ustar_header(*block);
    if (!member) return done(member.error());
    if (!*member) return done(kOk);
    const auto next = take_header(at, **member);
    if (!next) return done(next.error());
    read_header(*next, done);
  });
}

// Where the next header lies.
Result<std::uint64_t> UpdateFile::take_header(std::uint64_t at, const archive::Member& member) {
  if (members_.size() == kMembersMax) return Error{Err::too_large, "it holds too many files"};
  const std::uint64_t content = at + kUstarBlock;
  if (member.size > source_->size() - content) return Error{Err::truncated, "it ends too early"};
  if (!members_.emplace(member.name, Place{content, member.size}).second) return Error{Err::bad_value, "it holds a file twice"};
  return at + archive::ustar_span(member.size);
}

void UpdateFile::read_repository(contract::ReadRepository ask, Answer<contract::Piece> answer) {
  const auto member = members_.find(ask.path);
  const bool found = member != members_.end();
  const Place place = found ? member->second : Place{};
  const auto length =
      static_cast<std::uint32_t>(std::min<std::uint64_t>(ask.length, place.size - std::min(ask.offset, place.size)));
  contract::Piece piece{found, place.size, {}, 0};
  if (length == 0) {
    loop_.after_ms(0, [answer = std::move(answer), piece] { answer(piece); });
    return;
  }
  source_->read(place.offset + ask.offset, length,
                [alive = alive_, piece = std::move(piece), answer = std::move(answer)](Result<Buffer> bytes) mutable {
                  if (!*alive) return;
                  if (!bytes) return answer(bytes.error());
                  piece.bytes = std::move(*bytes);
                  answer(std::move(piece));
                });
}

}  // namespace cardea::updater
