// SPDX-License-Identifier: Apache-2.0
// The folder of a service: what `cardea service init` makes and the service reads at start.
//   service.json        addresses, names, contact          tls/server.{crt,key}.pem    its own certificate
//   tls/factory-ca.pem  whose devices may come             tls/operator-ca.{crt,key}.pem  who may operate it
//   tls/service-ca.{crt,key}.pem  what devices trust       operators/NAME/         what one operator needs, to be handed over
//   service.db          the store                          repository/             updates
#pragma once

#include <string>

#include "service/disclosure/pages.hpp"

namespace cardea::service {

struct Config {
  std::string address = "127.0.0.1";
  std::string name = "service.example.com";  // in the server's certificate
  std::uint16_t edge_port = 0;               // 0: the kernel chooses
  std::uint16_t api_port = 0;
  std::uint16_t public_port = 0;
  std::uint32_t visit_s = 3600;
  std::uint32_t visits_per_s = 1000;  // more are told to come again later
  DisclosureTerms terms;
};

Result<Config> parse_config(Bytes json);
std::string print_config(const Config& config);

struct Terms {
  std::string directory;
  Config config;
  std::string factory_ca_pem;
  std::string first_operator;
};

// Makes a service folder with its own CAs and one operator. Err::exists when there is one already.
Outcome<Unit> init_service(const Terms& terms, std::int64_t now_s);

}  // namespace cardea::service
