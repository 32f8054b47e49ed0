// SPDX-License-Identifier: Apache-2.0
// A person with a telephone: sets a device up from its label and uses its local API (contracts/http/local-api.md), pinning the
// certificate that the label's QR code names.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "lib/codec/value.hpp"
#include "lib/net/http_client.hpp"

namespace cardea::household {

// What is printed on a device.
struct Label {
  std::string model;
  std::string serial;
  std::string password;  // pre-installed: good for setting up, once
  std::string spki_pin;  // hex SHA-256 of the local certificate's key
};

struct Answer {
  int status = 0;
  Value body;                    // an empty map when there was none
  std::uint32_t retry_after_s = 0;
};

class Consumer {
 public:
  static Outcome<Consumer> meet(const std::string& address, std::uint16_t port, const Label& label);

  // One exchange; with the session's token once signed in. Problem only when no answer came.
  Outcome<Answer> ask(const std::string& method, const std::string& path, const std::optional<Value>& body = std::nullopt) const;

  Outcome<Unit> set_up(const Label& label, const std::string& name, const std::string& password);
  Outcome<Unit> sign_in(const std::string& name, const std::string& password);
  Outcome<Value> read(const std::string& path) const;   // an answer of 200, or a Problem with the device's words
  void forget_session() { token_.clear(); }

 private:
  Consumer(std::string address, std::uint16_t port, std::shared_ptr<net::TlsContext> tls) : address_(std::move(address)), port_(port), tls_(std::move(tls)) {}
  Outcome<Unit> keep_token(const Answer& answer, int wanted);

  std::string address_;
  std::uint16_t port_;
  std::shared_ptr<net::TlsContext> tls_;
  std::string token_;
};

}  // namespace cardea::household
