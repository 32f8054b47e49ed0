// SPDX-License-Identifier: Apache-2.0
#include "device/vault/tpm2/tpm2_provider.hpp"

#include "device/vault/file_provider.hpp"
#include "device/vault/sealed_blob.hpp"
#include "lib/store/file.hpp"

namespace cardea::vault::tpm2 {
namespace {

using States = std::vector<crypto::Digest256>;

std::string key_path(const std::string& folder, std::string_view name) {
  return folder + '/' + std::string(name) + ".tpm2";
}
Anchor::Place epoch_place(const std::string& folder) {
  return {folder + "/epoch.tpm2", kEpochCounter};
}
Anchor::Place sealing_place(const std::string& folder) {
  return {folder + "/seal.tpm2", kSealCounter};
}

SecretBytes new_root() {
  return crypto::random_secret(crypto::AeadKey::kSize);
}

Result<crypto::AeadKey> as_key(const SecretBytes& root) {
  if (root.size() != crypto::AeadKey::kSize) return Error{Err::broken, "a sealing root of the wrong size"};
  return crypto::AeadKey(root.expose_secret().first<crypto::AeadKey::kSize>());
}

Status make_key(Tpm& tpm, const std::string& path) {
  if (store::file_exists(path)) return Error{Err::exists, "the device has its keys already"};
  TRY(const StoredObject key, tpm.make_signing_key());
  return store::create_file(path, encode_stored_object(key), 0600);
}

Result<StoredObject> read_key(const std::string& path) {
  const auto wire = store::read_file(path, kStoredMax);
  if (!wire) return Error{Err::broken, "a key of this device cannot be read", wire.error().sys};
  return parse_stored_object(*wire);
}

}  // namespace

//= EN303645 5.4-4
Status Tpm2Provider::make(const std::string& folder, UniqueFd fd, const board::TpmKeys& keys,
                          const std::optional<crypto::Digest256>& boot) {
  TRY(const auto tpm, Tpm::connect(std::move(fd), keys.pcr));
  // The epoch comes first: a power cut leaves a folder without keys, never keys without an epoch.
  TRY_(Anchor::make(*tpm, epoch_place(folder), SecretBytes(Bytes(encode_epoch(0))), {}));
  TRY(const crypto::Digest256 present, tpm->boot_state());
  TRY_(Anchor::make(*tpm, sealing_place(folder), new_root(), {boot.value_or(present)}));
  TRY_(make_key(*tpm, key_path(folder, "device")));
  return make_key(*tpm, key_path(folder, "local"));
}

Result<std::unique_ptr<Tpm2Provider>> Tpm2Provider::open(const std::string& folder, UniqueFd fd, const board::TpmKeys& keys) {
  TRY(auto tpm, Tpm::connect(std::move(fd), keys.pcr));
  TRY(Anchor epoch, Anchor::open(*tpm, epoch_place(folder)));
  TRY(Anchor sealing, Anchor::open(*tpm, sealing_place(folder)));
  std::unique_ptr<Tpm2Provider> opened(new Tpm2Provider(std::move(tpm), keys, std::move(epoch), std::move(sealing)));
  TRY_(opened->read_keys(folder));
  TRY_(opened->read_epoch());
  return opened;
}

Status Tpm2Provider::read_keys(const std::string& folder) {
  TRY(device_, read_key(key_path(folder, "device")));
  TRY(local_, read_key(key_path(folder, "local")));
  TRY(device_public_, tpm_->public_key_of(device_));
  TRY(local_public_, tpm_->public_key_of(local_));
  // A key of another TPM is found now and not at the first handshake.
  TRY_(tpm_->sign(device_, {}));
  TRY_(tpm_->sign(local_, {}));
  return kOk;
}

Status Tpm2Provider::read_epoch() {
  TRY(const SecretBytes wire, epoch_anchor_.reveal());
  TRY(epoch_, parse_epoch(wire.expose_secret()));
  return kOk;
}

Status Tpm2Provider::raise_epoch(std::uint64_t value) {
  // An earlier raise may have failed half-way, with the counter risen or not: what holds is what the TPM opens.
  TRY_(epoch_anchor_.settle());
  TRY_(read_epoch());
  if (value < epoch_) return Error{Err::rollback, "the security epoch never goes back"};
  if (value == epoch_) return kOk;
  TRY_(epoch_anchor_.raise(SecretBytes(Bytes(encode_epoch(value))), {}));
  epoch_ = value;
  return kOk;
}

// Taken from the TPM for each use and wiped after it: a boot state or a counter that has changed since is noticed at once.
Result<crypto::AeadKey> Tpm2Provider::root() const {
  TRY(const SecretBytes root, sealing_.reveal());
  return as_key(root);
}

Result<Buffer> Tpm2Provider::seal(std::string_view context, const SecretBytes& secret) {
  TRY_(check_sealable(context, secret));
  TRY(const crypto::AeadKey key, root());
  TRY(Buffer body, crypto::seal(key, sealed_context(counter(), context), secret.expose_secret()));
  return encode_sealed_blob({counter(), std::move(body)});
}

Result<SecretBytes> Tpm2Provider::unseal(std::string_view context, Bytes sealed) {
  TRY(const SealedBlob blob, blob_of_counter(counter(), sealed));
  TRY(const crypto::AeadKey key, root());
  return crypto::unseal(key, sealed_context(blob.counter, context), blob.body);
}

Result<Buffer> Tpm2Provider::reseal(std::string_view context, Bytes sealed) {
  TRY(const SecretBytes secret, unseal(context, sealed));
  if (!next_root_) next_root_ = std::make_unique<SecretBytes>(new_root());
  TRY(const crypto::AeadKey key, as_key(*next_root_));
  TRY(Buffer body, crypto::seal(key, sealed_context(counter() + 1, context), secret.expose_secret()));
  return encode_sealed_blob({counter() + 1, std::move(body)});
}

Status Tpm2Provider::raise_counter() {
  const std::uint64_t before = counter();
  TRY_(sealing_.settle());
  if (next_root_ && counter() != before) {  // an earlier try failed only after the counter had risen
    next_root_.reset();
    return kOk;
  }
  if (!next_root_) next_root_ = std::make_unique<SecretBytes>(new_root());
  // The list in the file is believed only when the TPM has just opened the root under it.
  States states = sealing_.states();
  if (!sealing_.reveal()) {
    TRY(const crypto::Digest256 present, tpm_->boot_state());
    states = {present};
  }
  TRY_(sealing_.raise(*next_root_, states));
  next_root_.reset();
  return kOk;
}

//= EN303645 5.7-1
Status Tpm2Provider::allow_boots(std::span<const crypto::Digest256> states) {
  if (states.empty() || states.size() > kBootsMax) return Error{Err::bad_value, "1 to 8 boot states may be allowed"};
  const States wanted(states.begin(), states.end());
  // Asked at each start: what holds already is not written again.
  if (wanted == sealing_.states() && sealing_.reveal()) return kOk;
  return sealing_.allow(wanted);
}

Status Tpm2Provider::check() {
  TRY_(tpm_->boot_state());
  return kOk;
}

std::string Tpm2Provider::description() const {
  const std::string what = hardware() ? "TPM 2.0" : "software TPM 2.0 behind a socket, no hardware";
  return what + " (keys are made in it and never leave; sealing is bound to PCR " + std::to_string(keys_.pcr) +
         "; epoch and erasure are anchored in its counters)";
}

}  // namespace cardea::vault::tpm2
