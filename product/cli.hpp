// SPDX-License-Identifier: Apache-2.0
// `cardea product ...`: what people do with a declaration. `args` are the words after the command's own two or three.
// Results go to stdout, talk to stderr; 0 is fine, 1 is what was asked about is not, 2 is a wrong call.
#pragma once

#include <span>
#include <string>

namespace cardea::product {

int product_lint_main(std::span<const std::string> args);    // FILE [--json]
int product_new_main(std::span<const std::string> args);     // [DIR] [--answers FILE]
int product_policy_main(std::span<const std::string> args);  // FILE -o policy.cbor
int product_show_main(std::span<const std::string> args);    // FILE [--json]

// `cardea product lint|new|compile|show ...`: finds the right one, or says which there are.
int product_main(std::span<const std::string> args);

}  // namespace cardea::product
