// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/der.hpp"

#include <algorithm>

namespace cardea::crypto {
namespace {

Error not_der() {
  return Error{Err::bad_value, "not the DER that was expected"};
}

}  // namespace

Result<std::size_t> DerReader::take_length() {
  const auto next = [this] {
    const std::uint8_t byte = rest_[0];
    rest_ = rest_.subspan(1);
    return std::size_t{byte};
  };
  if (rest_.empty()) return not_der();
  const std::size_t first = next();
  if (first < 0x80) return first;
  const std::size_t bytes = first & 0x7f;
  if (bytes == 0 || bytes > 2 || rest_.size() < bytes) return not_der();
  std::size_t length = next();
  if (bytes == 2) length = length << 8 | next();
  if (length < (bytes == 1 ? 0x80U : 0x100U)) return not_der();
  return length;
}

Result<Bytes> DerReader::take(std::uint8_t tag) {
  if (!at(tag)) return not_der();
  rest_ = rest_.subspan(1);
  TRY(const std::size_t length, take_length());
  if (length > rest_.size()) return not_der();
  const Bytes contents = rest_.first(length);
  rest_ = rest_.subspan(length);
  return contents;
}

Status DerReader::take_number(MutableBytes out) {
  TRY(Bytes digits, take(der::kInteger));
  if (digits.empty() || (digits[0] & 0x80) != 0) return not_der();
  if (digits[0] == 0 && digits.size() > 1) {
    if ((digits[1] & 0x80) == 0) return not_der();  // a zero in front that nothing asks for
    digits = digits.subspan(1);
  }
  if (digits.size() > out.size()) return not_der();
  const auto zeros = out.first(out.size() - digits.size());
  std::fill(zeros.begin(), zeros.end(), std::uint8_t{0});
  std::copy(digits.begin(), digits.end(), out.end() - static_cast<std::ptrdiff_t>(digits.size()));
  return kOk;
}

Status DerReader::finish() const {
  if (!done()) return Error{Err::bad_value, "bytes follow the end of the DER"};
  return kOk;
}

void append_der(WipedBuffer& to, std::uint8_t tag, Bytes contents) {
  to.push_back(tag);
  const std::size_t size = contents.size();
  if (size >= 0x100) {
    to.insert(to.end(), {0x82, static_cast<std::uint8_t>(size >> 8)});
  } else if (size >= 0x80) {
    to.push_back(0x81);
  }
  to.push_back(static_cast<std::uint8_t>(size));
  to.insert(to.end(), contents.begin(), contents.end());
}

void append_der_number(WipedBuffer& to, Bytes big_endian) {
  while (big_endian.size() > 1 && big_endian[0] == 0) big_endian = big_endian.subspan(1);
  WipedBuffer digits(big_endian.begin(), big_endian.end());
  if ((digits[0] & 0x80) != 0) digits.insert(digits.begin(), 0);
  append_der(to, der::kInteger, digits);
}

}  // namespace cardea::crypto
