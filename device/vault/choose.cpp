// SPDX-License-Identifier: Apache-2.0
#include "device/vault/choose.hpp"

#include "contracts/board/key_store.hpp"
#include "device/vault/file_provider.hpp"

namespace cardea::vault {
namespace {

std::string folder_of(const std::string& device) {
  return device + "/state/vault";
}

}  // namespace

Result<std::unique_ptr<Provider>> open_provider(const std::string& device, UniqueFd) {
  TRY(const board::KeyStore store, board::read_key_store(device));
  TRY(auto files, FileProvider::open(folder_of(device)));
  return std::unique_ptr<Provider>(std::move(files));
}

Status make_provider(const std::string& device) {
  TRY(const board::KeyStore store, board::read_key_store(device));
  return FileProvider::make(folder_of(device));
}

}  // namespace cardea::vault
