// SPDX-License-Identifier: Apache-2.0
// An update that a person brings in one file, on a stick or through the browser: a tar archive with the part of an update
// repository that leads to one release (cardea release file). It is read by position, as courier reads the repository of the
// service, so the same checks and the same download are used; nothing of it is believed for being there.
#pragma once

#include <map>

#include "device/updater/peers.hpp"
#include "lib/archive/ustar.hpp"
#include "lib/base/event_loop.hpp"

namespace cardea::updater {

inline constexpr std::size_t kMembersMax = 320;  // of one archive: a chain of roots, and a few more

// The bytes of that file, wherever it is.
class FileSource {
 public:
  virtual ~FileSource() = default;
  virtual std::uint64_t size() const = 0;
  // Exactly `length` bytes, 1..kPieceMax, that lie within size(). One read at a time.
  // Err::unavailable: the file is not there any more, or whoever brings it has gone.
  virtual void read(std::uint64_t offset, std::uint32_t length, Answer<Buffer> answer) = 0;
};

class UpdateFile final : public Courier {
 public:
  UpdateFile(EventLoop& loop, std::shared_ptr<FileSource> source)
      : loop_(loop),
        source_(std::move(source)),
        alive_(std::make_shared<bool>(true)) {}
  ~UpdateFile() override { *alive_ = false; }
  UpdateFile(const UpdateFile&) = delete;
  UpdateFile& operator=(const UpdateFile&) = delete;

  // Finds out what is in it. Before that it holds nothing. Err::bad_value: no archive as described above.
  void open(std::function<void(Status)> done);
  bool holds(const std::string& path) const { return members_.contains(path); }

  void read_repository(contract::ReadRepository ask, Answer<contract::Piece> answer) override;
  int tries() const override { return 1; }  // a stick that was pulled out does not come back within seconds

 private:
  struct Place {
    std::uint64_t offset = 0, size = 0;
  };
  using Opened = std::function<void(Status)>;
  void read_header(std::uint64_t at, Opened done);
  Result<std::uint64_t> take_header(std::uint64_t at, const archive::Member& member);

  EventLoop& loop_;
  std::shared_ptr<FileSource> source_;
  std::map<std::string, Place> members_;
  std::shared_ptr<bool> alive_;  // an answer that comes after us is dropped
};

}  // namespace cardea::updater
