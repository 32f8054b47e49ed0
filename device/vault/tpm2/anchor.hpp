// SPDX-License-Identifier: Apache-2.0
// One secret that an old copy of the disk cannot bring back: a file that the TPM opens only while one of its counters has one
// value. To replace the secret: the new one is written for the next value, then the counter rises, then the file takes the
// old one's place. Whenever power fails, exactly one of the two opens, and settle() puts the files in order.
#pragma once

#include "device/vault/tpm2/tpm.hpp"

namespace cardea::vault::tpm2 {

class Anchor {
 public:
  struct Place {
    std::string path;  // the file; the next one is path.next
    TPM2_HANDLE counter_index = 0;
  };

  // Makes the counter unless it is there, and the file. Err::exists when there is one.
  static Status make(Tpm& tpm, const Place& place, const SecretBytes& secret, const std::vector<crypto::Digest256>& states);

  // Finishes a raise that was under way. Err::broken without a file or without its counter. A file that is older than the counter
  // opens as what it is: reveal() refuses it with Err::rollback, and raise() begins anew.
  static Result<Anchor> open(Tpm& tpm, const Place& place);

  std::uint64_t counter() const { return counter_; }
  const std::vector<crypto::Digest256>& states() const { return object_.states; }
  Result<SecretBytes> reveal() const;

  // Finishes a raise that was under way, here or in an earlier vault.
  Status settle();
  // The same secret under other boot states, at the same counter value.
  Status allow(const std::vector<crypto::Digest256>& states);
  // Durable when it returns. After an error it is open whether the counter rose: settle() finds out.
  Status raise(const SecretBytes& secret, const std::vector<crypto::Digest256>& states);

 private:
  Anchor(Tpm& tpm, Place place) : tpm_(&tpm), place_(std::move(place)) {}
  Status adopt(StoredObject next);
  Tpm::Policy policy(std::uint64_t counter, const std::vector<crypto::Digest256>& states) const {
    return {place_.counter_index, counter, states};
  }

  Tpm* tpm_;
  Place place_;
  StoredObject object_;
  std::uint64_t counter_ = 0;
};

}  // namespace cardea::vault::tpm2
