// SPDX-License-Identifier: Apache-2.0
#include "lib/store/append_log.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using cardea::store::parse_append_log;
  const auto log = parse_append_log(input);
  if (!log) return;
  require(log->size + log->torn_bytes == input.size(), "bytes of the log are unaccounted for");
  const auto whole = parse_append_log(input.first(log->size));
  require(whole.ok() && whole->torn_bytes == 0, "what was verified does not verify again");
  require(whole->head == log->head && whole->records.size() == log->records.size(), "a torn end changes the chain before it");
  if (log->records.empty()) return;
  cardea::Buffer changed = cardea::to_buffer(input.first(log->size));
  changed.back() ^= 1;  // of the last body, or of the last hash when that body is empty
  require(!parse_append_log(changed).ok(), "a changed record still verifies");
}
