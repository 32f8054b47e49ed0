// SPDX-License-Identifier: Apache-2.0
#include "maker/release/key_file.hpp"

#include <sys/stat.h>

#include <array>

#include "lib/store/file.hpp"

namespace cardea::release {

namespace {

constexpr std::size_t kSeedSize = 32;
constexpr std::size_t kHexSize = 2 * kSeedSize;

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

Result<SecretBytes> read_seed(const std::string& path) {
  TRY_(check_private(path));
  TRY(std::string text, store::read_text(path, kHexSize + 1));
  std::string_view hex = text;
  if (hex.ends_with('\n')) hex.remove_suffix(1);
  auto raw = from_hex(hex);
  wipe(text);
  if (!raw || raw->size() != kSeedSize) return Error{Err::broken, "the key file holds no Ed25519 seed"};
  SecretBytes seed{Bytes(*raw)};
  explicit_bzero(raw->data(), raw->size());
  return seed;
}

}  // namespace

Outcome<KeyPointer> make_key_file(const std::string& path) {
  TRY(KeyPointer key, crypto::Ed25519Key::generate());
  const SecretBytes seed = key->seed();
  auto line = hex_line(seed.expose_secret());
  const Status made = store::create_file(path, line, 0600);
  explicit_bzero(line.data(), line.size());
  if (!made)
    return Problem(made.error().code, path + ": " + Problem::describe(made.error()),
                   "a signing key is never overwritten: choose a new folder");
  return key;
}

Outcome<KeyPointer> read_key_file(const std::string& path) {
  auto seed = read_seed(path);
  if (!seed)
    return Problem(seed.error().code, path + ": " + Problem::describe(seed.error()),
                   "the key must be there, whole, and readable by you alone (chmod 600)");
  TRY(KeyPointer key, crypto::Ed25519Key::from_seed(*seed));
  return key;
}

}  // namespace cardea::release
