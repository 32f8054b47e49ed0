// SPDX-License-Identifier: Apache-2.0
// parse_ddi_feedback and parse_ddi_version: whatever comes, what goes on is short and printable.
#include "service/ddi/messages.hpp"
#include "tools/fuzz/fuzz.hpp"

namespace {

bool is_plain(const std::string& text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return false;
  }
  return text.size() <= cardea::service::kDdiTextMax;
}

}  // namespace

void fuzz(cardea::Bytes input) {
  const auto feedback = cardea::service::parse_ddi_feedback(input);
  if (feedback) require(is_plain(feedback->detail));
  const auto version = cardea::service::parse_ddi_version(input);
  if (version) require(is_plain(*version));
}
