// SPDX-License-Identifier: Apache-2.0
#include "device/vault/tpm2/anchor.hpp"

#include <cstdio>

#include "lib/store/file.hpp"

namespace cardea::vault::tpm2 {
namespace {

std::string next_path(const std::string& path) {
  return path + ".next";
}

Result<StoredObject> read_object(const std::string& path) {
  TRY(const Buffer wire, store::read_file(path, kStoredMax));
  return parse_stored_object(wire);
}

}  // namespace

Status Anchor::make(Tpm& tpm, const Place& place, const SecretBytes& secret, const std::vector<crypto::Digest256>& states) {
  TRY_(tpm.make_counter(place.counter_index));
  TRY(const std::uint64_t counter, tpm.read_counter(place.counter_index));
  TRY(const StoredObject object, tpm.seal(secret, {place.counter_index, counter, states}));
  return store::create_file(place.path, encode_stored_object(object), 0600);
}

Result<Anchor> Anchor::open(Tpm& tpm, const Place& place) {
  Anchor anchor(tpm, place);
  TRY_(anchor.settle());
  auto object = read_object(place.path);
  if (!object) return Error{Err::broken, "an anchored secret of this device cannot be read", object.error().sys};
  anchor.object_ = std::move(*object);
  return anchor;
}

// A next file on the disk is a raise that was asked for. Leaving it there for later would be unsound: two secrets could come to
// be sealed for one counter value, and the older would do for the newer.
Status Anchor::settle() {
  const auto counter = tpm_->read_counter(place_.counter_index);
  if (!counter) return Error{counter.error().code == Err::not_found ? Err::broken : counter.error().code, counter.error().what};
  counter_ = *counter;
  auto next = read_object(next_path(place_.path));
  if (!next && next.error().code == Err::not_found) return kOk;
  if (next && next->counter == counter_ + 1) {
    TRY(counter_, tpm_->increment_counter(place_.counter_index));
  }
  if (next && next->counter == counter_) return adopt(std::move(*next));
  if (std::remove(next_path(place_.path).c_str()) != 0) return io_error("cannot remove what a raise left behind");
  return kOk;
}

Status Anchor::adopt(StoredObject next) {
  if (std::rename(next_path(place_.path).c_str(), place_.path.c_str()) != 0) return io_error("cannot end a raise");
  object_ = std::move(next);
  return store::sync_directory(place_.path.substr(0, place_.path.rfind('/')));
}

Result<SecretBytes> Anchor::reveal() const {
  return tpm_->unseal(object_, policy(object_.counter, object_.states));
}

Status Anchor::allow(const std::vector<crypto::Digest256>& states) {
  TRY(const SecretBytes secret, reveal());
  TRY(StoredObject object, tpm_->seal(secret, policy(object_.counter, states)));
  TRY_(store::write_file(place_.path, encode_stored_object(object), 0600));
  object_ = std::move(object);
  return kOk;
}

//= EN303645 5.3-10
Status Anchor::raise(const SecretBytes& secret, const std::vector<crypto::Digest256>& states) {
  TRY_(settle());
  TRY(StoredObject next, tpm_->seal(secret, policy(counter_ + 1, states)));
  TRY_(store::write_file(next_path(place_.path), encode_stored_object(next), 0600));
  TRY(counter_, tpm_->increment_counter(place_.counter_index));
  return adopt(std::move(next));
}

}  // namespace cardea::vault::tpm2
