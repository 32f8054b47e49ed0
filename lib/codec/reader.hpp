// SPDX-License-Identifier: Apache-2.0
// The only road to foreign bytes: a cursor that cannot run past its end. Integers are big-endian.
// Every read either succeeds whole or leaves the cursor where it was. No heap: the node shares it.
#pragma once

#include "lib/base/bytes.hpp"

namespace cardea {

class Reader {
 public:
  explicit Reader(Bytes input) : in_(input) {}

  Result<std::uint8_t> u8() { return integer<std::uint8_t>(); }
  Result<std::uint16_t> u16() { return integer<std::uint16_t>(); }
  Result<std::uint32_t> u32() { return integer<std::uint32_t>(); }
  Result<std::uint64_t> u64() { return integer<std::uint64_t>(); }

  // The next `size` bytes, as a view into the input.
  Result<Bytes> take(std::size_t size) {
    if (size > left()) return Error{Err::truncated, "input ends before the field does"};
    const Bytes field = in_.subspan(at_, size);
    at_ += size;
    return field;
  }

  // A field with a 32-bit length in front, at most `max` bytes.
  Result<Bytes> sized(std::size_t max) {
    const std::size_t start = at_;
    TRY(const std::uint32_t size, u32());
    if (size > max) {
      at_ = start;
      return Error{Err::too_large, "a field is longer than its bound"};
    }
    auto field = take(size);
    if (!field) at_ = start;
    return field;
  }

  std::size_t left() const { return in_.size() - at_; }
  std::size_t position() const { return at_; }
  bool done() const { return left() == 0; }

  // What every parser ends with: nothing may follow.
  Status finish() const {
    if (!done()) return Error{Err::bad_value, "bytes follow the end of the message"};
    return kOk;
  }

 private:
  template <class Int>
  Result<Int> integer() {
    if (left() < sizeof(Int)) return Error{Err::truncated, "input ends inside a number"};
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < sizeof(Int); ++i) value = value << 8 | in_[at_ + i];
    at_ += sizeof(Int);
    return static_cast<Int>(value);
  }

  Bytes in_;
  std::size_t at_ = 0;
};

}  // namespace cardea
