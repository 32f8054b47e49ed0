// SPDX-License-Identifier: Apache-2.0
// For tests: a device as its local API describes it, right in everything except the faults that a test asks for.
#pragma once

#include <map>
#include <mutex>

#include "assess/testing/twin_server.hpp"

namespace cardea::assess::testing {

struct Faults {
  bool default_password = false;  // admin / admin opens
  bool blank_password = false;
  bool pre_installed_stays = false;
  bool no_brute_force_limit = false;
  bool status_is_open = false;     // a user's function for everybody
  bool settings_are_open = false;  // configuration by everybody
  bool server_header = false;
  bool version_on_front_page = false;
  bool hidden_path = false;          // /debug answers
  bool script_names_paths = false;   // the front page has a script that speaks of /api/status and /api/erase
  bool installs_anything = false;    // any offered update is installed
  bool locks_the_owner_out = false;  // for good
};

inline constexpr const char* kOwnerPassword = "correct horse battery";
inline constexpr const char* kLabelPassword = "label-7Q4K-2M9X";

// A loopback address that no other test process uses at the same time: a scan of it finds this test's doors alone.
std::string own_address();

class TwinDevice {
 public:
  explicit TwinDevice(const Faults& faults, const TwinTls& tls = {}, const std::string& address = "127.0.0.1");

  std::uint16_t port() const { return server_.port(); }
  std::string spki_pin() const { return server_.spki_pin(); }
  void forget_attempts();  // as if nobody had ever guessed

 private:
  TwinReply answer(const TwinRequest& request);
  TwinReply sign_in(const TwinRequest& request);
  TwinReply front_page() const;
  TwinReply for_people(const TwinRequest& request);
  bool is_right(const std::string& name, const std::string& password) const;

  Faults faults_;
  std::mutex mutex_;
  std::map<std::string, int> wrong_;  // attempts by account name
  std::string version_ = "1.0.0";
  int offers_ = 0;
  TwinServer server_;
};

// Makes the twin look at an update: what the commands of a test's driver do through HTTP.
inline constexpr const char* kOfferPath = "/test/offer";

}  // namespace cardea::assess::testing
