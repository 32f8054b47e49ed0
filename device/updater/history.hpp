// SPDX-License-Identifier: Apache-2.0
// What updater remembers across restarts, besides the trusted metadata: state/updater/history.
#pragma once

#include <deque>
#include <string>

#include "contracts/ipc/updater.hpp"

namespace cardea::updater {

struct History {
  std::int64_t last_check_s = 0;
  contract::UpdateResult last_result = contract::UpdateResult::none;
  std::string last_version;
  std::string last_reason;
  std::string failed_version;  // fell back here: not tried again until another one is offered
  std::string trying_version;  // handed to warden: the next start tells how it went
  contract::UpdateWhy last_why = contract::UpdateWhy::none;
  std::deque<contract::PastUpdate> past;  // newest first, at most kPastMax

  // An outcome that a person may want to look up later. The same one again, as after each daily check, is no news.
  void add(contract::PastUpdate outcome);
};

inline constexpr std::size_t kPastMax = 20;
inline constexpr std::size_t kHistoryMax = 32U << 10;  // of the file

Result<History> parse_history(Bytes cbor);
Buffer encode_history(const History& history);

}  // namespace cardea::updater
