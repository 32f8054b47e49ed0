// SPDX-License-Identifier: Apache-2.0
// What parse_frame accepts, encode_frame reproduces; so does parse_refusal.
#include "lib/ipc/frame.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto frame = ipc::parse_frame(input);
  if (frame) require(equal(ipc::encode_frame(*frame), input));
  const auto refusal = ipc::parse_refusal(input);
  if (refusal) require(equal(ipc::encode_refusal(*refusal), input));
}
