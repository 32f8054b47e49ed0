// SPDX-License-Identifier: Apache-2.0
#include "assess/image/gzip.hpp"

#define ZLIB_CONST  // its input is not written to
#include <zlib.h>

#include <array>
#include <limits>

namespace cardea::assess {

namespace {

constexpr int kGzipAlone = 15 + 16;  // zlib: the largest window, and no other form

class Inflater {
 public:
  Inflater() : usable_(::inflateInit2(&stream_, kGzipAlone) == Z_OK) {}
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  ~Inflater() {
    if (usable_) ::inflateEnd(&stream_);
  }

  bool usable() const { return usable_; }
  z_stream& stream() { return stream_; }

 private:
  z_stream stream_{};
  bool usable_;
};

}  // namespace

bool is_gzip(Bytes file) {
  return file.size() > 2 && file[0] == 0x1f && file[1] == 0x8b;
}

Result<Buffer> unpack_gzip(Bytes file, std::size_t max) {
  Inflater inflater;
  if (!inflater.usable()) return Error{Err::unavailable, "zlib cannot begin"};
  if (file.size() > std::numeric_limits<uInt>::max()) return Error{Err::too_large, "a packed file is too long"};
  z_stream& stream = inflater.stream();
  stream.next_in = file.data();
  stream.avail_in = static_cast<uInt>(file.size());
  Buffer out;
  std::array<std::uint8_t, 16384> part{};
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_out = part.data();
    stream.avail_out = static_cast<uInt>(part.size());
    state = ::inflate(&stream, Z_NO_FLUSH);
    const std::size_t made = part.size() - stream.avail_out;
    if (out.size() + made > max) return Error{Err::too_large, "a packed file unpacks to too much"};
    out.insert(out.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(made));
  }
  if (state != Z_STREAM_END) return Error{Err::bad_value, "a packed file is broken"};
  return out;
}

}  // namespace cardea::assess
