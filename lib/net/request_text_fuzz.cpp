// SPDX-License-Identifier: Apache-2.0
// Nothing that is accepted holds what it must not, and nothing grows.
#include <algorithm>

#include "lib/net/request_text.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

namespace {

std::size_t bytes_in(const net::NamedValues& values) {
  std::size_t sum = 0;
  for (const auto& [name, value] : values) sum += name.size() + value.size();
  return sum;
}

void check_target(const net::Target& target) {
  require(target.path.starts_with('/'), "a path that does not start at the root");
  require(target.path.find("//") == std::string::npos, "an empty segment");
  const std::string closed = target.path + "/";
  require(closed.find("/../") == std::string::npos && closed.find("/./") == std::string::npos, "a dot segment");
  require(std::none_of(target.path.begin(), target.path.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }),
          "a control byte");
}

}  // namespace

void fuzz(Bytes input) {
  if (const auto target = net::parse_target(input)) {
    require(target->path.size() + target->query.size() <= input.size(), "the target grew");
    check_target(*target);
  }
  if (const auto decoded = net::percent_decode(input)) require(decoded->size() <= input.size(), "decoding grew");
  if (const auto values = net::parse_query(input)) require(bytes_in(*values) <= input.size(), "the query grew");
  if (const auto values = net::parse_cookies(input)) require(bytes_in(*values) <= input.size(), "the cookies grew");
}
