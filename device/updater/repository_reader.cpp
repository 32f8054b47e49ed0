// SPDX-License-Identifier: Apache-2.0
#include "device/updater/repository_reader.hpp"

namespace cardea::updater {

namespace {

// A piece that is short although the file goes on: whoever feeds us in crumbs could keep us busy for ever (slow retrieval).
bool is_crumb(const contract::ReadRepository& ask, const contract::Piece& piece) {
  return piece.found && !piece.bytes.empty() && piece.bytes.size() < ask.length && ask.offset + piece.bytes.size() < piece.total;
}

}  // namespace

void RepositoryReader::attempt(contract::ReadRepository ask, int tries, Answer<contract::Piece> answer) {
  courier_.read_repository(ask, [this, alive = alive_, ask, tries, answer = std::move(answer)](Result<contract::Piece> piece) {
    if (!*alive) return;
    if (piece && is_crumb(ask, *piece)) piece = Error{Err::unavailable, "the service gives a file in crumbs"};
    if (!piece && piece.error().code == Err::unavailable && tries < courier_.tries()) {
      loop_.after_ms(kFirstPauseMs << (tries - 1), [this, alive, ask, tries, answer] {
        if (*alive) attempt(ask, tries + 1, answer);
      });
      return;
    }
    if (piece && !piece->found) return answer(Error{Err::not_found, "the update repository has no such file"});
    if (piece && piece->bytes.size() > ask.length) return answer(Error{Err::too_large, "more bytes came than were asked for"});
    answer(std::move(piece));
  });
}

void RepositoryReader::read_whole(std::string path, std::size_t max, Answer<Buffer> answer) {
  read_on(std::make_shared<Whole>(Whole{std::move(path), max, std::move(answer), {}}));
}

void RepositoryReader::read_on(std::shared_ptr<Whole> file) {
  const std::uint64_t offset = file->content.size();
  read_piece(file->path, offset, kPieceMax, [this, file](Result<contract::Piece> piece) { add(file, std::move(piece)); });
}

void RepositoryReader::add(const std::shared_ptr<Whole>& file, Result<contract::Piece> piece) {
  if (!piece) return file->answer(piece.error());
  if (piece->bytes.size() > file->max - file->content.size())
    return file->answer(Error{Err::too_large, "a file of the update repository is longer than its bound"});
  file->content.insert(file->content.end(), piece->bytes.begin(), piece->bytes.end());
  const bool ended = piece->bytes.empty() || file->content.size() >= piece->total;
  if (ended) return file->answer(std::move(file->content));
  read_on(file);
}

void RepositoryReader::read_range(std::string path, std::uint64_t offset, std::size_t size, Answer<contract::Piece> answer) {
  read_on(std::make_shared<Range>(Range{std::move(path), offset, size, std::move(answer), {}}));
}

void RepositoryReader::read_on(std::shared_ptr<Range> range) {
  const std::size_t have = range->content.bytes.size();
  const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(kPieceMax, range->size - have));
  read_piece(range->path, range->offset + have, size,
             [this, range](Result<contract::Piece> piece) { add(range, std::move(piece)); });
}

void RepositoryReader::add(const std::shared_ptr<Range>& range, Result<contract::Piece> piece) {
  if (!piece || piece->wait_s != 0) return range->answer(std::move(piece));
  if (piece->bytes.empty()) return range->answer(Error{Err::truncated, "it ends too early"});
  Buffer& bytes = range->content.bytes;
  if (bytes.empty()) {
    bytes = std::move(piece->bytes);
    bytes.reserve(range->size);
  } else {
    bytes.insert(bytes.end(), piece->bytes.begin(), piece->bytes.end());
  }
  if (bytes.size() < range->size) return read_on(range);
  range->content.found = true;
  range->answer(std::move(range->content));
}

}  // namespace cardea::updater
