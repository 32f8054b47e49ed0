// SPDX-License-Identifier: Apache-2.0
// The cookie and the authorization header, as the first and second line of the input.
#include "device/gate/credential.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const std::string_view text = as_text(input);
  const std::size_t line = text.find('\n');
  net::HttpRequest request;
  request.headers.emplace_back("cookie", std::string(text.substr(0, line)));
  if (line != std::string_view::npos) request.headers.emplace_back("authorization", std::string(text.substr(line + 1)));
  const auto credential = gate::credential_of(request);
  if (!credential) return;
  require(credential->token.size() == 43, "a token has the form of ours");
  require(text.find(as_text(credential->token.expose_secret())) != std::string_view::npos, "a token was in the request");
}
