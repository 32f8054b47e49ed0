// SPDX-License-Identifier: Apache-2.0
// What updater remembers across restarts, besides the trusted metadata: state/updater/history.
#pragma once

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
};

Result<History> parse_history(Bytes cbor);
Buffer encode_history(const History& history);

}  // namespace cardea::updater
