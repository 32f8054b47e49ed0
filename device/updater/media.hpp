// SPDX-License-Identifier: Apache-2.0
// Update files on sticks and cards: DEVICE/media/*.update and DEVICE/media/STICK/*.update, where the board mounts what is plugged
// in.
#pragma once

#include "device/updater/update_file.hpp"

namespace cardea::updater {

inline constexpr std::size_t kMediaFilesMax = 32;
inline constexpr std::string_view kUpdateFileEnding = ".update";

class MediaFolder {
 public:
  MediaFolder(EventLoop& loop, std::string path) : loop_(loop), path_(std::move(path)) {}

  // Sorted by name, at most kMediaFilesMax. A stick that cannot be read has none.
  contract::Media list() const;
  // One of list(). Err::not_found: it is not there, or not any more.
  Result<std::shared_ptr<FileSource>> open(const std::string& name) const;

 private:
  EventLoop& loop_;
  std::string path_;
};

}  // namespace cardea::updater
