// SPDX-License-Identifier: Apache-2.0
// The certificates that a target, as a client, is shown: the one that it trusts, and others that it must not take. For probe
// "client_tls" alone.
#pragma once

#include <map>
#include <string>

#include "assess/driver/driver.hpp"
#include "assess/wire/tls_host.hpp"

namespace cardea::assess {

inline constexpr std::string_view kTrusted = "trusted";

struct ServerIdentity {
  std::string certificates;  // PEM, the server's own first
  SecretBytes key;
};

// By what is offered: "trusted", "self-signed", "unknown authority", "wrong name", "expired". What the bench neither gives nor
// lets us issue is not among them.
Result<std::map<std::string, ServerIdentity>> identities_for(const ClientActs& acts, std::int64_t now_s);

}  // namespace cardea::assess
