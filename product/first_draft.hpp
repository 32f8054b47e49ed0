// SPDX-License-Identifier: Apache-2.0
// A first product.toml from the answers to the questions: includes cardea-device, claims nothing that was not said.
#pragma once

#include "product/questions.hpp"

namespace cardea::product {

std::string first_draft(const Answers& answers);

}  // namespace cardea::product
