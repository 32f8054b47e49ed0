// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/client_hello.hpp"
#include "tools/fuzz/fuzz.hpp"

using namespace cardea;

void fuzz(Bytes input) {
  for (const auto length : {assess::LengthOf::one_byte, assess::LengthOf::two_bytes}) {
    const auto numbers = assess::parse_hello_numbers(input, length);
    if (numbers) require(numbers->size() * 2 < input.size(), "a list is shorter than what it came in");
  }
  const auto name = assess::parse_server_name(input);
  if (name) require(name->size() + 5 <= input.size() && name->size() <= 255, "a name stands behind two lengths and a kind");
}
