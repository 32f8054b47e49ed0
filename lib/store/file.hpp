// SPDX-License-Identifier: Apache-2.0
// Small files that are whole or absent: written beside, synced, renamed, directory synced.
#pragma once

#include <string>

#include "lib/base/bytes.hpp"
#include "lib/base/fd.hpp"

namespace cardea::store {

inline constexpr std::size_t kSmallFileMax = 4U << 20;

// Regular files only; a link under the last name is not followed. Err::not_found when there is none, Err::too_large above `max`.
Result<Buffer> read_file(const std::string& path, std::size_t max = kSmallFileMax);
Result<std::string> read_text(const std::string& path, std::size_t max = kSmallFileMax);
// Replaces `path` in one step: after a power cut it holds the old content or the new, never a part. Uses `path`.new meanwhile;
// what a crash leaves there is overwritten by the next write.
Status write_file(const std::string& path, Bytes content, unsigned mode = 0600);
// Makes `path`, or Err::exists: the way to claim a name once.
Status create_file(const std::string& path, Bytes content, unsigned mode = 0600);
Status make_directory(const std::string& path, unsigned mode = 0700);  // parents too; fine if it exists
Status sync_directory(const std::string& path);
bool file_exists(const std::string& path);

}  // namespace cardea::store
