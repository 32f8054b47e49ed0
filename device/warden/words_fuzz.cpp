// SPDX-License-Identifier: Apache-2.0
// A listen word that is accepted has an id, an address, and is never longer than what came in.
#include "device/warden/words.hpp"
#include "tools/fuzz/fuzz.hpp"

void fuzz(cardea::Bytes input) {
  using namespace cardea;
  const auto listen = warden::parse_listen(as_text(input));
  if (listen)
    require(!listen->id.empty() && !listen->address.empty() && listen->id.size() + listen->address.size() < input.size());
  const std::vector<std::string_view> words{"--device", "/d", "--listen", as_text(input)};
  require(warden::parse_words(words).ok() == listen.ok() || input.size() > 4096);
}
