// SPDX-License-Identifier: Apache-2.0
// Reads files of the update repository through courier: in pieces, with a bound, and with patience for a short silence.
// What courier says of a file's size is a hint; the bound is ours.
#pragma once

#include "device/updater/peers.hpp"
#include "lib/base/event_loop.hpp"

namespace cardea::updater {

inline constexpr std::uint32_t kPieceMax = 64U << 10;
inline constexpr std::uint64_t kFirstPauseMs = 1000;  // then twice as long each time

class RepositoryReader {
 public:
  RepositoryReader(EventLoop& loop, Courier& courier) : loop_(loop), courier_(courier), alive_(std::make_shared<bool>(true)) {}
  ~RepositoryReader() { *alive_ = false; }
  RepositoryReader(const RepositoryReader&) = delete;
  RepositoryReader& operator=(const RepositoryReader&) = delete;

  // One piece; asks again while the service cannot be reached, tries() of courier in all. A file that is not there:
  // Err::not_found.
  void read_piece(std::string path, std::uint64_t offset, std::uint32_t size, Answer<contract::Piece> answer) {
    attempt({std::move(path), offset, size}, 1, std::move(answer));
  }
  // Exactly `size` bytes from `offset`, or a piece that says to wait. A file that ends before: Err::truncated.
  void read_range(std::string path, std::uint64_t offset, std::size_t size, Answer<contract::Piece> answer);
  // A whole small file. Longer than `max`: Err::too_large, without reading on.
  void read_whole(std::string path, std::size_t max, Answer<Buffer> answer);

 private:
  struct Whole {
    std::string path;
    std::size_t max;
    Answer<Buffer> answer;
    Buffer content;
  };
  struct Range {
    std::string path;
    std::uint64_t offset;
    std::size_t size;
    Answer<contract::Piece> answer;
    contract::Piece content;
  };
  void attempt(contract::ReadRepository ask, int tries, Answer<contract::Piece> answer);
  void read_on(std::shared_ptr<Whole> file);
  void read_on(std::shared_ptr<Range> range);
  void add(const std::shared_ptr<Range>& range, Result<contract::Piece> piece);
  void add(const std::shared_ptr<Whole>& file, Result<contract::Piece> piece);

  EventLoop& loop_;
  Courier& courier_;
  std::shared_ptr<bool> alive_;  // an answer that comes after us is dropped
};

}  // namespace cardea::updater
