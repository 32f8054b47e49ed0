// SPDX-License-Identifier: Apache-2.0
#include "contracts/board/key_store.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "lib/store/file.hpp"

namespace cardea::board {
namespace {

constexpr std::size_t kMaxPath = 107;  // of a unix socket (sun_path), and plenty for the others
constexpr std::size_t kMaxLabel = 32;
constexpr std::string_view kDevice = "device:";
constexpr std::string_view kSocket = "swtpm:path=";

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  for (;;) {
    const std::size_t space = line.find(' ');
    words.push_back(line.substr(0, space));
    if (space == std::string_view::npos) return words;
    line.remove_prefix(space + 1);
  }
}

bool is_plain(std::string_view word) {
  return !word.empty() && std::all_of(word.begin(), word.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<std::string> absolute_path(std::string_view path) {
  if (!path.starts_with('/') || path.size() > kMaxPath) {
    return Error{Err::bad_value, "a key store's path is not absolute or too long"};
  }
  return std::string(path);
}

Result<unsigned> pcr_of(std::string_view word) {
  unsigned pcr = 0;
  const auto [end, failed] = std::from_chars(word.data(), word.data() + word.size(), pcr);
  const bool plain = failed == std::errc{} && end == word.data() + word.size() && pcr <= 23 && word == std::to_string(pcr);
  if (!plain) return Error{Err::bad_value, "the boot-state register (PCR) of a key store is 0 to 23"};
  return pcr;
}

Result<KeyStore> tpm_of(std::string_view conf, std::string_view pcr) {
  TpmKeys keys;
  if (conf.starts_with(kDevice)) {
    TRY(keys.path, absolute_path(conf.substr(kDevice.size())));
  } else if (conf.starts_with(kSocket)) {
    keys.door = TpmKeys::Door::socket;
    TRY(keys.path, absolute_path(conf.substr(kSocket.size())));
  } else {
    return Error{Err::bad_value, "a TPM is device:PATH or swtpm:path=PATH"};
  }
  TRY(keys.pcr, pcr_of(pcr));
  return KeyStore(std::move(keys));
}

Result<KeyStore> token_of(std::string_view module, std::string_view label) {
  TokenKeys keys;
  TRY(keys.module, absolute_path(module));
  if (label.size() > kMaxLabel) return Error{Err::bad_value, "a token's label has at most 32 characters"};
  keys.label = label;
  return KeyStore(std::move(keys));
}

}  // namespace

Result<KeyStore> parse_key_store(Bytes text) {
  if (text.size() > kKeyStoreMax) return Error{Err::too_large, "a key store's line is too long"};
  std::string_view line = as_text(text);
  if (!line.ends_with('\n')) return Error{Err::truncated, "a key store's line does not end"};
  line.remove_suffix(1);
  const std::vector<std::string_view> words = words_of(line);
  if (!std::all_of(words.begin(), words.end(), is_plain)) return Error{Err::bad_value, "a key store's line is not plain words"};
  if (words.size() == 1 && words[0] == "file") return KeyStore(FileKeys{});
  if (words.size() == 3 && words[0] == "tpm2") return tpm_of(words[1], words[2]);
  if (words.size() == 3 && words[0] == "pkcs11") return token_of(words[1], words[2]);
  return Error{Err::unsupported, "identity/key-store names no key store that this vault knows (file, tpm2, pkcs11)"};
}

std::string encode_key_store(const KeyStore& store) {
  if (const auto* tpm = std::get_if<TpmKeys>(&store)) {
    const std::string_view door = tpm->door == TpmKeys::Door::device ? kDevice : kSocket;
    return "tpm2 " + std::string(door) + tpm->path + ' ' + std::to_string(tpm->pcr) + '\n';
  }
  if (const auto* token = std::get_if<TokenKeys>(&store)) return "pkcs11 " + token->module + ' ' + token->label + '\n';
  return "file\n";
}

Result<KeyStore> read_key_store(const std::string& device) {
  const auto text = store::read_file(device + "/identity/key-store", kKeyStoreMax);
  if (!text && text.error().code == Err::not_found) return KeyStore(FileKeys{});
  if (!text) return text.error();
  return parse_key_store(*text);
}

}  // namespace cardea::board
