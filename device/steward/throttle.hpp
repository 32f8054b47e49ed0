// SPDX-License-Identifier: Apache-2.0
// Makes guessing passwords over the network impractical (5.1-5) and never locks anybody out: after five
// attempts each further one has to wait, at most a minute. Attempts are counted, durably, before they are
// verified, so that asking in parallel gains nothing. Memory and disk are bounded: names and addresses fall
// into 256 buckets each by a secret salt, known and unknown names alike.
//
// An address from which this account has signed in before counts by itself (a familiar pair, known by a tag that
// nobody else falls upon: 256 buckets alone would let many guessed names wear out the owner's), so that a
// stranger who keeps an account waiting does not keep its owner waiting. All strangers together have one budget
// more, so that many addresses cannot keep the machine busy hashing.
#pragma once

#include <array>
#include <memory>

#include "lib/base/clock.hpp"
#include "lib/base/secret.hpp"
#include "lib/store/database.hpp"

namespace cardea::steward {

inline constexpr std::uint32_t kFreeAttempts = 5;
inline constexpr std::uint64_t kDelayMaxMs = 60'000;
inline constexpr std::size_t kBuckets = 256;
inline constexpr std::uint32_t kStrangersBurst = 60;      // attempts of all strangers together, at once
inline constexpr std::uint64_t kStrangersEveryMs = 1'000;  // and then one in so long

// The source of requests that a session vouches for: counted per account only.
inline constexpr std::string_view kSignedIn = "(signed in)";
// The account under which guesses of the label password count; no person can have this name.
inline constexpr std::string_view kLabelAccount = "(label)";

// How long the next attempt waits after `attempts` attempts without success.
constexpr std::uint64_t delay_after_ms(std::uint32_t attempts) {
  if (attempts < kFreeAttempts) return 0;
  const std::uint32_t doublings = attempts - kFreeAttempts;
  return doublings >= 5 ? kDelayMaxMs : 2'000ULL << doublings;
}

class Throttle {
 public:
  // What one counted attempt was counted under.
  struct Claim {
    std::uint8_t account = 0, source = 0, pair = 0;
    std::int64_t tag = 0;  // of the pair
    bool familiar = false;
  };
  struct Admission {
    std::uint32_t wait_s = 0;  // not 0: not counted, not to be verified
    Claim claim;
  };

  static Result<Throttle> open(store::Database& db, const Clock& clock);

  // Whether this account has signed in from there before, or is signed in.
  bool knows(std::string_view account, std::string_view source) const;
  // Counts one attempt, or says how long to wait. An attempt that cannot be stored is refused (Err::io, Err::exhausted).
  Result<Admission> admit(std::string_view account, std::string_view source);
  // The attempt was the right password: call inside the transaction that acknowledges it.
  Status forgive(const Claim& claim);
  // The account was just made from there. Inside a transaction.
  Status make_known(std::string_view account, std::string_view source);
  // Everything, familiar pairs and salt too (erase). Inside a transaction.
  Status forget_all();

 private:
  enum Kind : std::uint8_t { by_account, by_source, by_pair, all_strangers, kKinds };
  struct Bucket {
    std::uint32_t attempts = 0;
    std::int64_t familiar = 0;  // the tag of the pair whose bucket this is; 0: nobody's
    std::uint64_t last_ms = 0;
    std::uint64_t not_before_ms = 0;
  };

  Throttle(store::Database& db, const Clock& clock, SecretBytes salt) : db_(&db), clock_(&clock), salt_(std::move(salt)) {}
  Status load();
  struct Mark {
    std::uint8_t bucket;
    std::int64_t tag;  // positive
  };
  Mark mark_of(Kind kind, std::string_view account, std::string_view source) const;
  bool is_known(std::string_view source, const Mark& pair) const;
  Status welcome_back(const Mark& pair);
  Bucket& at(Kind kind, std::uint8_t bucket) { return (*buckets_)[kind][bucket]; }
  Bucket& strangers() { return (*buckets_)[all_strangers][0]; }
  std::uint64_t wait_ms(Kind kind, std::uint8_t bucket);
  std::uint64_t strangers_wait_ms();
  Status charge(Kind kind, std::uint8_t bucket);
  Status charge_strangers();
  Status store(Kind kind, std::uint8_t bucket, const Bucket& value);

  store::Database* db_;
  const Clock* clock_;
  SecretBytes salt_;
  using Buckets = std::array<std::array<Bucket, kBuckets>, kKinds>;
  std::unique_ptr<Buckets> buckets_ = std::make_unique<Buckets>();  // too large to be carried over the stack
};

}  // namespace cardea::steward
