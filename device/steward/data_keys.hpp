// SPDX-License-Identifier: Apache-2.0
// A data key for each person, and one for what is the household's (EN 303 645 5.4, 5.11): every record of theirs is sealed under it. The
// keys lie in steward.db under one ring key, and the ring key under vault's seal, which is bound to a counter outside that file.
//
// To destroy a person is to destroy their key in every copy of the file. Whoever removes the records dooms the key in the same
// transaction; then finish_destruction() writes the keys that stay under a new ring, sealed for the counter's next value, lets the
// counter rise, and forgets the old ring. Whenever power fails, one ring opens, and the doom that it still holds says what to finish.
#pragma once

#include <map>
#include <memory>
#include <string_view>

#include "device/steward/ring_vault.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/store/database.hpp"

namespace cardea::steward {

inline constexpr std::int64_t kHousehold = 0;  // the owner of what is nobody's alone

class DataKeys {
 public:
  // Opens the ring, and finishes what a power cut interrupted. A file without a ring is new, or was made anew by a factory reset: the
  // counter rises before its first ring is made, so that whatever there was before opens nowhere. Err::rollback: the file is a copy
  // of before a destruction, and noise for ever. Err::broken: vault does not know the ring.
  static Result<std::unique_ptr<DataKeys>> open(store::Database& db, RingVault& vault);

  // In the transaction that makes the person.
  Status make(std::int64_t owner);
  // In the transaction that removes their records; finish_destruction() follows the commit.
  Status doom(std::int64_t owner);
  Status doom_all();
  Status finish_destruction();

  // `place` says what is sealed and where: what belongs elsewhere does not open. Err::not_found: there is no such key (any more).
  Result<Buffer> seal(std::int64_t owner, std::string_view place, Bytes plain) const;
  Result<SecretBytes> unseal(std::int64_t owner, std::string_view place, Bytes sealed) const;
  // What a one-way mark of `text` is without this key: noise.
  Result<crypto::Digest256> mark(std::int64_t owner, Bytes text) const;

  template <ipc::Message Record>
  Result<Buffer> seal_record(std::int64_t owner, std::string_view place, Record& record) const {
    const WipedBuffer plain = ipc::encode(record);
    return seal(owner, place, plain);
  }
  template <ipc::Message Record>
  Result<Record> open_record(std::int64_t owner, std::string_view place, Bytes sealed) const {
    TRY(const SecretBytes plain, unseal(owner, place, sealed));
    return ipc::parse_message<Record>(plain.expose_secret());
  }

 private:
  using DataKey = crypto::AeadKey;
  using Keys = std::map<std::int64_t, DataKey>;
  struct Ring {
    std::int64_t id = 0;
    std::unique_ptr<crypto::AeadKey> key;
    Buffer sealed;  // a new one's
  };

  DataKeys(store::Database& db, RingVault& vault) : db_(db), vault_(vault) {}

  Status make_first_ring();
  Status find_ring();
  Status load_keys();
  Result<bool> has_doomed() const;
  Result<bool> has_other_rings() const;
  Result<Ring> new_ring(bool after_raise) const;
  Result<Keys> survivors() const;
  Status write_ring(const Ring& ring, const Keys& keys);
  Status write_key(const Ring& ring, std::int64_t owner, const DataKey& key);
  Status forget_other_rings();
  Status tidy_up();
  Status raise_for(const Ring& next);
  Result<const DataKey*> key_of(std::int64_t owner) const;

  store::Database& db_;
  RingVault& vault_;
  Ring ring_;
  Keys keys_;
  bool unsure_ = false;  // whether the counter rose: only the next start can tell
};

}  // namespace cardea::steward
