// SPDX-License-Identifier: Apache-2.0
// For tests: a device that goes to its server by TLS, right or wrong as told. It is led and set off by commands, as a driver
// does.
#pragma once

#include <mutex>

#include "assess/testing/hostile.hpp"
#include "assess/testing/twin_bench.hpp"
#include "assess/testing/twin_server.hpp"

namespace cardea::assess::testing {

inline constexpr const char* kServerName = "service.example.com";

struct ClientFaults {
  bool verifies_nothing = false;
  bool verifies_no_name = false;
  bool ignores_expiry = false;
  bool speaks_old_tls = false;
  bool offers_no_encryption = false;
  bool says_nothing = false;  // goes away when it has completed the handshake
  bool listens = false;       // waits for the server to speak first
  bool never_connects = false;
  bool gives_up = false;        // after its first connection
  bool comes_for_ever = false;  // once it was set off, for as long as anybody is there
  HostileTalk talk = {};        // what it says instead of TLS
};

class TwinClient {
 public:
  explicit TwinClient(ClientFaults faults = {});
  ~TwinClient();
  TwinClient(const TwinClient&) = delete;
  TwinClient& operator=(const TwinClient&) = delete;

  // The row of a communication and how the driver leads its client to the assessor, who may issue in the name of what it trusts.
  void declare_in(TwinBench& bench, const std::string& id = "ComMech-Service");

 private:
  TwinReply told(const TwinRequest& request);
  bool connect();  // false: nobody was there
  void speak_tls(int fd);

  ClientFaults faults_;
  std::string authority_;      // PEM
  std::string authority_key_;  // PEM, of this test alone
  std::mutex one_at_a_time_;
  std::string address_;
  std::uint16_t port_ = 0;
  std::atomic<int> connections_{0};
  std::atomic<bool> over_{false};
  std::thread coming_;  // for ever
  TwinServer orders_;   // last: it calls the others
};

}  // namespace cardea::assess::testing
