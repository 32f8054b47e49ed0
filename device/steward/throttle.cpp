// SPDX-License-Identifier: Apache-2.0
#include "device/steward/throttle.hpp"

#include <algorithm>

#include "device/steward/schema.hpp"
#include "lib/base/source_network.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::steward {
namespace {

constexpr std::string_view kSaltFact = "throttle-salt";
constexpr std::uint64_t kForgottenAfterMs = 24ULL * 60 * 60 * 1000;

Result<SecretBytes> salt_from(store::Database& db) {
  TRY(const auto stored, read_fact(db, kSaltFact));
  if (stored) {
    TRY(const Buffer raw, from_hex(*stored));
    return SecretBytes(Bytes(raw));
  }
  SecretBytes fresh = crypto::random_secret(32);
  TRY_(write_fact(db, kSaltFact, to_hex(fresh.expose_secret())));
  return fresh;
}

}  // namespace

Result<Throttle> Throttle::open(store::Database& db, const Clock& clock) {
  TRY(SecretBytes salt, salt_from(db));
  Throttle throttle(db, clock, std::move(salt));
  TRY_(throttle.load());
  return throttle;
}

// After a restart every stored delay starts anew: the wall clock is not trusted to say how much has passed.
Status Throttle::load() {
  TRY(auto query, db_->prepare("SELECT kind, bucket, attempts, familiar FROM throttle"));
  while (true) {
    TRY(const bool there, query.step());
    if (!there) return kOk;
    const std::int64_t kind = query.integer(0), bucket = query.integer(1), attempts = query.integer(2);
    if (kind < 0 || kind >= kKinds || bucket < 0 || bucket >= std::int64_t{kBuckets} || attempts < 0) {
      return Error{Err::broken, "a stored attempt counter is out of range"};
    }
    Bucket& row = (*buckets_)[static_cast<std::size_t>(kind)][static_cast<std::size_t>(bucket)];
    row.attempts = static_cast<std::uint32_t>(std::min<std::int64_t>(attempts, 1'000'000));
    row.familiar = query.integer(3);
    row.last_ms = clock_->monotonic_ms();
    row.not_before_ms = row.last_ms + delay_after_ms(row.attempts);
  }
}

Throttle::Mark Throttle::mark_of(Kind kind, std::string_view account, std::string_view source) const {
  const auto mark = static_cast<char>('a' + kind);
  std::string text(1, mark);
  if (kind != by_source) text.append(account).push_back('\n');
  if (kind != by_account) text.append(source_network(source));
  const auto mac = crypto::hmac_sha256(salt_.expose_secret(), as_bytes(text));
  std::uint64_t tag = 0;
  for (std::size_t i = 1; i <= 8; ++i) tag = tag << 8 | mac[i];
  return {mac[0], static_cast<std::int64_t>(tag >> 1 | 1)};
}

std::uint64_t Throttle::wait_ms(Kind kind, std::uint8_t bucket) {
  Bucket& row = at(kind, bucket);
  const std::uint64_t now = clock_->monotonic_ms();
  if (row.attempts > 0 && now - row.last_ms > kForgottenAfterMs) row.attempts = 0;
  return row.not_before_ms > now ? row.not_before_ms - now : 0;
}

Status Throttle::store(Kind kind, std::uint8_t bucket, const Bucket& value) {
  TRY(auto put, db_->prepare("INSERT INTO throttle(kind, bucket, attempts, familiar) VALUES(?1, ?2, ?3, ?4) "
                             "ON CONFLICT(kind, bucket) DO UPDATE SET attempts = ?3, familiar = ?4"));
  return put.bind(1, std::int64_t{kind})
      .bind(2, std::int64_t{bucket})
      .bind(3, std::int64_t{value.attempts})
      .bind(4, value.familiar)
      .run();
}

Status Throttle::charge(Kind kind, std::uint8_t bucket) {
  Bucket next = at(kind, bucket);
  next.attempts = std::min<std::uint32_t>(next.attempts + 1, 1'000'000);
  next.last_ms = clock_->monotonic_ms();
  next.not_before_ms = next.last_ms + delay_after_ms(next.attempts);
  TRY_(store(kind, bucket, next));
  at(kind, bucket) = next;
  return kOk;
}

// One attempt in so long is forgotten: what is left is how much of the budget is used up.
std::uint64_t Throttle::strangers_wait_ms() {
  Bucket& all = strangers();
  const std::uint64_t now = clock_->monotonic_ms();
  const std::uint64_t steps = (now - all.last_ms) / kStrangersEveryMs;
  all.attempts -= static_cast<std::uint32_t>(std::min<std::uint64_t>(all.attempts, steps));
  all.last_ms += steps * kStrangersEveryMs;
  return all.attempts < kStrangersBurst ? 0 : kStrangersEveryMs - (now - all.last_ms);
}

Status Throttle::charge_strangers() {
  Bucket next = strangers();
  ++next.attempts;
  TRY_(store(all_strangers, 0, next));
  strangers() = next;
  return kOk;
}

bool Throttle::knows(std::string_view account, std::string_view source) const {
  return is_known(source, mark_of(by_pair, account, source));
}

bool Throttle::is_known(std::string_view source, const Mark& pair) const {
  return source == kSignedIn || (*buckets_)[by_pair][pair.bucket].familiar == pair.tag;
}

//= EN303645 5.1-5
Result<Throttle::Admission> Throttle::admit(std::string_view account, std::string_view source) {
  const Mark pair = mark_of(by_pair, account, source);
  Claim claim{mark_of(by_account, account, source).bucket, mark_of(by_source, account, source).bucket, pair.bucket, pair.tag};
  claim.familiar = is_known(source, pair);
  const std::uint64_t wait =
      claim.familiar ? wait_ms(by_pair, claim.pair)
                     : std::max({wait_ms(by_account, claim.account), wait_ms(by_source, claim.source), strangers_wait_ms()});
  if (wait > 0) return Admission{static_cast<std::uint32_t>((wait + 999) / 1000), claim};
  TRY_(db_->transaction([&]() -> Status {
    if (claim.familiar) return charge(by_pair, claim.pair);
    TRY_(charge_strangers());
    TRY_(charge(by_account, claim.account));
    return charge(by_source, claim.source);
  }));
  return Admission{0, claim};
}

Status Throttle::welcome_back(const Mark& pair) {
  Bucket row = at(by_pair, pair.bucket);
  row.attempts = 0;
  row.not_before_ms = 0;
  row.familiar = pair.tag;
  TRY_(store(by_pair, pair.bucket, row));
  at(by_pair, pair.bucket) = row;
  return kOk;
}

Status Throttle::make_known(std::string_view account, std::string_view source) {
  return welcome_back(mark_of(by_pair, account, source));
}

// The source gets back only the attempt that succeeded: an account of one's own is no licence to guess others.
Status Throttle::forgive(const Claim& claim) {
  TRY_(welcome_back({claim.pair, claim.tag}));
  if (claim.familiar) return kOk;
  Bucket account{};
  Bucket source = at(by_source, claim.source);
  source.attempts -= source.attempts > 0 ? 1 : 0;
  source.not_before_ms = source.last_ms + delay_after_ms(source.attempts);
  Bucket all = strangers();
  all.attempts -= all.attempts > 0 ? 1 : 0;
  TRY_(store(by_account, claim.account, account));
  TRY_(store(by_source, claim.source, source));
  TRY_(store(all_strangers, 0, all));
  at(by_account, claim.account) = account;
  at(by_source, claim.source) = source;
  strangers() = all;
  return kOk;
}

Status Throttle::forget_all() {
  TRY_(db_->run("DELETE FROM throttle"));
  const SecretBytes fresh = crypto::random_secret(32);
  TRY_(write_fact(*db_, kSaltFact, to_hex(fresh.expose_secret())));
  salt_ = fresh.clone();
  *buckets_ = {};
  return kOk;
}

}  // namespace cardea::steward
