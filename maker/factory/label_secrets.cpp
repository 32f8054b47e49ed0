// SPDX-License-Identifier: Apache-2.0
#include "maker/factory/label_secrets.hpp"

#include <array>

#include "lib/crypto/crypto.hpp"

namespace cardea::factory {
namespace {

char random_symbol() {
  for (;;) {
    std::array<std::uint8_t, 1> byte{};
    crypto::random_bytes(byte);
    if (const int symbol = symbol_for(byte[0]); symbol >= 0) return kPasswordAlphabet[static_cast<std::size_t>(symbol)];
  }
}

}  // namespace

int symbol_for(std::uint8_t random_byte) {
  constexpr unsigned kSymbols = kPasswordAlphabet.size();
  constexpr unsigned kFair = 256 / kSymbols * kSymbols;  // bytes above would make the first symbols likelier
  return random_byte < kFair ? static_cast<int>(random_byte % kSymbols) : -1;
}

//= EN303645 5.1-1
//= EN303645 5.1-2
SecretBytes make_password() {
  std::array<std::uint8_t, kPasswordGroups*(kPasswordGroupSize + 1) - 1> text{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool separator = i % (kPasswordGroupSize + 1) == kPasswordGroupSize;
    text[i] = static_cast<std::uint8_t>(separator ? '-' : random_symbol());
  }
  SecretBytes password{Bytes(text)};
  explicit_bzero(text.data(), text.size());
  return password;
}

SecretBytes make_label_secret() {
  std::array<std::uint8_t, 16> raw{};
  crypto::random_bytes(raw);
  std::string hex = to_hex(raw);
  SecretBytes secret{std::string_view(hex)};
  explicit_bzero(raw.data(), raw.size());
  wipe(hex);
  return secret;
}

}  // namespace cardea::factory
