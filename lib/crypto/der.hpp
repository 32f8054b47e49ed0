// SPDX-License-Identifier: Apache-2.0
// As much of DER (ITU-T X.690) as a P-256 key and an ECDSA signature need: tags of one byte, lengths of up to 64 KiB.
#pragma once

#include "lib/base/secret.hpp"

namespace cardea::crypto {

namespace der {
inline constexpr std::uint8_t kInteger = 0x02;
inline constexpr std::uint8_t kBitString = 0x03;
inline constexpr std::uint8_t kOctetString = 0x04;
inline constexpr std::uint8_t kSequence = 0x30;
constexpr std::uint8_t context(unsigned number) {  // [number], constructed
  return static_cast<std::uint8_t>(0xa0U | number);
}
}  // namespace der

// Reads one element after the other. A length that is not in its shortest form is refused: the same key or signature would
// have many spellings.
class DerReader {
 public:
  explicit DerReader(Bytes input) : rest_(input) {}
  bool done() const { return rest_.empty(); }
  bool at(std::uint8_t tag) const { return !rest_.empty() && rest_[0] == tag; }
  Result<Bytes> take(std::uint8_t tag);  // its contents; Err::bad_value when it is another element or none
  // A positive INTEGER of at most `size` bytes into all of `out`, big-endian, with zeros in front.
  Status take_number(MutableBytes out);
  Status finish() const;

 private:
  Result<std::size_t> take_length();
  Bytes rest_;
};

void append_der(WipedBuffer& to, std::uint8_t tag, Bytes contents);
void append_der_number(WipedBuffer& to, Bytes big_endian);

}  // namespace cardea::crypto
