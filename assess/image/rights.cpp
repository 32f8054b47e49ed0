// SPDX-License-Identifier: Apache-2.0
#include "assess/image/rights.hpp"

#include <sys/stat.h>
#include <sys/xattr.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "assess/image/file_capabilities.hpp"
#include "assess/image/lines.hpp"
#include "assess/image/services.hpp"

namespace cardea::assess {

namespace {

std::string octal(unsigned mode) {
  std::string text;
  for (int shift = 9; shift >= 0; shift -= 3) text += static_cast<char>('0' + (mode >> shift & 7U));
  return text;
}

class Walk {
 public:
  explicit Walk(const RootTree& tree) : folder_(tree.folder()) {}

  FileRights run() {
    folders_.push_back({folder_, 0});
    while (!folders_.empty()) {
      const Folder folder = std::move(folders_.back());
      folders_.pop_back();
      look_into(folder);
    }
    for (std::vector<std::string>* list :
         {&found_.set_user_id, &found_.set_group_id, &found_.capabilities, &found_.open_to_all, &found_.debug_programs})
      std::sort(list->begin(), list->end());  // a folder gives its files in any order
    return std::move(found_);
  }

 private:
  struct Folder {
    std::filesystem::path path;
    int depth;
  };

  // One that cannot be read keeps nobody from the others.
  void look_into(const Folder& folder) {
    std::error_code failure;
    std::filesystem::directory_iterator at(folder.path, failure);
    for (; !failure && at != std::filesystem::directory_iterator(); at.increment(failure)) {
      if (++entries_ > kEntriesMax) {
        found_.complete = false;
        return;
      }
      look_at(at->path(), folder.depth);
    }
    if (failure) found_.complete = false;
  }

  void go_down(const std::filesystem::path& path, int depth) {
    if (depth < kDepthMax)
      folders_.push_back({path, depth});
    else
      found_.complete = false;
  }

  void look_at(const std::filesystem::path& path, int depth) {
    struct stat info{};
    if (::lstat(path.c_str(), &info) != 0) {
      found_.complete = false;
      return;
    }
    found_.of_root = found_.of_root || info.st_uid == 0;
    if (S_ISDIR(info.st_mode)) return go_down(path, depth + 1);
    if (!S_ISREG(info.st_mode) && !S_ISLNK(info.st_mode)) return;
    const std::string shown = "/" + plain(path.lexically_relative(folder_).string());
    if (is_debug_program(shown)) tell(found_.debug_programs, shown);  // of busybox it is a link
    if (S_ISREG(info.st_mode)) look_at_file(path, info, shown);
  }

  void look_at_file(const std::filesystem::path& path, const struct stat& info, const std::string& shown) {
    ++found_.files;
    const std::string capabilities = capabilities_of(path);
    const unsigned mode = info.st_mode & 07777U;
    const bool set_user_id = (mode & S_ISUID) != 0 && (mode & 0111U) != 0;
    const bool set_group_id = (mode & S_ISGID) != 0 && (mode & S_IXGRP) != 0;  // without it: a lock of old
    if (set_user_id) tell(found_.set_user_id, shown + " (uid " + std::to_string(info.st_uid) + ", " + octal(mode) + ")");
    if (set_group_id) tell(found_.set_group_id, shown + " (gid " + std::to_string(info.st_gid) + ", " + octal(mode) + ")");
    if (!capabilities.empty()) tell(found_.capabilities, shown + " (" + capabilities + ")");
    if ((set_user_id || set_group_id || !capabilities.empty()) && (mode & S_IWOTH) != 0) tell(found_.open_to_all, shown);
  }

  std::string capabilities_of(const std::filesystem::path& path) {
    std::array<std::uint8_t, 64> attribute{};
    const ssize_t size = ::lgetxattr(path.c_str(), "security.capability", attribute.data(), attribute.size());
    if (size < 0 && errno != ENODATA && errno != ENOTSUP) found_.complete = false;
    if (size <= 0) return {};
    const auto parsed = parse_file_capabilities(Bytes(attribute).first(static_cast<std::size_t>(size)));
    return parsed ? parsed->names() : "capabilities that are not understood";
  }

  void tell(std::vector<std::string>& list, std::string what) {
    if (list.size() < kRightsToldMax)
      list.push_back(std::move(what));
    else
      found_.complete = false;
  }

  std::string folder_;
  std::vector<Folder> folders_;  // that are still to be looked into
  std::size_t entries_ = 0;
  FileRights found_;
};

}  // namespace

FileRights rights_in(const RootTree& tree) {
  return Walk(tree).run();
}

}  // namespace cardea::assess
