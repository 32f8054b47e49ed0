// SPDX-License-Identifier: Apache-2.0
// The session token that came with a request, and by which way: a browser sends a cookie by itself, so what a
// cookie may change also needs a header that no other site's page can make it send.
#pragma once

#include <optional>

#include "lib/base/secret.hpp"
#include "lib/net/http.hpp"

namespace cardea::gate {

enum class Carrier : std::uint8_t { bearer, cookie };

struct Credential {
  SecretBytes token;
  Carrier carrier = Carrier::bearer;
};

// The header wins over the cookie; two of one kind, or a token that cannot be one of ours, is no credential.
std::optional<Credential> credential_of(const net::HttpRequest& request);

// A change asked for by cookie alone may have been made up by another site.
bool is_own_page(const net::HttpRequest& request, Carrier carrier);

// Overwrites what the request carries that nobody else should read.
void wipe_secrets(net::HttpRequest& request);

}  // namespace cardea::gate
