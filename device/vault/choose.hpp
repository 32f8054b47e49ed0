// SPDX-License-Identifier: Apache-2.0
// Which provider holds the keys of the device in this folder: what identity/key-store says (contracts/board/key_store.hpp).
#pragma once

#include "device/vault/provider.hpp"
#include "lib/base/fd.hpp"

namespace cardea::vault {

// `tpm` is the TPM's descriptor as warden handed it over; an invalid one means that vault opens it by itself. Before the walls
// go up: module, token and device node are found here, and nothing is looked for later.
Result<std::unique_ptr<Provider>> open_provider(const std::string& device, UniqueFd tpm);

// Makes the keys where they are to live. Err::exists when the device has keys already.
Status make_provider(const std::string& device);

}  // namespace cardea::vault
