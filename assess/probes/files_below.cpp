// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/files_below.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kFilesMax = 20'000;
constexpr std::size_t kHoldersMax = 50;

}  // namespace

Result<FoundFiles> files_below(const std::string& folder) {
  FoundFiles found;
  std::error_code failure;
  std::filesystem::recursive_directory_iterator at(folder, failure);
  if (failure) return Error{Err::not_found, "the folder cannot be read", failure.value()};
  for (const auto end = std::filesystem::recursive_directory_iterator(); at != end; at.increment(failure)) {
    struct stat info{};
    if (failure || ::lstat(at->path().c_str(), &info) != 0) {
      found.complete = false;
      if (failure) break;
      continue;
    }
    if (!S_ISREG(info.st_mode)) continue;
    if (found.files.size() == kFilesMax) {
      found.complete = false;
      break;
    }
    found.files.push_back({at->path().lexically_relative(folder).string(), info.st_mode & 07777U, info.st_uid,
                           static_cast<std::uint64_t>(info.st_size)});
  }
  if (failure) found.complete = false;
  std::sort(found.files.begin(), found.files.end(), [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
  return found;
}

bool holds(Bytes content, Bytes needle) {
  return std::search(content.begin(), content.end(), needle.begin(), needle.end()) != content.end();
}

Result<Holders> files_that_hold(const std::string& folder, Bytes needle) {
  TRY(const FoundFiles found, files_below(folder));
  Holders holders;
  holders.complete = found.complete;
  for (const FoundFile& file : found.files) {
    const auto content = store::read_file(folder + "/" + file.path, kSearchedFileMax);
    if (!content && content.error().code == Err::not_found) continue;  // gone since we listed it
    if (!content) {
      holders.complete = false;
      continue;
    }
    ++holders.searched;
    if (holds(*content, needle) && holders.paths.size() < kHoldersMax) holders.paths.push_back(file.path);
  }
  return holders;
}

}  // namespace cardea::assess
