// SPDX-License-Identifier: Apache-2.0
// Values of the options of `cardea release`.
#pragma once

#include <string>

#include "lib/base/result.hpp"

namespace cardea::release {

Outcome<std::int64_t> parse_duration_s(const std::string& text, const std::string& option);  // "90s", "12h", "30d"
Outcome<Unit> check_component_name(const std::string& name);
Outcome<std::uint64_t> parse_number(const std::string& text, const std::string& option);

struct Endpoint {
  std::string address;
  std::uint16_t port = 0;
};
Outcome<Endpoint> parse_endpoint(const std::string& text);  // "192.0.2.10:8444", "[2001:db8::1]:8444"

}  // namespace cardea::release
