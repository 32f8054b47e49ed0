// SPDX-License-Identifier: Apache-2.0
#include "device/vault/pkcs11/pkcs11_provider.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>

#include "device/vault/file_provider.hpp"
#include "device/vault/sealed_blob.hpp"
#include "lib/store/file.hpp"

namespace cardea::vault::pkcs11 {
namespace {

constexpr std::string_view kDevice = "cardea-device";
constexpr std::string_view kLocal = "cardea-local";
constexpr std::string_view kEpoch = "cardea-epoch";
constexpr std::string_view kSeal = "cardea-seal";
constexpr std::size_t kPinMax = 64;

Result<SecretBytes> read_pin(const std::string& folder) {
  const std::string path = folder + "/pin";
  auto raw = store::read_file(path, kPinMax + 1);
  if (!raw) return Error{raw.error().code, "the token's PIN cannot be read from state/vault/pin", raw.error().sys};
  Bytes text = *raw;
  if (!text.empty() && text.back() == '\n') text = text.first(text.size() - 1);
  SecretBytes pin(text);
  explicit_bzero(raw->data(), raw->size());
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return io_error("cannot look at state/vault/pin");
  if ((about.st_mode & 077) != 0) return Error{Err::refused, "state/vault/pin may be read by others: its mode must be 0600"};
  return pin;
}

Result<std::unique_ptr<Token>> open_token(const std::string& folder, const board::TokenKeys& keys) {
  // SoftHSM takes its configuration from the environment, of which a device's processes have none.
  const std::string softhsm = folder + "/softhsm2.conf";
  if (store::file_exists(softhsm)) ::setenv("SOFTHSM2_CONF", softhsm.c_str(), /*overwrite=*/1);
  TRY(const SecretBytes pin, read_pin(folder));
  return Token::open({keys.module, keys.label}, pin);
}

}  // namespace

//= EN303645 5.4-4
Status Pkcs11Provider::make(const std::string& folder, const board::TokenKeys& keys) {
  TRY(const auto token, open_token(folder, keys));
  for (const std::string_view label : {kDevice, kLocal}) {
    TRY(const auto found, token->find(CKO_PRIVATE_KEY, label));
    if (!found.empty()) return Error{Err::exists, "the device has its keys already"};
  }
  TRY_(token->write_data(kEpoch, encode_epoch(0)));
  TRY_(token->make_sealing_key(kSeal, encode_epoch(0)));
  TRY_(token->make_signing_key(kDevice));
  return token->make_signing_key(kLocal);
}

Result<std::unique_ptr<Pkcs11Provider>> Pkcs11Provider::open(const std::string& folder, const board::TokenKeys& keys) {
  TRY(auto token, open_token(folder, keys));
  std::unique_ptr<Pkcs11Provider> opened(new Pkcs11Provider(std::move(token), keys.label));
  TRY_(opened->read_keys());
  TRY_(opened->read_epoch());
  TRY_(opened->read_sealing_keys());
  return opened;
}

Status Pkcs11Provider::read_keys() {
  TRY(device_, token_->signing_key(kDevice));
  TRY(local_, token_->signing_key(kLocal));
  TRY(device_public_, token_->public_key(kDevice));
  TRY(local_public_, token_->public_key(kLocal));
  return kOk;
}

// The highest of the values there are: a power cut may leave the one before beside it.
Status Pkcs11Provider::read_epoch() {
  TRY(const std::vector<Object> found, token_->find(CKO_DATA, kEpoch));
  if (found.empty()) return Error{Err::broken, "the security epoch is not in the token"};
  for (const Object object : found) {
    TRY(const Buffer wire, token_->attribute(object, CKA_VALUE));
    TRY(const std::uint64_t value, parse_epoch(wire));
    epoch_ = std::max(epoch_, value);
  }
  return kOk;
}

Status Pkcs11Provider::check() {
  TRY(const std::vector<Object> found, token_->find(CKO_DATA, kEpoch));
  if (found.empty()) return Error{Err::unavailable, "the token does not show what it holds"};
  return kOk;
}

//= EN303645 5.3-10
Status Pkcs11Provider::raise_epoch(std::uint64_t value) {
  if (value < epoch_) return Error{Err::rollback, "the security epoch never goes back"};
  if (value == epoch_) return kOk;
  TRY(const std::vector<Object> before, token_->find(CKO_DATA, kEpoch));
  TRY_(token_->write_data(kEpoch, encode_epoch(value)));
  epoch_ = value;
  for (const Object object : before) TRY_(token_->destroy(object));
  return kOk;
}

// Each key's id is its counter value; the lowest holds. One above it belongs to a raise that never came: it goes.
Status Pkcs11Provider::read_sealing_keys() {
  TRY(const std::vector<Object> found, token_->find(CKO_SECRET_KEY, kSeal));
  std::vector<std::pair<std::uint64_t, Object>> keys;
  for (const Object object : found) {
    TRY(const Buffer id, token_->attribute(object, CKA_ID));
    TRY(const std::uint64_t counter, parse_epoch(id));
    keys.emplace_back(counter, object);
  }
  if (keys.empty()) return Error{Err::broken, "the sealing key is not in the token"};
  std::sort(keys.begin(), keys.end());
  for (std::size_t i = 1; i < keys.size(); ++i) TRY_(token_->destroy(keys[i].second));
  counter_ = keys[0].first;
  sealing_ = keys[0].second;
  return kOk;
}

Result<Buffer> Pkcs11Provider::seal_under(Object key, std::uint64_t counter, std::string_view context, const SecretBytes& secret) {
  TRY_(check_sealable(context, secret));
  TRY(Buffer body, token_->encrypt(key, sealed_context(counter, context), secret));
  return encode_sealed_blob({counter, std::move(body)});
}

Result<Buffer> Pkcs11Provider::seal(std::string_view context, const SecretBytes& secret) {
  return seal_under(sealing_, counter_, context, secret);
}

Result<SecretBytes> Pkcs11Provider::unseal(std::string_view context, Bytes sealed) {
  TRY(const SealedBlob blob, blob_of_counter(counter_, sealed));
  return token_->decrypt(sealing_, sealed_context(blob.counter, context), blob.body);
}

Status Pkcs11Provider::make_next() {
  if (next_) return kOk;
  TRY(next_, token_->make_sealing_key(kSeal, encode_epoch(counter_ + 1)));
  return kOk;
}

Result<Buffer> Pkcs11Provider::reseal(std::string_view context, Bytes sealed) {
  TRY(const SecretBytes secret, unseal(context, sealed));
  TRY_(make_next());
  return seal_under(*next_, counter_ + 1, context, secret);
}

// Destroying the old key is the one step that decides: before it the old blobs open, after it the new ones.
Status Pkcs11Provider::raise_counter() {
  TRY_(make_next());
  TRY_(token_->destroy(sealing_));
  sealing_ = *std::exchange(next_, std::nullopt);
  ++counter_;
  return kOk;
}

std::string Pkcs11Provider::description() const {
  const std::string what = hardware() ? "PKCS#11 token " : "software PKCS#11 token ";
  return what + label_ +
         " (keys are made in it and never leave; it has no counter that only rises, so an old copy of the token brings an old "
         "epoch back, and it knows nothing of the boot)";
}

}  // namespace cardea::vault::pkcs11
