// SPDX-License-Identifier: Apache-2.0
// A laboratory's word for a run: which evidence, which reports, who signs as what. ECDSA P-256 over the statement's SHA-256,
// detached, so that `openssl dgst -sha256 -verify` checks it without our programs.
#pragma once

#include <string>

#include "lib/base/clock.hpp"
#include "lib/base/result.hpp"

namespace cardea::assess {

struct Signatory {
  std::string name;
  std::string role;
};

// Verifies the run first, then writes statement.json, statement.sig and signer.pem into its folder. `key_file`: PKCS#8 PEM of a
// P-256 key, without a passphrase, that only its owner may read.
Outcome<Unit> sign_run(const std::string& folder, const std::string& key_file, const Signatory& signatory, const Clock& clock);

// The statement is signed by this very key (PEM), and every file that it names is as it was. Err::unauthentic: which is not.
// Err::not_found: nobody signed.
Outcome<Signatory> check_signature(const std::string& folder, const std::string& public_key_file);

}  // namespace cardea::assess
