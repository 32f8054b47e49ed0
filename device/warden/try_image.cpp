// SPDX-License-Identifier: Apache-2.0
#include "device/warden/try_image.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>

#include "lib/base/fd.hpp"
#include "lib/image/image.hpp"

namespace cardea::warden {
namespace {

constexpr std::size_t kChunk = 256U << 10;

struct Measured {
  std::uint64_t size = 0;
  crypto::Digest256 sha256{};
};

Result<Measured> hash_file(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file.valid()) return io_error("cannot read the image to be tried");
  crypto::Sha256 hash;
  Measured measured;
  Buffer chunk(kChunk);
  for (;;) {
    const ssize_t got = ::read(file.get(), chunk.data(), chunk.size());
    if (got < 0) return io_error("cannot read the image to be tried");
    if (got == 0) break;
    measured.size += static_cast<std::uint64_t>(got);
    if (measured.size > image::kMaxImage) return Error{Err::too_large, "the image to be tried is above the bound"};
    hash.add(Bytes(chunk).first(static_cast<std::size_t>(got)));
  }
  measured.sha256 = hash.finish();
  return measured;
}

}  // namespace

Status check_form(const contract::TryImage& ask) {
  const auto plain = [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '+' ||
           c == '_';
  };
  const bool version_ok =
      !ask.version.empty() && ask.version.size() <= 64 && std::all_of(ask.version.begin(), ask.version.end(), plain);
  if (!version_ok) return Error{Err::bad_value, "the version to be tried is no version"};
  if (ask.epoch > (std::uint64_t{1} << 62)) return Error{Err::too_large, "the epoch to be tried is out of range"};
  return kOk;
}

Result<board::SlotRecord> measure(const std::string& path, const contract::TryImage& ask) {
  TRY(const Measured found, hash_file(path));
  if (found.size != ask.size || found.sha256 != ask.image_sha256) {
    return Error{Err::unauthentic, "the inactive slot does not hold the image that is to be tried"};
  }
  TRY(const crypto::Digest256 root, image::root_of(path));
  return board::SlotRecord{ask.version, ask.size, ask.epoch, ask.image_sha256, root};
}

}  // namespace cardea::warden
