// SPDX-License-Identifier: Apache-2.0
#include "device/vault/choose.hpp"

#include "contracts/board/key_store.hpp"
#include "device/boards/tpm_link.hpp"
#include "device/vault/file_provider.hpp"
#include "device/vault/pkcs11/pkcs11_provider.hpp"
#include "device/vault/tpm2/tpm2_provider.hpp"

namespace cardea::vault {
namespace {

std::string folder_of(const std::string& device) {
  return device + "/state/vault";
}

Result<UniqueFd> given_or_opened(UniqueFd given, const board::TpmKeys& keys) {
  if (given.valid()) return given;
  return board::open_tpm(keys);
}

// In the factory no image has booted yet. Where the board measures, what it will measure is known.
std::optional<crypto::Digest256> first_boot(const std::string& device, const board::TpmKeys& keys) {
  const auto record = board::read_boot_record(device);
  if (!board::measured_by_board(keys.pcr) || !record || !record->slot_a) return std::nullopt;
  return board::boot_state_after(record->slot_a->root);
}

}  // namespace

Result<std::unique_ptr<Provider>> open_provider(const std::string& device, UniqueFd given) {
  TRY(const board::KeyStore store, board::read_key_store(device));
  const std::string folder = folder_of(device);
  if (const auto* keys = std::get_if<board::TpmKeys>(&store)) {
    TRY(UniqueFd tpm, given_or_opened(std::move(given), *keys));
    TRY(auto provider, tpm2::Tpm2Provider::open(folder, std::move(tpm), *keys));
    return std::unique_ptr<Provider>(std::move(provider));
  }
  if (const auto* keys = std::get_if<board::TokenKeys>(&store)) {
    TRY(auto provider, pkcs11::Pkcs11Provider::open(folder, *keys));
    return std::unique_ptr<Provider>(std::move(provider));
  }
  TRY(auto provider, FileProvider::open(folder));
  return std::unique_ptr<Provider>(std::move(provider));
}

Status make_provider(const std::string& device) {
  TRY(const board::KeyStore store, board::read_key_store(device));
  const std::string folder = folder_of(device);
  if (const auto* keys = std::get_if<board::TpmKeys>(&store)) {
    TRY(UniqueFd tpm, board::open_tpm(*keys));
    return tpm2::Tpm2Provider::make(folder, std::move(tpm), *keys, first_boot(device, *keys));
  }
  if (const auto* keys = std::get_if<board::TokenKeys>(&store)) return pkcs11::Pkcs11Provider::make(folder, *keys);
  return FileProvider::make(folder);
}

}  // namespace cardea::vault
