// SPDX-License-Identifier: Apache-2.0
// What the device senses, keeps and sends, in the words of its declaration: nothing here is written twice.
#pragma once

#include "lib/codec/value.hpp"
#include "product/policy.hpp"

namespace cardea::gate {

Value privacy_json(const product::ProductPolicy& policy);

}  // namespace cardea::gate
