// SPDX-License-Identifier: Apache-2.0
#include "maker/release/key_file.hpp"

#include <sys/stat.h>

#include <array>

#include "lib/codec/json.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/crypto/password.hpp"
#include "lib/store/file.hpp"

namespace cardea::release {

namespace {

constexpr std::size_t kSeedSize = 32;
constexpr std::size_t kHexSize = 2 * kSeedSize;
constexpr std::size_t kSealedMax = 1024;
constexpr std::size_t kSaltSize = 16;
// More than for a sign-in: it is asked for a few times a year, and whoever steals the file has all the time.
constexpr crypto::Argon2Cost kCost{.memory_kib = 64 * 1024, .passes = 3, .lanes = 1};
constexpr std::string_view kContext = "cardea release key";

// Hex without a std::string, which would not be wiped.
std::array<std::uint8_t, kHexSize + 1> hex_line(Bytes seed) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<std::uint8_t, kHexSize + 1> line{};
  for (std::size_t i = 0; i < kSeedSize; ++i) {
    line[2 * i] = static_cast<std::uint8_t>(kDigits[seed[i] >> 4]);
    line[2 * i + 1] = static_cast<std::uint8_t>(kDigits[seed[i] & 15U]);
  }
  line[kHexSize] = '\n';
  return line;
}

Status check_private(const std::string& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) return io_error("the key file cannot be looked at");
  if ((about.st_mode & 0077U) != 0) return Error{Err::refused, "the key file may be read by others"};
  return kOk;
}

Result<SecretBytes> plain_seed(const std::string& text) {
  std::string_view hex = text;
  if (hex.ends_with('\n')) hex.remove_suffix(1);
  auto raw = from_hex(hex);
  if (!raw || raw->size() != kSeedSize) return Error{Err::broken, "the key file holds no Ed25519 seed"};
  SecretBytes seed{Bytes(*raw)};
  explicit_bzero(raw->data(), raw->size());
  return seed;
}

crypto::AeadKey aead_key(const SecretBytes& raw) {
  return crypto::AeadKey(raw.expose_secret().first<32>());
}

Result<Buffer> sealed_file(const SecretBytes& seed, const SecretBytes& passphrase) {
  const Buffer salt = crypto::random_buffer(kSaltSize);
  TRY(const SecretBytes key, crypto::key_from_passphrase(passphrase, salt, kCost));
  TRY(const Buffer sealed, crypto::seal(aead_key(key), as_bytes(kContext), seed.expose_secret()));
  Value file;
  file.set("kdf", "argon2id").set("memory_kib", kCost.memory_kib).set("passes", kCost.passes).set("lanes", kCost.lanes);
  file.set("salt", to_hex(salt)).set("sealed", to_hex(sealed));
  return to_buffer(as_bytes(print_json_pretty(file)));
}

Result<std::uint32_t> cost(const Value& file, std::string_view name) {
  TRY(const std::int64_t value, file.integer(name));
  if (value < 1 || value > crypto::kArgon2MemoryKibMax) return Error{Err::broken, "the key file holds an impossible cost"};
  return static_cast<std::uint32_t>(value);
}

Result<SecretBytes> unsealed_seed(const std::string& text, const SecretBytes& passphrase) {
  TRY(const Value file, parse_json(as_bytes(text), {.bytes_max = kSealedMax}));
  crypto::Argon2Cost costs;
  TRY(costs.memory_kib, cost(file, "memory_kib"));
  TRY(costs.passes, cost(file, "passes"));
  TRY(costs.lanes, cost(file, "lanes"));
  TRY(const std::string salt_hex, file.text("salt"));
  TRY(const std::string sealed_hex, file.text("sealed"));
  TRY(const Buffer salt, from_hex(salt_hex));
  TRY(const Buffer sealed, from_hex(sealed_hex));
  TRY(const SecretBytes key, crypto::key_from_passphrase(passphrase, salt, costs));
  auto seed = crypto::unseal(aead_key(key), as_bytes(kContext), sealed);
  if (!seed) return Error{Err::refused, "the passphrase is another one, or the key file is damaged"};
  return seed;
}

Outcome<SecretBytes> read_seed(const std::string& path, const AskPassphrase& ask) {
  TRY_(check_private(path));
  TRY(std::string text, store::read_text(path, kSealedMax));
  const bool sealed = text.starts_with('{');
  if (!sealed) {
    auto seed = plain_seed(text);
    wipe(text);
    TRY(SecretBytes whole, std::move(seed));
    return whole;
  }
  TRY(const auto passphrase, ask("passphrase of " + path));
  if (!passphrase)
    return Problem(Err::refused, "the key is sealed under a passphrase", "--passphrase-file FILE, or a terminal to ask at");
  TRY(SecretBytes seed, unsealed_seed(text, *passphrase));
  return seed;
}

Status create_key_file(const std::string& path, const SecretBytes& seed, const std::optional<SecretBytes>& passphrase) {
  if (passphrase) {
    TRY(const Buffer file, sealed_file(seed, *passphrase));
    return store::create_file(path, file, 0600);
  }
  auto line = hex_line(seed.expose_secret());
  const Status made = store::create_file(path, line, 0600);
  explicit_bzero(line.data(), line.size());
  return made;
}

}  // namespace

Outcome<std::optional<SecretBytes>> no_passphrase(const std::string&) {
  return std::optional<SecretBytes>();
}

Outcome<KeyPointer> make_key_file(const std::string& path, const AskPassphrase& ask) {
  TRY(KeyPointer key, crypto::Ed25519Key::generate());
  TRY(const auto passphrase, ask("new passphrase of " + path));
  const SecretBytes seed = key->seed();
  if (const Status made = create_key_file(path, seed, passphrase); !made)
    return Problem(made.error().code, path + ": " + Problem::describe(made.error()),
                   "a signing key is never overwritten: choose a new folder");
  return key;
}

Outcome<KeyPointer> read_key_file(const std::string& path, const AskPassphrase& ask) {
  auto seed = read_seed(path, ask);
  if (!seed) {
    const Problem& why = seed.error();
    return Problem(why.code, path + ": " + why.message,
                   why.hint.empty() ? "the key must be there, whole, and readable by you alone (chmod 600)" : why.hint);
  }
  TRY(KeyPointer key, crypto::Ed25519Key::from_seed(*seed));
  return key;
}

}  // namespace cardea::release
