// SPDX-License-Identifier: Apache-2.0
#include "device/vault/file_provider.hpp"

#include "device/vault/sealed_blob.hpp"
#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"
#include "lib/store/file.hpp"

namespace cardea::vault {
namespace {

constexpr std::size_t kKeyFileMax = 4096;
constexpr std::uint8_t kRootVersion = 1;

std::string key_path(const std::string& folder, std::string_view name) {
  return folder + '/' + std::string(name) + ".key";
}
std::string epoch_path(const std::string& folder) {
  return folder + "/epoch";
}
std::string root_path(const std::string& folder) {
  return folder + "/seal";
}

Status make_key(const std::string& folder, std::string_view name) {
  TRY(const auto key, crypto::EcKey::generate());
  TRY(const SecretBytes der, key->to_der());
  return store::create_file(key_path(folder, name), der.expose_secret(), 0600);
}

Result<SecretBytes> read_secret(const std::string& path, const char* what) {
  auto raw = store::read_file(path, kKeyFileMax);
  if (!raw) return Error{Err::broken, what, raw.error().sys};
  SecretBytes secret{Bytes(*raw)};
  explicit_bzero(raw->data(), raw->size());
  return secret;
}

Result<std::unique_ptr<crypto::EcKey>> read_key(const std::string& folder, std::string_view name) {
  TRY(const SecretBytes der, read_secret(key_path(folder, name), "a key of this device cannot be read"));
  return crypto::EcKey::from_der(der);
}

SealRoot new_root(std::uint64_t counter) {
  const SecretBytes raw = crypto::random_secret(crypto::AeadKey::kSize);
  return {counter, crypto::AeadKey(raw.expose_secret().first<crypto::AeadKey::kSize>())};
}

Result<Buffer> seal_under(const SealRoot& root, std::string_view context, const SecretBytes& secret) {
  TRY_(check_sealable(context, secret));
  TRY(Buffer body, crypto::seal(root.key, sealed_context(root.counter, context), secret.expose_secret()));
  return encode_sealed_blob({root.counter, std::move(body)});
}

}  // namespace

Result<std::uint64_t> parse_epoch(Bytes wire) {
  Reader reader(wire);
  TRY(const std::uint64_t value, reader.u64());
  TRY_(reader.finish());
  return value;
}

Buffer encode_epoch(std::uint64_t value) {
  return Writer().u64(value).take();
}

Result<SealRoot> parse_seal_root(Bytes wire) {
  Reader reader(wire);
  TRY(const std::uint8_t version, reader.u8());
  if (version != kRootVersion) return Error{Err::bad_value, "a sealing key of an unknown version"};
  TRY(const std::uint64_t counter, reader.u64());
  TRY(const Bytes key, reader.take(crypto::AeadKey::kSize));
  TRY_(reader.finish());
  return SealRoot{counter, crypto::AeadKey(key.first<crypto::AeadKey::kSize>())};
}

SecretBytes encode_seal_root(const SealRoot& root) {
  const auto wire = WriterInto<WipedBuffer>().u8(kRootVersion).u64(root.counter).raw(root.key.expose_secret()).take();
  return SecretBytes(Bytes(wire));
}

//= EN303645 5.4-4
Status FileProvider::make(const std::string& folder) {
  // The epoch comes first: a power cut leaves a folder without keys, never keys without an epoch.
  TRY_(store::create_file(epoch_path(folder), encode_epoch(0), 0600));
  TRY_(store::create_file(root_path(folder), encode_seal_root(new_root(0)).expose_secret(), 0600));
  TRY_(make_key(folder, "device"));
  return make_key(folder, "local");
}

Result<std::unique_ptr<FileProvider>> FileProvider::open(const std::string& folder) {
  TRY(auto device, read_key(folder, "device"));
  TRY(auto local, read_key(folder, "local"));
  const auto wire = store::read_file(epoch_path(folder), 64);
  if (!wire) return Error{Err::broken, "the security epoch cannot be read", wire.error().sys};
  TRY(const std::uint64_t epoch, parse_epoch(*wire));
  // A device that was made before vault sealed gets its sealing key now: nothing can be sealed under a lost one.
  if (!store::file_exists(root_path(folder))) {
    TRY_(store::create_file(root_path(folder), encode_seal_root(new_root(0)).expose_secret(), 0600));
  }
  TRY(const SecretBytes sealing, read_secret(root_path(folder), "the sealing key of this device cannot be read"));
  TRY(SealRoot root, parse_seal_root(sealing.expose_secret()));
  std::unique_ptr<FileProvider> opened(new FileProvider(folder, std::move(device), std::move(local), std::move(root)));
  opened->epoch_ = epoch;
  return opened;
}

//= EN303645 5.3-10
Status FileProvider::raise_epoch(std::uint64_t value) {
  if (value < epoch_) return Error{Err::rollback, "the security epoch never goes back"};
  if (value == epoch_) return kOk;
  TRY_(store::write_file(epoch_path(folder_), encode_epoch(value), 0600));
  epoch_ = value;
  return kOk;
}

Status FileProvider::check() {
  if (!store::file_exists(root_path(folder_))) return Error{Err::unavailable, "the files of the keys are gone"};
  return kOk;
}

Result<Buffer> FileProvider::seal(std::string_view context, const SecretBytes& secret) {
  return seal_under(root_, context, secret);
}

Result<SecretBytes> FileProvider::unseal(std::string_view context, Bytes sealed) {
  TRY(const SealedBlob blob, blob_of_counter(root_.counter, sealed));
  return crypto::unseal(root_.key, sealed_context(blob.counter, context), blob.body);
}

Result<Buffer> FileProvider::reseal(std::string_view context, Bytes sealed) {
  TRY(const SecretBytes secret, unseal(context, sealed));
  if (!next_) next_ = std::make_unique<SealRoot>(new_root(root_.counter + 1));
  return seal_under(*next_, context, secret);
}

Status FileProvider::raise_counter() {
  if (!next_) next_ = std::make_unique<SealRoot>(new_root(root_.counter + 1));
  TRY_(store::write_file(root_path(folder_), encode_seal_root(*next_).expose_secret(), 0600));
  root_ = std::move(*next_);
  next_.reset();
  return kOk;
}

}  // namespace cardea::vault
