// SPDX-License-Identifier: Apache-2.0
// From a declaration to what devices and services read. Only a declaration without errors compiles.
#pragma once

#include "product/declaration.hpp"
#include "product/lint.hpp"
#include "product/policy.hpp"

namespace cardea::product {

Outcome<ProductPolicy> compile(const Declaration& declaration);

// The same from a file: lints first, and an error of the lint is the Problem.
Outcome<ProductPolicy> compile_file(const std::string& path);

}  // namespace cardea::product
