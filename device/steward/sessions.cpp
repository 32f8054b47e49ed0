// SPDX-License-Identifier: Apache-2.0
#include "device/steward/sessions.hpp"

#include "lib/crypto/crypto.hpp"

namespace cardea::steward {
namespace {

constexpr Error kNoSession{Err::unauthentic, "no such session, or it has ended"};
constexpr std::int64_t kClockSlackS = 5 * 60;  // a clock that was set back further than this ends sessions
constexpr std::int64_t kTouchEveryS = 60;      // how finely "last used" is kept: one write a minute spares the flash

bool has_ended(std::int64_t opened_s, std::int64_t used_s, std::int64_t now_s) {
  if (now_s + kClockSlackS < used_s) return true;
  return now_s - used_s >= kSessionIdleMaxS || now_s - opened_s >= kSessionAgeMaxS;
}

}  // namespace

Result<SecretBytes> Sessions::open(std::int64_t person) {
  TRY_(remove_ended());
  TRY(auto shrink, db_.prepare("DELETE FROM session WHERE token_sha256 IN (SELECT token_sha256 FROM session WHERE person = ?1 "
                               "ORDER BY opened_s DESC, used_s DESC LIMIT -1 OFFSET ?2)"));
  TRY_(shrink.bind(1, person).bind(2, kSessionsPerPersonMax - 1).run());

  const SecretBytes raw = crypto::random_secret(32);
  std::string text = to_base64url(raw.expose_secret());
  SecretBytes token{std::string_view(text)};
  wipe(text);
  TRY(auto put, db_.prepare("INSERT INTO session(token_sha256, person, opened_s, used_s) VALUES(?1, ?2, ?3, ?3)"));
  TRY_(put.bind(1, Bytes(crypto::sha256(token.expose_secret()))).bind(2, person).bind(3, clock_.wall_s()).run());
  return token;
}

Result<Person> Sessions::check(const SecretBytes& token) {
  const auto hash = crypto::sha256(token.expose_secret());
  TRY(auto query, db_.prepare("SELECT person, opened_s, used_s FROM session WHERE token_sha256 = ?1"));
  TRY(const bool there, query.bind(1, Bytes(hash)).step());
  if (!there) return kNoSession;
  const std::int64_t now = clock_.wall_s();
  const std::int64_t used_s = query.integer(2);
  if (has_ended(query.integer(1), used_s, now)) return kNoSession;
  TRY(auto person, people_.find(query.integer(0)));
  if (!person) return kNoSession;
  if (now - used_s >= kTouchEveryS) {
    // A full disk must not stop people from reading: then the session just ends as if it were idle.
    auto touch = db_.prepare("UPDATE session SET used_s = ?2 WHERE token_sha256 = ?1");
    if (touch) (void)touch->bind(1, Bytes(hash)).bind(2, now).run();
  }
  return std::move(*person);
}

Status Sessions::end(const SecretBytes& token) {
  TRY(auto remove, db_.prepare("DELETE FROM session WHERE token_sha256 = ?1"));
  return remove.bind(1, Bytes(crypto::sha256(token.expose_secret()))).run();
}

//= EN303645 5.1-4
Status Sessions::end_all_of(std::int64_t person) {
  TRY(auto remove, db_.prepare("DELETE FROM session WHERE person = ?1"));
  return remove.bind(1, person).run();
}

Status Sessions::remove_ended() {
  const std::int64_t now = clock_.wall_s();
  TRY(auto remove, db_.prepare("DELETE FROM session WHERE used_s <= ?1 OR opened_s <= ?2 OR used_s > ?3"));
  return remove.bind(1, now - kSessionIdleMaxS).bind(2, now - kSessionAgeMaxS).bind(3, now + kClockSlackS).run();
}

}  // namespace cardea::steward
