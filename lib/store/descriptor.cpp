// SPDX-License-Identifier: Apache-2.0
#include "lib/store/descriptor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace cardea::store {

Status write_all(int fd, Bytes content) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return io_error("cannot write a file");
    content = content.subspan(static_cast<std::size_t>(written));
  }
  return kOk;
}

Result<Buffer> read_all(int fd, std::size_t max, std::size_t expected) {
  constexpr std::size_t kFirst = 4U << 10;  // most of our files are small, and each page that is touched stays with the process
  constexpr std::size_t kStep = 64U << 10;
  Buffer content;
  if (expected > 0)
    content.reserve(std::min(expected, max) + 1);  // a big file is copied once, not each time that it outgrows its place
  for (;;) {
    const std::size_t size = content.size();
    const std::size_t room = size < content.capacity() ? content.capacity() - size : size < kFirst ? kFirst : kStep;
    content.resize(size + std::min({room, kStep, max - size + 1}));  // one byte more than allowed, to see that there is none
    const ssize_t got = ::read(fd, content.data() + size, content.size() - size);
    const int error = errno;
    content.resize(size + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && error == EINTR) continue;
    if (got < 0) return io_error("cannot read a file");
    if (got == 0) {
      if (content.capacity() > content.size() + 1) content.shrink_to_fit();  // who keeps it keeps what was read, and no more
      return content;
    }
    if (content.size() > max) return Error{Err::too_large, "a file is longer than its bound"};
  }
}

}  // namespace cardea::store
