// SPDX-License-Identifier: Apache-2.0
#include "service/ddi/sha1.hpp"

#include <nettle/sha1.h>
#include <unistd.h>

#include <array>

#include "lib/base/bytes.hpp"

namespace cardea::service {

Result<std::string> sha1_hex_of_file(int fd) {
  sha1_ctx state{};
  sha1_init(&state);
  std::array<std::uint8_t, 64 * 1024> piece{};
  for (off_t at = 0;;) {
    const ssize_t got = ::pread(fd, piece.data(), piece.size(), at);
    if (got < 0) return io_error("cannot read an artifact");
    if (got == 0) break;
    sha1_update(&state, static_cast<std::size_t>(got), piece.data());
    at += got;
  }
  std::array<std::uint8_t, SHA1_DIGEST_SIZE> digest{};
  sha1_digest(&state, digest.size(), digest.data());
  return to_hex(digest);
}

}  // namespace cardea::service
