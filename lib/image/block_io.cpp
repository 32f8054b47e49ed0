// SPDX-License-Identifier: Apache-2.0
#include "lib/image/block_io.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

namespace cardea::image {

Result<UniqueFd> open_to_read(const std::string& path) {
  UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.valid()) {
    if (errno == ENOENT) return Error{Err::not_found, "there is no such file"};
    return io_error("a file cannot be opened");
  }
  return file;
}

Result<UniqueFd> create_new(const std::string& path, unsigned mode) {
  UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, static_cast<mode_t>(mode)));
  if (!file.valid()) {
    if (errno == EEXIST) return Error{Err::exists, "the file is there already"};
    return io_error("a file cannot be made");
  }
  return file;
}

Result<std::uint64_t> size_of(const UniqueFd& file) {
  struct stat about{};
  if (::fstat(file.get(), &about) != 0) return io_error("a file's size cannot be read");
  if (!S_ISREG(about.st_mode)) return Error{Err::bad_value, "this is no regular file"};
  return static_cast<std::uint64_t>(about.st_size);
}

Status read_at(const UniqueFd& file, std::uint64_t offset, MutableBytes into) {
  while (!into.empty()) {
    const ssize_t got = ::pread(file.get(), into.data(), into.size(), static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io_error("reading a file failed");
    if (got == 0) return Error{Err::truncated, "a file ends too early"};
    into = into.subspan(static_cast<std::size_t>(got));
    offset += static_cast<std::uint64_t>(got);
  }
  return kOk;
}

Status write_at(const UniqueFd& file, std::uint64_t offset, Bytes content) {
  while (!content.empty()) {
    const ssize_t put = ::pwrite(file.get(), content.data(), content.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return io_error("writing a file failed");
    content = content.subspan(static_cast<std::size_t>(put));
    offset += static_cast<std::uint64_t>(put);
  }
  return kOk;
}

}  // namespace cardea::image
