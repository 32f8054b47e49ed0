// SPDX-License-Identifier: Apache-2.0
// Under which name the address of a client is counted. A home has one IPv6 prefix to itself, so its 2^64
// addresses are one source; an IPv4 address is a source of its own.
#pragma once

#include <cstddef>
#include <string_view>

namespace cardea {

constexpr std::string_view source_network(std::string_view address) {
  if (address.starts_with("::")) return address;
  std::size_t colons = 0;
  for (std::size_t i = 0; i < address.size(); ++i) {
    if (address[i] == ':' && ++colons == 4) return address.substr(0, i);
  }
  return address;
}

}  // namespace cardea
