// SPDX-License-Identifier: Apache-2.0
#include "device/vault/file_provider.hpp"

#include "lib/codec/reader.hpp"
#include "lib/codec/writer.hpp"
#include "lib/store/file.hpp"

namespace cardea::vault {
namespace {

constexpr std::size_t kKeyFileMax = 4096;

std::string key_path(const std::string& folder, std::string_view name) {
  return folder + '/' + std::string(name) + ".key";
}
std::string epoch_path(const std::string& folder) {
  return folder + "/epoch";
}

Result<std::unique_ptr<crypto::EcKey>> make_key(const std::string& folder, std::string_view name) {
  TRY(auto key, crypto::EcKey::generate());
  TRY(const SecretBytes der, key->to_der());
  TRY_(store::create_file(key_path(folder, name), der.expose_secret(), 0600));
  return key;
}

Result<std::unique_ptr<crypto::EcKey>> read_key(const std::string& folder, std::string_view name) {
  auto raw = store::read_file(key_path(folder, name), kKeyFileMax);
  if (!raw) return Error{Err::broken, "a key of this device cannot be read", raw.error().sys};
  const SecretBytes der{Bytes(*raw)};
  explicit_bzero(raw->data(), raw->size());
  return crypto::EcKey::from_der(der);
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

//= EN303645 5.4-4
Result<MadeKeys> FileProvider::make(const std::string& folder) {
  MadeKeys keys;
  // The epoch comes first: a power cut leaves a folder without keys, never keys without an epoch.
  TRY_(store::create_file(epoch_path(folder), encode_epoch(0), 0600));
  TRY(keys.device, make_key(folder, "device"));
  TRY(keys.local, make_key(folder, "local"));
  return keys;
}

Result<std::unique_ptr<FileProvider>> FileProvider::open(const std::string& folder) {
  MadeKeys keys;
  TRY(keys.device, read_key(folder, "device"));
  TRY(keys.local, read_key(folder, "local"));
  const auto wire = store::read_file(epoch_path(folder), 64);
  if (!wire) return Error{Err::broken, "the security epoch cannot be read", wire.error().sys};
  TRY(const std::uint64_t epoch, parse_epoch(*wire));
  return std::unique_ptr<FileProvider>(new FileProvider(folder, std::move(keys), epoch));
}

//= EN303645 5.3-10
Status FileProvider::raise_epoch(std::uint64_t value) {
  if (value < epoch_) return Error{Err::rollback, "the security epoch never goes back"};
  if (value == epoch_) return kOk;
  TRY_(store::write_file(epoch_path(folder_), encode_epoch(value), 0600));
  epoch_ = value;
  return kOk;
}

}  // namespace cardea::vault
