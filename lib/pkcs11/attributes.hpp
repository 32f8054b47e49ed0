// SPDX-License-Identifier: Apache-2.0
// A template of PKCS#11 attributes that owns its values.
#pragma once

#include <p11-kit/pkcs11.h>

#include <deque>
#include <string_view>
#include <vector>

#include "lib/base/bytes.hpp"

namespace cardea::pkcs11 {

class Attributes {
 public:
  Attributes& yes(CK_ATTRIBUTE_TYPE type) { return bytes(type, Buffer{CK_TRUE}); }
  Attributes& no(CK_ATTRIBUTE_TYPE type) { return bytes(type, Buffer{CK_FALSE}); }
  Attributes& number(CK_ATTRIBUTE_TYPE type, CK_ULONG value) {
    const auto* raw = reinterpret_cast<const std::uint8_t*>(&value);  // the machine's own form, as PKCS#11 wants it
    return bytes(type, Buffer(raw, raw + sizeof(value)));
  }
  Attributes& text(CK_ATTRIBUTE_TYPE type, std::string_view value) { return bytes(type, to_buffer(as_bytes(value))); }
  Attributes& bytes(CK_ATTRIBUTE_TYPE type, Buffer value) {
    values_.push_back(std::move(value));
    list_.push_back({type, values_.back().data(), values_.back().size()});
    return *this;
  }

  CK_ATTRIBUTE* data() { return list_.data(); }
  CK_ULONG size() const { return list_.size(); }

 private:
  std::deque<Buffer> values_;  // does not move what list_ points to
  std::vector<CK_ATTRIBUTE> list_;
};

}  // namespace cardea::pkcs11
