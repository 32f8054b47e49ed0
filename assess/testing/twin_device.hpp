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
  bool asks_by_http = false;         // /admin asks for a password by HTTP's own means
  bool takes_uploads = false;        // POST /upload is taken from anybody
  bool hidden_method = false;        // DELETE /api/settings is done for anybody
  bool refuses_the_owner = false;    // a right token opens nothing
  bool old_password_stays = false;   // beside a new one
  bool change_does_nothing = false;  // and says that it did
  bool silent_after_change = false;  // its sign-in has nothing to say any more
  bool open_before_set_up = false;   // at factory default its functions answer anybody
  bool owner_outlives_reset = false;
  bool leaves_factory_default = false;  // as soon as anybody asks for a function
};

// What a declared product answers to, when the twin is made to be one.
struct TwinFunction {
  std::string method;
  std::string path;
  std::string role;                                   // "nobody", "factory", ...
  bool on_the_page = true;                            // the product's own script speaks of it
  std::vector<std::string> states = {"initialized"};  // in which it is there
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
  void forget_attempts();                            // as if nobody had ever guessed
  void become(std::vector<TwinFunction> functions);  // from now on these are its functions, and its script names them

 private:
  TwinReply answer(const TwinRequest& request);
  TwinReply answer_as_product(const TwinRequest& request);
  TwinReply tell_state() const;
  TwinReply script() const;
  TwinReply offer();
  TwinReply keep_data(const TwinRequest& request);
  TwinReply change_password(const TwinRequest& request);
  TwinReply sign_in(const TwinRequest& request);
  TwinReply front_page() const;
  TwinReply set_up(const TwinRequest& request);
  TwinReply for_people(const TwinRequest& request);
  bool is_right(const std::string& name, const std::string& password) const;

  Faults faults_;
  std::vector<TwinFunction> functions_;  // empty: the twin's own few
  std::mutex mutex_;
  std::map<std::string, int> wrong_;  // attempts by account name
  std::string version_ = "1.0.0";
  int offers_ = 0;
  std::string data_ = "{}";
  std::string password_ = kOwnerPassword;
  std::string state_ = "initialized";
  TwinServer server_;
};

// Makes the twin look at an update: what the commands of a test's driver do through HTTP.
inline constexpr const char* kOfferPath = "/test/offer";

// What a person keeps there, with the token: PUT and GET; POST with the owner's password erases it, and answers with what it got.
inline constexpr const char* kDataPath = "/test/data";
inline constexpr const char* kErasePath = "/test/erase";
// POST: the body is the state in which the twin is from now on.
inline constexpr const char* kStatePath = "/test/state";
// POST, with the token: {"old", "new"} of the owner's password.
inline constexpr const char* kPasswordPath = "/test/password";

}  // namespace cardea::assess::testing
