// SPDX-License-Identifier: Apache-2.0
// For tests: a broker that speaks as much MQTT as the assessor, right in everything but the faults that a test asks for.
#pragma once

#include "assess/testing/twin_server.hpp"
#include "lib/base/bytes.hpp"

namespace cardea::assess::testing {

struct BrokerFaults {
  bool anonymous = false;         // nobody may come in, and use every topic
  bool default_password = false;  // mqtt / mqtt opens
  bool swallows = false;          // acknowledges what is published, and delivers nothing
};

class TwinBroker {
 public:
  explicit TwinBroker(const BrokerFaults& faults, const std::string& address = "127.0.0.1");

  std::uint16_t port() const { return talker_.port(); }

 private:
  void serve(int fd) const;
  bool is_welcome(Bytes connect_body) const;

  BrokerFaults faults_;
  TwinTalker talker_;
};

}  // namespace cardea::assess::testing
