// SPDX-License-Identifier: Apache-2.0
#include "device/steward/machines.hpp"

#include <charconv>

#include "lib/crypto/crypto.hpp"

namespace cardea::steward {
namespace {

constexpr std::string_view kPrefix = "p256:";  // no argon2id verifier begins so
constexpr std::uint64_t kYoungMs = 60'000;
constexpr std::size_t kUsedMax = 256;

// The layout of a challenge: when it was made, chance, and the mark that makes it ours.
constexpr std::size_t kMomentSize = 8, kChanceSize = 16, kMarkSize = 32;
constexpr std::size_t kMarkedSize = kMomentSize + kChanceSize;

}  // namespace

Result<std::string> verifier_of_machine(const MachineKey& machine) {
  TRY_(crypto::check_p256(machine.key));
  return std::string(kPrefix) + std::to_string(machine.until_s) + ':' + to_hex(machine.key.spki);
}

std::optional<MachineKey> machine_of(const Person& person) {
  std::string_view text = person.verifier;
  if (!text.starts_with(kPrefix)) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  MachineKey machine;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), machine.until_s);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (error != std::errc{} || !text.starts_with(':')) return machine;  // no key: it signs nobody in
  if (auto spki = from_hex(text.substr(1))) machine.key.spki = std::move(*spki);
  return machine;
}

Challenges::Challenges(const Clock& clock) : clock_(clock), key_(crypto::random_secret(32)) {}

std::string Challenges::make() const {
  Buffer bytes;
  const std::uint64_t now_ms = clock_.monotonic_ms();
  for (int shift = 56; shift >= 0; shift -= 8) bytes.push_back(static_cast<std::uint8_t>(now_ms >> shift));
  const Buffer chance = crypto::random_buffer(kChanceSize);
  bytes.insert(bytes.end(), chance.begin(), chance.end());
  const crypto::Digest256 mark = crypto::hmac_sha256(key_.expose_secret(), bytes);
  bytes.insert(bytes.end(), mark.begin(), mark.end());
  return to_base64url(bytes);
}

std::optional<std::uint64_t> Challenges::made_at(std::string_view challenge) const {
  const auto bytes = from_base64url(challenge);
  if (!bytes || bytes->size() != kMarkedSize + kMarkSize) return std::nullopt;
  const Bytes marked = Bytes(*bytes).first(kMarkedSize);
  if (!crypto::same_in_constant_time(crypto::hmac_sha256(key_.expose_secret(), marked), Bytes(*bytes).subspan(kMarkedSize))) {
    return std::nullopt;
  }
  std::uint64_t moment_ms = 0;
  for (const std::uint8_t byte : marked.first(kMomentSize)) moment_ms = moment_ms << 8U | byte;
  return moment_ms;
}

bool Challenges::good(std::string_view challenge) const {
  const auto moment_ms = made_at(challenge);
  if (!moment_ms || clock_.monotonic_ms() - *moment_ms > kYoungMs) return false;
  return !used_.contains({*moment_ms, std::string(challenge)});
}

Status Challenges::use(std::string_view challenge) {
  const auto moment_ms = made_at(challenge);
  if (!moment_ms) return Error{Err::unauthentic, "not one of our challenges"};
  const std::uint64_t now_ms = clock_.monotonic_ms();
  while (!used_.empty() && now_ms - used_.begin()->first > kYoungMs) used_.erase(used_.begin());
  if (used_.size() >= kUsedMax) return Error{Err::exhausted, "too many machine clients signed in within a minute"};
  used_.emplace(*moment_ms, challenge);
  return kOk;
}

}  // namespace cardea::steward
