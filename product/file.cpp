// SPDX-License-Identifier: Apache-2.0
#include "product/file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "lib/base/fd.hpp"

namespace cardea::product {
namespace {

Problem failed(const std::string& doing, const std::string& path) {
  return Problem(Err::io, "cannot " + doing + ' ' + path + ": " + std::strerror(errno));
}

}  // namespace

Outcome<std::string> read_file(const std::string& path, std::size_t bytes_max) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (fd.get() < 0) return failed("open", path);
  std::string content;
  std::array<char, 16384> chunk{};
  for (;;) {
    const ssize_t got = ::read(fd.get(), chunk.data(), chunk.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed("read", path);
    if (got == 0) return content;
    content.append(chunk.data(), static_cast<std::size_t>(got));
    if (content.size() > bytes_max) {
      return Problem(Err::too_large, path + " is larger than " + std::to_string(bytes_max) + " bytes");
    }
  }
}

Outcome<Unit> write_file(const std::string& path, Bytes content, bool replace) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (replace ? O_TRUNC : O_EXCL), 0644));
  if (fd.get() < 0 && errno == EEXIST) return Problem(Err::exists, path + " exists already", "move it away, or name another");
  if (fd.get() < 0) return failed("write", path);
  while (!content.empty()) {
    const ssize_t put = ::write(fd.get(), content.data(), content.size());
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) return failed("write", path);
    content = content.subspan(static_cast<std::size_t>(put));
  }
  if (::fsync(fd.get()) != 0 && errno != EINVAL) return failed("write", path);  // EINVAL: a pipe or a terminal
  return kOk;
}

}  // namespace cardea::product
