// SPDX-License-Identifier: Apache-2.0
// The ZIP container of a workbook, from a stranger: its size, the number of its members and all that is unpacked are bounded, and
// members are only ever asked for by a name of ours. Nothing is written to a disk.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lib/base/bytes.hpp"

struct zip;

namespace cardea::assess {

inline constexpr std::size_t kArchiveBytesMax = 16U << 20;
inline constexpr std::size_t kUnpackedBytesMax = 64U << 20;  // of all members that are read, together
inline constexpr std::size_t kArchiveMembersMax = 1000;

class Archive {
 public:
  using Take = std::function<Outcome<Unit>(Bytes piece)>;

  static Outcome<Archive> open(Bytes file);  // `file` must stay as long as the archive

  bool holds(const std::string& name) const;
  Outcome<Unit> read(const std::string& name, const Take& take);  // piece by piece

 private:
  struct Discard {
    void operator()(zip* archive) const;
  };
  explicit Archive(zip* archive) : zip_(archive) {}
  Outcome<Unit> look_through() const;

  std::unique_ptr<zip, Discard> zip_;
  std::size_t unpacked_ = 0;
};

struct ArchiveMember {
  std::string name;
  std::string content;
};

// The same members give the same bytes: every time stamp is the first that ZIP knows.
Outcome<Buffer> pack(const std::vector<ArchiveMember>& members);

}  // namespace cardea::assess
