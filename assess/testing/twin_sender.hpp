// SPDX-License-Identifier: Apache-2.0
// For tests: a device that keeps a person's name for it and sends it on to its service, well or for everybody to read.
#pragma once

#include <mutex>

#include "assess/testing/twin_bench.hpp"

namespace cardea::assess::testing {

struct SenderFaults {
  bool plain_door = false;
  bool plain_service = false;
  bool in_base64 = false;       // to a plain service
  bool tells_password = false;  // to a plain service, when somebody signs in
  bool never_sends = false;
};

class TwinSender {
 public:
  explicit TwinSender(const SenderFaults& faults);

  // The rows and acts of it: PersData-Name, which travels by the mechanisms named.
  void declare_in(TwinBench& bench, const std::string& mechanisms) const;
  std::uint16_t door_port() const { return door_.port(); }
  std::uint16_t service_port() const { return service_.port(); }

 private:
  TwinReply answer(const TwinRequest& request);
  void send_on(const std::string& text) const;

  SenderFaults faults_;
  std::mutex mutex_;
  std::string name_;
  TwinServer service_;
  TwinServer door_;
};

}  // namespace cardea::assess::testing
