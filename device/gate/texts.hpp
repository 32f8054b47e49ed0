// SPDX-License-Identifier: Apache-2.0
// A text of the declaration as the page gets it: in both languages.
#pragma once

#include "lib/codec/value.hpp"
#include "product/policy.hpp"

namespace cardea::gate {

inline Value both(const product::InBoth& text) {
  Value out;
  out.set("en", text.en).set("zh", text.zh);
  return out;
}

}  // namespace cardea::gate
