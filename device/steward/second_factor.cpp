// SPDX-License-Identifier: Apache-2.0
#include "device/steward/second_factor.hpp"

#include <algorithm>

#include "lib/codec/base32.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/crypto/totp.hpp"

namespace cardea::steward {
namespace {

constexpr std::string_view kPlace = "second factor";
constexpr std::size_t kRecoveryBytes = 10;  // 80 bits: 16 letters and digits
constexpr std::size_t kRecoveryLetters = 16;

// As people type it: small letters, and blanks or hyphens between groups.
std::string plain(std::string_view typed) {
  std::string code;
  for (const char c : typed) {
    if (c != ' ' && c != '-') code += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return code;
}

std::string in_groups(std::string_view code) {
  std::string text;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (i > 0 && i % 4 == 0) text += '-';
    text += code[i];
  }
  return text;
}

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<std::uint8_t>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    if (plain) out += c;
    else out.append({'%', kHex[byte >> 4], kHex[byte & 15U]});
  }
  return out;
}

}  // namespace

Result<std::optional<SecondFactorRecord>> SecondFactor::read(std::int64_t person) const {
  TRY(auto query, db_.prepare("SELECT record FROM second_factor WHERE person = ?1"));
  TRY(const bool there, query.bind(1, person).step());
  if (!there) return std::optional<SecondFactorRecord>{};
  TRY(auto record, keys_.open_record<SecondFactorRecord>(person, kPlace, query.bytes(0)));
  return std::optional<SecondFactorRecord>{std::move(record)};
}

Status SecondFactor::write(std::int64_t person, SecondFactorRecord& record) {
  TRY(const Buffer sealed, keys_.seal_record(person, kPlace, record));
  TRY(auto put, db_.prepare("INSERT OR REPLACE INTO second_factor(person, record) VALUES(?1, ?2)"));
  return put.bind(1, person).bind(2, sealed).run();
}

Result<bool> SecondFactor::is_on(std::int64_t person) const {
  TRY(const auto record, read(person));
  return record && record->confirmed;
}

//= EN303645 5.1-3
Result<SecretBytes> SecondFactor::begin(std::int64_t person) {
  TRY(const bool on, is_on(person));
  if (on) return Error{Err::exists, "the second step is on already"};
  SecondFactorRecord record{crypto::random_secret(crypto::kTotpSecretSize), false, 0};
  TRY_(write(person, record));
  std::string text = to_base32(record.secret.expose_secret());
  SecretBytes shown{std::string_view(text)};
  wipe(text);
  return shown;
}

Result<std::vector<std::string>> SecondFactor::confirm(std::int64_t person, std::string_view code) {
  TRY(auto record, read(person));
  if (!record || record->confirmed) return Error{Err::unauthentic, "no second step was begun"};
  const auto step = crypto::totp_step(record->secret, plain(code), clock_.wall_s(), 0);
  if (!step) return Error{Err::unauthentic, "the code is another one"};
  record->confirmed = true;
  record->last_step = *step;
  TRY_(write(person, *record));
  return make_recovery_codes(person);
}

// The hash within lets what was stored before there were data keys be marked too.
Result<crypto::Digest256> SecondFactor::mark_of(std::int64_t person, std::string_view code) const {
  return keys_.mark(person, crypto::sha256(as_bytes(code)));
}

Result<std::vector<std::string>> SecondFactor::make_recovery_codes(std::int64_t person) {
  TRY(auto forget, db_.prepare("DELETE FROM recovery WHERE person = ?1"));
  TRY_(forget.bind(1, person).run());
  TRY(auto put, db_.prepare("INSERT INTO recovery(person, code_mark) VALUES(?1, ?2)"));
  std::vector<std::string> codes;
  while (codes.size() < kRecoveryCodes) {
    const std::string code = to_base32(crypto::random_secret(kRecoveryBytes).expose_secret());
    TRY(const crypto::Digest256 mark, mark_of(person, code));
    TRY_(put.reset().bind(1, person).bind(2, Bytes(mark)).run());
    codes.push_back(in_groups(code));
  }
  return codes;
}

Result<bool> SecondFactor::take(std::int64_t person, std::string_view typed) {
  const std::string code = plain(typed);
  if (code.size() == kRecoveryLetters) return take_recovery_code(person, code);
  TRY(auto record, read(person));
  if (!record || !record->confirmed) return false;
  const auto step = crypto::totp_step(record->secret, code, clock_.wall_s(), record->last_step);
  if (!step) return false;
  record->last_step = *step;
  TRY_(write(person, *record));
  return true;
}

Result<bool> SecondFactor::take_recovery_code(std::int64_t person, std::string_view code) {
  TRY(const crypto::Digest256 mark, mark_of(person, code));
  TRY(auto remove, db_.prepare("DELETE FROM recovery WHERE person = ?1 AND code_mark = ?2"));
  TRY_(remove.bind(1, person).bind(2, Bytes(mark)).run());
  return db_.changes() == 1;
}

Status SecondFactor::remove(std::int64_t person) {
  TRY(auto secret, db_.prepare("DELETE FROM second_factor WHERE person = ?1"));
  TRY_(secret.bind(1, person).run());
  TRY(auto codes, db_.prepare("DELETE FROM recovery WHERE person = ?1"));
  return codes.bind(1, person).run();
}

SecretBytes otpauth_uri(std::string_view device, std::string_view account, const SecretBytes& base32_secret) {
  const std::string issuer = percent_encoded(device);
  std::string uri = "otpauth://totp/" + issuer + ':' + percent_encoded(account) + "?secret=";
  uri.append(as_text(base32_secret.expose_secret())).append("&issuer=").append(issuer);
  SecretBytes secret{std::string_view(uri)};
  wipe(uri);
  return secret;
}

}  // namespace cardea::steward
