// SPDX-License-Identifier: Apache-2.0
#include "assess/image/root_tree.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace cardea::assess {

namespace {

constexpr int kTries = 4;  // the kernel asks for another when somebody renames what it walks through

Error why_not(int failure) {
  if (failure == ENOENT || failure == ENOTDIR) return {Err::not_found, "the image has no such file"};
  if (failure == ELOOP) return {Err::refused, "links of the image go round"};
  if (failure == ENOSYS) return {Err::unsupported, "this kernel has no openat2, so an image cannot be read safely"};
  return {Err::io, "a file of the image cannot be opened", failure};
}

// A descriptor of O_PATH has opened nothing yet: only what it is known to be is opened.
std::string again(int fd) {
  return "/proc/self/fd/" + std::to_string(fd);
}

Result<struct stat> stat_of(int fd) {
  struct stat info{};
  if (::fstat(fd, &info) != 0) return Error{Err::io, "a file of the image cannot be looked at", errno};
  return info;
}

Result<Buffer> read_at_most(int fd, std::size_t max) {
  Buffer content;
  std::array<std::uint8_t, 65536> part{};
  for (;;) {
    const ssize_t count = ::read(fd, part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return Error{Err::io, "a file of the image cannot be read", errno};
    if (count == 0) return content;
    if (content.size() + static_cast<std::size_t>(count) > max) return Error{Err::too_large, "a file of the image is too long"};
    content.insert(content.end(), part.begin(), part.begin() + count);
  }
}

}  // namespace

Result<RootTree> RootTree::open(const std::string& folder) {
  UniqueFd fd(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid()) return Error{Err::not_found, "the folder of the image cannot be opened", errno};
  return RootTree(folder, std::move(fd));
}

Result<UniqueFd> RootTree::find(const std::string& path, unsigned long long flags) const {
  open_how how{};
  how.flags = O_PATH | O_CLOEXEC | flags;
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  int failure = 0;
  for (int i = 0; i < kTries; ++i) {
    UniqueFd fd(static_cast<int>(::syscall(SYS_openat2, fd_.get(), path.c_str(), &how, sizeof how)));
    if (fd.valid()) return fd;
    failure = errno;
    if (failure != EAGAIN && failure != EINTR) break;
  }
  return why_not(failure);
}

Result<Buffer> RootTree::read(const std::string& path, std::size_t max) const {
  TRY(const UniqueFd found, find(path, 0));
  TRY(const struct stat info, stat_of(found.get()));
  if (!S_ISREG(info.st_mode)) return Error{Err::refused, "no regular file"};
  if (static_cast<std::uint64_t>(info.st_size) > max) return Error{Err::too_large, "a file of the image is too long"};
  const UniqueFd file(::open(again(found.get()).c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid()) return why_not(errno);
  return read_at_most(file.get(), max);
}

Result<NamesInFolder> RootTree::names(const std::string& path) const {
  TRY(const UniqueFd found, find(path, O_DIRECTORY));
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(again(found.get()).c_str()), ::closedir);
  if (folder == nullptr) return why_not(errno);
  NamesInFolder in;
  while (const dirent* entry = ::readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (in.names.size() == kNamesMax) {
      in.complete = false;
      break;
    }
    in.names.emplace_back(name);
  }
  std::sort(in.names.begin(), in.names.end());
  return in;
}

bool RootTree::has(const std::string& path) const {
  return find(path, 0).ok();
}

bool RootTree::may_be_run(const std::string& path) const {
  const auto found = find(path, 0);
  const auto info = found ? stat_of(found->get()) : Result<struct stat>(found.error());
  return info && S_ISREG(info->st_mode) && (info->st_mode & 0111U) != 0;
}

std::string RootTree::link(const std::string& path) const {
  const auto found = find(path, O_NOFOLLOW);
  std::array<char, 4096> target{};
  if (!found) return {};
  const ssize_t size = ::readlinkat(found->get(), "", target.data(), target.size());
  return size > 0 ? std::string(target.data(), static_cast<std::size_t>(size)) : std::string();
}

}  // namespace cardea::assess
