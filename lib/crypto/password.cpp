// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/password.hpp"

#include <argon2.h>
#include <sys/mman.h>

#include <algorithm>
#include <charconv>

#include "lib/crypto/crypto.hpp"

namespace cardea::crypto {
namespace {

constexpr std::size_t kVerifierMax = 256;
constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kTagSize = 32;

Error malformed() {
  return Error{Err::bad_value, "not an argon2id verifier"};
}

Status check_cost(const Argon2Cost& cost) {
  if (cost.memory_kib > kArgon2MemoryKibMax || cost.passes > kArgon2PassesMax || cost.lanes > kArgon2LanesMax) {
    return Error{Err::too_large, "an argon2id cost above its bound"};
  }
  if (cost.passes < 1 || cost.lanes < 1 || cost.memory_kib < 8 * cost.lanes)
    return Error{Err::bad_value, "an argon2id cost below what RFC 9106 allows"};
  return kOk;
}

// The text up to `end`, and the cursor behind it; with no `end`, all that is left.
Result<std::string_view> until(std::string_view& text, std::string_view end) {
  const std::size_t at = end.empty() ? text.size() : text.find(end);
  if (at == std::string_view::npos) return malformed();
  const std::string_view field = text.substr(0, at);
  text.remove_prefix(at + end.size());
  return field;
}

Result<std::uint32_t> number(std::string_view& text, std::string_view name, std::string_view end) {
  if (!text.starts_with(name)) return malformed();
  text.remove_prefix(name.size());
  TRY(const std::string_view digits, until(text, end));
  std::uint32_t value = 0;
  const auto [stop, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || error != std::errc{} || stop != digits.data() + digits.size() || digits.front() == '0')
    return malformed();
  return value;
}

Result<Buffer> unpadded_base64(std::string_view text, std::size_t min, std::size_t max) {
  std::string padded(text);
  if (padded.find('=') != std::string::npos) return malformed();
  while (padded.size() % 4 != 0) padded += '=';
  TRY(Buffer bytes, from_base64(padded));
  if (bytes.size() < min || bytes.size() > max) return malformed();
  return bytes;
}

std::string without_padding(std::string text) {
  while (!text.empty() && text.back() == '=') text.pop_back();
  return text;
}

// Memory of a hash comes from the system and goes back to it at once: freed to the heap, it would stay with a process that
// is idle for hours. libargon2 wipes it before it is given back.
int take_memory(std::uint8_t** memory, std::size_t size) {
  void* taken = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (taken == MAP_FAILED) return ARGON2_MEMORY_ALLOCATION_ERROR;
  *memory = static_cast<std::uint8_t*>(taken);
  return ARGON2_OK;
}

void give_back(std::uint8_t* memory, std::size_t size) {
  ::munmap(memory, size);
}

// One thread whatever the lanes: our confined processes may not start another.
Result<Buffer> derive(const SecretBytes& password, const Argon2Cost& cost, Bytes salt, std::size_t tag_size) {
  if (password.size() > kPasswordMax) return Error{Err::too_large, "a password is longer than its bound"};
  const SecretBytes own_password = password.clone();  // libargon2 takes pointers that it might write through, and does not
  Buffer own_salt = to_buffer(salt);
  Buffer tag(tag_size);
  argon2_context context{};
  context.out = tag.data();
  context.outlen = static_cast<std::uint32_t>(tag.size());
  context.pwd = const_cast<std::uint8_t*>(own_password.expose_secret().data());
  context.pwdlen = static_cast<std::uint32_t>(own_password.size());
  context.salt = own_salt.data();
  context.saltlen = static_cast<std::uint32_t>(own_salt.size());
  context.t_cost = cost.passes;
  context.m_cost = cost.memory_kib;
  context.lanes = cost.lanes;
  context.threads = 1;
  context.version = ARGON2_VERSION_13;
  context.flags = ARGON2_DEFAULT_FLAGS;
  context.allocate_cbk = take_memory;
  context.free_cbk = give_back;
  const int result = argon2id_ctx(&context);
  if (result == ARGON2_MEMORY_ALLOCATION_ERROR) return Error{Err::exhausted, "no memory for argon2id"};
  if (result != ARGON2_OK) return Error{Err::bad_value, "argon2id refuses its input"};
  return tag;
}

}  // namespace

Result<Verifier> parse_verifier(std::string_view text) {
  if (text.size() > kVerifierMax) return Error{Err::too_large, "a password verifier is longer than its bound"};
  constexpr std::string_view kStart = "$argon2id$v=19$";
  if (!text.starts_with(kStart)) return malformed();
  text.remove_prefix(kStart.size());
  Verifier verifier;
  TRY(verifier.cost.memory_kib, number(text, "m=", ","));
  TRY(verifier.cost.passes, number(text, "t=", ","));
  TRY(verifier.cost.lanes, number(text, "p=", "$"));
  TRY_(check_cost(verifier.cost));
  TRY(const std::string_view salt, until(text, "$"));
  TRY(verifier.salt, unpadded_base64(salt, 8, 64));
  TRY(verifier.tag, unpadded_base64(text, 16, 64));
  return verifier;
}

std::string print_verifier(const Verifier& verifier) {
  return "$argon2id$v=19$m=" + std::to_string(verifier.cost.memory_kib) + ",t=" + std::to_string(verifier.cost.passes) +
         ",p=" + std::to_string(verifier.cost.lanes) + "$" + without_padding(to_base64(verifier.salt)) + "$" +
         without_padding(to_base64(verifier.tag));
}

Result<SecretBytes> key_from_passphrase(const SecretBytes& passphrase, Bytes salt, const Argon2Cost& cost) {
  TRY_(check_cost(cost));
  TRY(Buffer tag, derive(passphrase, cost, salt, kTagSize));
  SecretBytes key{Bytes(tag)};
  explicit_bzero(tag.data(), tag.size());
  return key;
}

Result<std::string> hash_password(const SecretBytes& password, const Argon2Cost& cost) {
  TRY_(check_cost(cost));
  Verifier verifier{cost, random_buffer(kSaltSize), {}};
  TRY(verifier.tag, derive(password, cost, verifier.salt, kTagSize));
  return print_verifier(verifier);
}

Status verify_password(const std::string& verifier, const SecretBytes& password) {
  const auto parsed = parse_verifier(verifier);
  if (!parsed) return Error{Err::broken, parsed.error().what};
  TRY(const Buffer tag, derive(password, parsed->cost, parsed->salt, parsed->tag.size()));
  if (!same_in_constant_time(tag, parsed->tag)) return Error{Err::unauthentic, "another password"};
  return kOk;
}

Argon2Cost argon2_cost_after(std::uint64_t floor_ms) {
  constexpr std::uint64_t kWantedMs = 100;
  constexpr std::uint32_t kPassesMost = 8;
  Argon2Cost cost;
  const std::uint64_t passes = cost.passes * kWantedMs / std::max<std::uint64_t>(floor_ms, 1);
  cost.passes = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(passes, cost.passes, kPassesMost));
  return cost;
}

// The time goes with memory times passes, so the trial has more passes over less memory: a device starts, and starts anew after
// an update, without a peak of 19 MiB.
Result<Argon2Cost> argon2_cost_for(const Clock& clock) {
  constexpr Argon2Cost kTrial{.memory_kib = 512, .passes = 16};
  const Argon2Cost least;
  const std::uint64_t start = clock.monotonic_ms();
  TRY_(hash_password(random_secret(16), kTrial));
  const std::uint64_t trial_ms = clock.monotonic_ms() - start;
  return argon2_cost_after(trial_ms * least.memory_kib * least.passes / (kTrial.memory_kib * kTrial.passes));
}

}  // namespace cardea::crypto
