// SPDX-License-Identifier: Apache-2.0
// Password verifiers: argon2id (RFC 9106) in PHC string form. A verifier may come from a file that somebody changed: its costs
// are bounded before any memory is taken.
#pragma once

#include <string>
#include <string_view>

#include "lib/base/clock.hpp"
#include "lib/base/secret.hpp"

namespace cardea::crypto {

struct Argon2Cost {
  std::uint32_t memory_kib = 19 * 1024;
  std::uint32_t passes = 2;
  std::uint32_t lanes = 1;
  bool operator==(const Argon2Cost&) const = default;
};

// The cost for this machine: the least that is recommended (RFC 9106 section 4 leaves it to measuring; 19 MiB and 2 passes is the
// common floor), with more passes where one hash would take less than about 100 ms. Takes one hash to find out.
Result<Argon2Cost> argon2_cost_for(const Clock& clock);
// The rule behind it: what `floor_ms` for the least cost leads to.
Argon2Cost argon2_cost_after(std::uint64_t floor_ms);

inline constexpr std::uint32_t kArgon2MemoryKibMax = 256 * 1024;
inline constexpr std::uint32_t kArgon2PassesMax = 16;
inline constexpr std::uint32_t kArgon2LanesMax = 16;
inline constexpr std::size_t kPasswordMax = 1024;

struct Verifier {
  Argon2Cost cost;
  Buffer salt;  // 8 to 64 bytes
  Buffer tag;   // 16 to 64 bytes
};

// Only `$argon2id$v=19$m=M,t=T,p=P$salt$tag`, with canonical numbers and base64 without padding.
Result<Verifier> parse_verifier(std::string_view text);
std::string print_verifier(const Verifier& verifier);

// A key of 32 bytes from a passphrase, for what is sealed under it. The costs and the salt are stored beside it and bounded here.
Result<SecretBytes> key_from_passphrase(const SecretBytes& passphrase, Bytes salt, const Argon2Cost& cost);

Result<std::string> hash_password(const SecretBytes& password, const Argon2Cost& cost = {});
// Err::unauthentic when the password is another one; Err::broken when the verifier is no argon2id string within the bounds.
Status verify_password(const std::string& verifier, const SecretBytes& password);

}  // namespace cardea::crypto
