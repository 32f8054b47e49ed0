// SPDX-License-Identifier: Apache-2.0
// What parse_key_store accepts, encode_key_store reproduces byte for byte.
#include "contracts/board/key_store.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto store = board::parse_key_store(input);
  if (store) require(board::encode_key_store(*store) == as_text(input));
}
