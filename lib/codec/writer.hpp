// SPDX-License-Identifier: Apache-2.0
// The mirror of Reader: appends big-endian integers and length-prefixed fields to a buffer.
// `Store` is Buffer, or WipedBuffer where secrets may be among the fields.
#pragma once

#include "lib/base/bytes.hpp"

namespace cardea {

template <class Store>
class WriterInto {
 public:
  WriterInto& u8(std::uint8_t v) { return integer(v); }
  WriterInto& u16(std::uint16_t v) { return integer(v); }
  WriterInto& u32(std::uint32_t v) { return integer(v); }
  WriterInto& u64(std::uint64_t v) { return integer(v); }

  WriterInto& raw(Bytes bytes) {
    out_.insert(out_.end(), bytes.begin(), bytes.end());
    return *this;
  }

  WriterInto& sized(Bytes bytes) {
    u32(static_cast<std::uint32_t>(bytes.size()));
    return raw(bytes);
  }

  Bytes view() const { return out_; }
  Store take() { return std::move(out_); }

 private:
  template <class Int>
  WriterInto& integer(Int v) {
    for (std::size_t i = sizeof(Int); i-- > 0;) {
      out_.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(v) >> (8 * i)));
    }
    return *this;
  }

  Store out_;
};

using Writer = WriterInto<Buffer>;

}  // namespace cardea
