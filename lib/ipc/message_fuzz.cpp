// SPDX-License-Identifier: Apache-2.0
// What parse_message accepts as a message with a field of every type, encode reproduces byte for byte.
#include "lib/ipc/test_messages.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  auto message = ipc::parse_message<ipc::testing::Everything>(input);
  if (message) require(equal(ipc::encode(*message), input));
}
