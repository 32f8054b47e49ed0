// SPDX-License-Identifier: Apache-2.0
// An OpenSSL private key that holds no private key: its signatures are asked of a Signer, which may
// live in another process. Internal to lib/net.
//= EN303645 5.4-1
#pragma once

#include <memory>

#include "lib/crypto/keys.hpp"

struct evp_pkey_st;

namespace cardea::net {

// What our key leaves in OpenSSL's error queue when the signer did not sign.
inline constexpr int kSignerFailed = 1;

// The caller frees it with EVP_PKEY_free; the signer lives as long as the key does.
Result<evp_pkey_st*> key_that_asks(std::shared_ptr<crypto::Signer> signer);

}  // namespace cardea::net
