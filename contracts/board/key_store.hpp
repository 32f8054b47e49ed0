// SPDX-License-Identifier: Apache-2.0
// Which root of trust holds a device's keys: one line in identity/key-store, written by the factory, read by vault and by the
// board. It lies in identity/ and not beside the keys because vault must not be able to change it: whoever may write it chooses
// which device node is opened for vault before the walls go up, and which module is loaded into it.
//
//   file                                   keys are files below state/vault (also what a device without this file has)
//   tpm2 device:/dev/tpmrm0 11             a TPM 2.0 behind a device node; sealing is bound to its PCR 11
//   tpm2 swtpm:path=/run/swtpm.sock 23     a software TPM behind a unix socket
//   pkcs11 /usr/lib/x/module.so LABEL      the token of this label, through this module; the PIN is in state/vault/pin
#pragma once

#include <string>
#include <variant>

#include "lib/base/bytes.hpp"

namespace cardea::board {

struct FileKeys {
  bool operator==(const FileKeys&) const = default;
};
struct TpmKeys {
  enum class Door : std::uint8_t { device, socket };
  Door door = Door::device;
  std::string path;  // absolute
  unsigned pcr = 0;  // 0 to 23
  bool operator==(const TpmKeys&) const = default;
};
struct TokenKeys {
  std::string module;  // absolute
  std::string label;   // 1 to 32 characters (PKCS#11: CK_TOKEN_INFO.label)
  bool operator==(const TokenKeys&) const = default;
};
using KeyStore = std::variant<FileKeys, TpmKeys, TokenKeys>;

inline constexpr std::size_t kKeyStoreMax = 512;  // bytes of the file

// Err::bad_value for anything but one line as above; Err::unsupported for another kind.
Result<KeyStore> parse_key_store(Bytes text);
std::string encode_key_store(const KeyStore& store);

// Of the device in this folder. A device without the file was made before there was a choice: its keys are files.
Result<KeyStore> read_key_store(const std::string& device);

}  // namespace cardea::board
