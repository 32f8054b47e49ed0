// SPDX-License-Identifier: Apache-2.0
#include "lib/crypto/totp.hpp"

#include <nettle/hmac.h>

#include <array>

#include "lib/crypto/crypto.hpp"

namespace cardea::crypto {
namespace {

constexpr std::uint32_t kModulus = 1'000'000;  // six digits

std::array<std::uint8_t, 20> hmac_sha1(Bytes key, Bytes data) {
  hmac_sha1_ctx context;
  hmac_sha1_set_key(&context, key.size(), key.data());
  hmac_sha1_update(&context, data.size(), data.data());
  std::array<std::uint8_t, 20> mac{};
  hmac_sha1_digest(&context, mac.size(), mac.data());
  explicit_bzero(&context, sizeof context);
  return mac;
}

}  // namespace

std::string totp_code(const SecretBytes& secret, std::uint64_t step) {
  std::array<std::uint8_t, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i) counter[i] = static_cast<std::uint8_t>(step >> (56 - 8 * i));
  const auto mac = hmac_sha1(secret.expose_secret(), counter);
  const std::size_t at = mac[19] & 15U;  // dynamic truncation, RFC 4226 section 5.3
  const std::uint32_t number = (mac[at] & 0x7fU) << 24 | static_cast<std::uint32_t>(mac[at + 1]) << 16 |
                               static_cast<std::uint32_t>(mac[at + 2]) << 8 | mac[at + 3];
  const std::string digits = std::to_string(number % kModulus);
  return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::uint64_t> totp_step(const SecretBytes& secret, std::string_view code, std::int64_t now_s,
                                       std::uint64_t last_used) {
  if (now_s < kTotpStepS) return std::nullopt;
  const auto now = static_cast<std::uint64_t>(now_s / kTotpStepS);
  std::optional<std::uint64_t> found;
  for (const std::uint64_t step : {now - 1, now, now + 1}) {  // always all three: the time taken tells nothing
    if (same_in_constant_time(as_bytes(totp_code(secret, step)), as_bytes(code)) && step > last_used) found = step;
  }
  return found;
}

}  // namespace cardea::crypto
