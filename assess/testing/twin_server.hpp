// SPDX-License-Identifier: Apache-2.0
// For tests: a small HTTP server, good or bad as told, over TLS of any version or plain. Probes are tested on twins: one
// that is right and one that is wrong in a single thing.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "lib/base/fd.hpp"

struct ssl_ctx_st;

namespace cardea::assess::testing {

struct TwinRequest {
  std::string method;
  std::string target;
  std::string head;  // all header lines as they came
  std::string body;
  std::string source;
  bool has_header(const std::string& line) const { return head.find(line) != std::string::npos; }
};

struct TwinReply {
  int status = 200;
  std::string body;
  std::string headers;            // further lines, each ending in \r\n
  std::string raw = {};           // sent as it is, instead of all this
  std::string for_ever = {};      // sent behind it again and again, until the client has gone
  bool tickets_for_ever = false;  // the same with tickets of TLS 1.3
};

struct TwinTls {
  bool on = true;
  int version_min = 0;  // 0: TLS 1.3
  int version_max = 0;
  std::string suites;
  std::string groups;
  std::string finite_field;     // a group of OpenSSL's for Diffie and Hellman's exchange up to TLS 1.2; empty: none
  bool target_chooses = false;  // among the ciphers that the client offers
  bool one_at_a_time = false;   // a client waits until the one before is gone
  std::string common_name = "twin";
  bool plain_http_too = false;  // answers HTTP on the TLS port
};

class TwinServer {
 public:
  using Handler = std::function<TwinReply(const TwinRequest&)>;

  TwinServer(const std::string& address, const TwinTls& tls, Handler handler);  // port 0: the kernel's choice
  ~TwinServer();
  TwinServer(const TwinServer&) = delete;
  TwinServer& operator=(const TwinServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string spki_pin() const { return pin_; }

 private:
  void accept_loop();
  void serve(int fd, const std::string& source);
  void make_identity(const std::string& common_name);

  Handler handler_;
  TwinTls tls_;
  UniqueFd listener_;
  UniqueFd wake_;  // written to end the accept loop
  std::uint16_t port_ = 0;
  std::string pin_;
  std::unique_ptr<ssl_ctx_st, void (*)(ssl_ctx_st*)> context_;
  std::vector<std::thread> serving_;
  std::thread accepting_;
};

// A plain listener whose connections are each given to `talk`, in a thread of its own.
class TwinTalker {
 public:
  using Talk = std::function<void(int fd)>;

  TwinTalker(const std::string& address, Talk talk);
  ~TwinTalker();
  TwinTalker(const TwinTalker&) = delete;
  TwinTalker& operator=(const TwinTalker&) = delete;

  std::uint16_t port() const { return port_; }

 private:
  void accept_loop();

  Talk talk_;
  std::uint16_t port_ = 0;  // set while listener_ is made
  UniqueFd listener_;
  UniqueFd wake_;
  std::vector<std::thread> talking_;
  std::thread accepting_;
};

// A listener that takes connections and says nothing.
class SilentListener {
 public:
  explicit SilentListener(const std::string& address);
  std::uint16_t port() const { return port_; }

 private:
  std::uint16_t port_ = 0;  // set while fd_ is made
  UniqueFd fd_;
};

}  // namespace cardea::assess::testing
