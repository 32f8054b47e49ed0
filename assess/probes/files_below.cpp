// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/files_below.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>

#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kFilesMax = 20'000;
constexpr std::size_t kNamedBelowMax = 300'000;          // files, folders and what else has a name
constexpr int kLevelsMax = 64;                           // each holds a descriptor
constexpr std::uint64_t kReadFileBelowMax = 256U << 20;  // what is longer nobody reads
constexpr std::uint64_t kBytesBelowMax = 4ULL << 30;     // of files that may be read: a disk claims more than it has
constexpr std::size_t kHoldersMax = 50;

class Below {
 public:
  explicit Below(const std::string& folder) : folder_(folder) {}

  Result<FoundFiles> list() {
    std::error_code failure;
    std::filesystem::recursive_directory_iterator at(folder_, failure);
    if (failure) return Error{Err::not_found, "the folder cannot be read", failure.value()};
    for (const auto end = std::filesystem::recursive_directory_iterator(); at != end; at.increment(failure)) {
      if (++named_ > kNamedBelowMax || found_.files.size() == kFilesMax || bytes_ > kBytesBelowMax) {
        found_.complete = false;
        break;
      }
      look_at(at);
    }
    if (failure) found_.complete = false;
    std::sort(found_.files.begin(), found_.files.end(), [](const FoundFile& a, const FoundFile& b) { return a.path < b.path; });
    return std::move(found_);
  }

 private:
  void look_at(std::filesystem::recursive_directory_iterator& at) {
    struct stat info{};
    if (::lstat(at->path().c_str(), &info) != 0) {
      found_.complete = false;
      return;
    }
    if (S_ISDIR(info.st_mode) && at.depth() >= kLevelsMax) {
      found_.complete = false;
      at.disable_recursion_pending();
    }
    if (!S_ISREG(info.st_mode)) return;
    const auto size = static_cast<std::uint64_t>(info.st_size);
    if (size <= kReadFileBelowMax) bytes_ += size;
    found_.files.push_back({at->path().lexically_relative(folder_).string(), info.st_mode & 07777U, info.st_uid, size});
  }

  std::string folder_;
  FoundFiles found_;
  std::size_t named_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace

Result<FoundFiles> files_below(const std::string& folder) {
  return Below(folder).list();
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
