// SPDX-License-Identifier: Apache-2.0
// The maker's factory: a certificate authority, a register of serial numbers, and the making of devices. A device's keys
// are made by the device's own vault and never seen here; the factory signs the public half and prints the label.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "lib/base/clock.hpp"
#include "lib/crypto/keys.hpp"
#include "maker/factory/registry.hpp"

namespace cardea::factory {

struct ServiceAddress {
  std::string address;
  std::uint16_t port = 0;
  std::string name;  // what its certificate carries
};

struct Order {
  std::string serial;
  std::string image;  // file
  std::string out;    // the device's folder, to be made
  ServiceAddress service;
  std::string service_ca_pem;
  std::string tuf_root;                 // JSON text
  std::optional<std::string> policy;    // product.cbor that the image must declare, whatever its version
  std::string key_store = "file\n";     // identity/key-store: where the keys are to be made (contracts/board/key_store.hpp)
  std::optional<std::string> token_pin;  // file; PKCS#11 only: becomes state/vault/pin
  std::optional<std::string> programs;  // run vault-make-keys from here, not from the image (a station of another architecture)
  std::string web_address;              // for the label; empty: https://device.local:PORT/ with the declared port
};

struct Made {
  std::string serial;
  std::string device;
  std::string certificate_pem;
  std::string spki_pin;  // of the device's own pages
  std::string label_file;
};

class Factory {
 public:
  // Makes the folder and the authority. Err::exists when there is one already.
  static Outcome<Unit> init(const std::string& folder, const std::string& name, const Clock& clock);
  static Outcome<Factory> open(const std::string& folder, const Clock& clock);

  // Claims the serial number first; whatever fails afterwards leaves it spoiled and no device.
  Outcome<Made> make(const Order& order) const;

  // The label of a device made here: "txt", "svg" or "json". It holds secrets.
  Outcome<SecretBytes> label(const std::string& serial, const std::string& form) const;

  std::string ca_path() const { return folder_ + "/ca.crt.pem"; }

 private:
  Factory(std::string folder, std::unique_ptr<crypto::EcKey> ca_key, std::string ca_pem, const Clock& clock)
      : folder_(std::move(folder)),
        ca_key_(std::move(ca_key)),
        ca_pem_(std::move(ca_pem)),
        clock_(&clock),
        registry_(folder_ + "/serials") {}

  Outcome<Made> make_claimed(const Order& order, const std::string& making) const;
  Outcome<std::string> sign_birth(const std::string& device, const std::string& common_name) const;
  std::string label_path(const std::string& serial, const std::string& form) const;

  std::string folder_;
  std::unique_ptr<crypto::EcKey> ca_key_;
  std::string ca_pem_;
  const Clock* clock_;
  Registry registry_;
};

}  // namespace cardea::factory
