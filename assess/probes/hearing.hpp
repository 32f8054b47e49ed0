// SPDX-License-Identifier: Apache-2.0
// Listens where the driver says, from begin() to end(); in between it can be asked what was heard so far.
#pragma once

#include <mutex>

#include "assess/driver/spawn.hpp"
#include "assess/traffic/capture.hpp"
#include "assess/traffic/conversations.hpp"

namespace cardea::assess {

class Hearing {
 public:
  Hearing(const Driver& driver, Canaries canaries);

  Status begin();
  std::map<Talk, TalkTotals> so_far();
  bool is_over() const { return capture_->is_over(); }
  void end();

  std::string where() const;
  const Canaries& canaries() const { return canaries_; }
  const CaptureEnd& capture_end() const { return capture_end_; }  // after end()
  const Conversations& conversations() const { return conversations_; }

 private:
  const Driver& driver_;
  Canaries canaries_;
  Conversations conversations_{canaries_};
  std::mutex mutex_;  // over conversations_, which the capture's thread fills
  std::unique_ptr<RunningCommand> command_;
  CaptureEnd capture_end_;
  std::unique_ptr<Capture> capture_;  // last: its thread uses all above
};

}  // namespace cardea::assess
