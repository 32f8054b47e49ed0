// SPDX-License-Identifier: Apache-2.0
#include "maker/release/request.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto request = release::parse_request(input);
  if (!request) return;
  const auto standing = release::standing_of(*request);
  require(standing.ok(), "what is read can be judged");
  require(standing->complete() == release::signed_file(*request).ok(), "a file leaves when it is complete and only then");
  const auto again = release::parse_request(release::encode_request(*request));
  require(again.ok() && again->metadata == request->metadata, "what is carried comes back the same");
}
