// SPDX-License-Identifier: Apache-2.0
#include "device/steward/data_keys.hpp"

#include <optional>

#include "lib/codec/writer.hpp"

namespace cardea::steward {
namespace {

Result<crypto::AeadKey> as_key(const SecretBytes& raw) {
  if (raw.size() != crypto::AeadKey::kSize) return Error{Err::broken, "a key of the wrong size"};
  return crypto::AeadKey(raw.expose_secret().first<crypto::AeadKey::kSize>());
}

crypto::AeadKey new_key() {
  return crypto::AeadKey(crypto::random_secret(crypto::AeadKey::kSize).expose_secret().first<crypto::AeadKey::kSize>());
}

crypto::AeadKey copy_of(const crypto::AeadKey& key) {
  return crypto::AeadKey(key.expose_secret());
}

Buffer key_context(std::int64_t owner) {
  return Writer().raw(as_bytes("cardea data key")).u64(static_cast<std::uint64_t>(owner)).take();
}

Buffer record_context(std::string_view place) {
  return Writer().raw(as_bytes("cardea record")).sized(as_bytes(place)).take();
}

// What vault says of a ring that is not, or no more, or not yet to be opened. Anything else is no answer about the ring.
bool is_verdict(Err code) {
  return code == Err::rollback || code == Err::unavailable || code == Err::unauthentic;
}

}  // namespace

Result<std::unique_ptr<DataKeys>> DataKeys::open(store::Database& db, RingVault& vault) {
  std::unique_ptr<DataKeys> keys(new DataKeys(db, vault));
  TRY_(keys->find_ring());
  if (keys->ring_.key == nullptr) {
    TRY_(keys->make_first_ring());
    return keys;
  }
  TRY_(keys->load_keys());
  TRY_(keys->finish_destruction());
  return keys;
}

// The newest ring that opens. When power failed before the counter rose it is the older one of two.
Status DataKeys::find_ring() {
  std::optional<Err> refused;
  TRY(auto rings, db_.prepare("SELECT id, sealed FROM key_ring ORDER BY id DESC"));
  for (;;) {
    TRY(const bool there, rings.step());
    if (!there) break;
    const auto raw = vault_.open_ring(rings.bytes(1));
    if (raw) {
      TRY(crypto::AeadKey key, as_key(*raw));
      ring_ = {rings.integer(0), std::make_unique<crypto::AeadKey>(std::move(key)), {}};
      return kOk;
    }
    if (!is_verdict(raw.error().code)) return raw.error();
    if (refused != Err::rollback) refused = raw.error().code;
  }
  if (!refused) return kOk;
  if (*refused == Err::rollback) return Error{Err::rollback, "the household's keys are those of before an erasure"};
  return Error{Err::broken, "vault does not know the household's keys: only the factory button helps"};
}

Status DataKeys::make_first_ring() {
  TRY_(vault_.raise_counter(/*keeps_ring=*/false));
  TRY(ring_, new_ring(/*after_raise=*/false));
  Keys keys;
  keys.emplace(kHousehold, new_key());
  TRY_(db_.transaction([&] { return write_ring(ring_, keys); }));
  keys_ = std::move(keys);
  return kOk;
}

Status DataKeys::load_keys() {
  TRY(auto rows, db_.prepare("SELECT owner, wrapped FROM data_key WHERE ring = ?1"));
  rows.bind(1, ring_.id);
  for (;;) {
    TRY(const bool there, rows.step());
    if (!there) return kOk;
    const auto raw = crypto::unseal(*ring_.key, key_context(rows.integer(0)), rows.bytes(1));
    if (!raw) return Error{Err::broken, "a person's data key does not open under the household's ring"};
    TRY(DataKey key, as_key(*raw));
    keys_.insert_or_assign(rows.integer(0), std::move(key));
  }
}

Result<DataKeys::Ring> DataKeys::new_ring(bool after_raise) const {
  TRY(contract::NewRing made, vault_.make_ring(after_raise));
  TRY(crypto::AeadKey key, as_key(made.key));
  TRY(auto newest, db_.prepare("SELECT coalesce(max(id), 0) FROM key_ring"));
  TRY_(newest.step());
  return Ring{newest.integer(0) + 1, std::make_unique<crypto::AeadKey>(std::move(key)), std::move(made.sealed)};
}

Status DataKeys::write_key(const Ring& ring, std::int64_t owner, const DataKey& key) {
  TRY(const Buffer wrapped, crypto::seal(*ring.key, key_context(owner), key.expose_secret()));
  TRY(auto put, db_.prepare("INSERT INTO data_key(owner, ring, wrapped, doomed) VALUES(?1, ?2, ?3, 0)"));
  return put.bind(1, owner).bind(2, ring.id).bind(3, wrapped).run();
}

Status DataKeys::write_ring(const Ring& ring, const Keys& keys) {
  TRY_(forget_other_rings());  // what was written for a raise that never came
  TRY(auto put, db_.prepare("INSERT INTO key_ring(id, sealed) VALUES(?1, ?2)"));
  TRY_(put.bind(1, ring.id).bind(2, ring.sealed).run());
  for (const auto& [owner, key] : keys) TRY_(write_key(ring, owner, key));
  return kOk;
}

Status DataKeys::forget_other_rings() {
  TRY(auto keys, db_.prepare("DELETE FROM data_key WHERE ring <> ?1"));
  TRY_(keys.bind(1, ring_.id).run());
  TRY(auto rings, db_.prepare("DELETE FROM key_ring WHERE id <> ?1"));
  return rings.bind(1, ring_.id).run();
}

Status DataKeys::make(std::int64_t owner) {
  DataKey key = new_key();
  TRY_(write_key(ring_, owner, key));
  keys_.insert_or_assign(owner, std::move(key));
  return kOk;
}

Status DataKeys::doom(std::int64_t owner) {
  TRY(auto mark, db_.prepare("UPDATE data_key SET doomed = 1 WHERE owner = ?1"));
  return mark.bind(1, owner).run();
}

Status DataKeys::doom_all() {
  return db_.run("UPDATE data_key SET doomed = 1");
}

Result<bool> DataKeys::has_doomed() const {
  TRY(auto query, db_.prepare("SELECT 1 FROM data_key WHERE ring = ?1 AND doomed = 1"));
  return query.bind(1, ring_.id).step();
}

Result<bool> DataKeys::has_other_rings() const {
  TRY(auto query, db_.prepare("SELECT 1 FROM key_ring WHERE id <> ?1"));
  return query.bind(1, ring_.id).step();
}

// A household always has a key of its own: what it had is over, what comes needs one.
Result<DataKeys::Keys> DataKeys::survivors() const {
  Keys kept;
  TRY(auto rows, db_.prepare("SELECT owner FROM data_key WHERE ring = ?1 AND doomed = 0"));
  rows.bind(1, ring_.id);
  for (;;) {
    TRY(const bool there, rows.step());
    if (!there) break;
    TRY(const DataKey* key, key_of(rows.integer(0)));
    kept.emplace(rows.integer(0), copy_of(*key));
  }
  if (!kept.contains(kHousehold)) kept.emplace(kHousehold, new_key());
  return kept;
}

//= EN303645 5.11-1
Status DataKeys::finish_destruction() {
  TRY(const bool asked, has_doomed());
  if (!asked) return tidy_up();
  if (unsure_) return Error{Err::unavailable, "the destruction of a key is finished at the next start"};
  TRY(Keys kept, survivors());
  TRY(Ring next, new_ring(/*after_raise=*/true));
  TRY_(db_.transaction([&] { return write_ring(next, kept); }));
  TRY_(raise_for(next));
  ring_ = std::move(next);
  keys_ = std::move(kept);
  return tidy_up();
}

// A ring that is not the present one is noise. That its rows go is tidiness: whoever finds them left over by a failure sees to it.
Status DataKeys::tidy_up() {
  TRY(const bool left, has_other_rings());
  if (!left) return kOk;
  return db_.transaction([&] { return forget_other_rings(); });
}

// After a refusal it is open whether the counter rose: the new ring tells.
Status DataKeys::raise_for(const Ring& next) {
  const Status raised = vault_.raise_counter(/*keeps_ring=*/true);
  if (raised || vault_.open_ring(next.sealed)) return kOk;
  unsure_ = true;
  return raised;
}

Result<const DataKeys::DataKey*> DataKeys::key_of(std::int64_t owner) const {
  const auto key = keys_.find(owner);
  if (key == keys_.end()) return Error{Err::not_found, "there is no data key of this person"};
  return &key->second;
}

Result<Buffer> DataKeys::seal(std::int64_t owner, std::string_view place, Bytes plain) const {
  TRY(const DataKey* key, key_of(owner));
  return crypto::seal(*key, record_context(place), plain);
}

Result<SecretBytes> DataKeys::unseal(std::int64_t owner, std::string_view place, Bytes sealed) const {
  TRY(const DataKey* key, key_of(owner));
  return crypto::unseal(*key, record_context(place), sealed);
}

Result<crypto::Digest256> DataKeys::mark(std::int64_t owner, Bytes text) const {
  TRY(const DataKey* key, key_of(owner));
  const SecretBytes marking = crypto::hkdf_sha256(SecretBytes(key->expose_secret()), {}, "cardea mark");
  return crypto::hmac_sha256(marking.expose_secret(), text);
}

}  // namespace cardea::steward
