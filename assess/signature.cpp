// SPDX-License-Identifier: Apache-2.0
#include "assess/signature.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <sys/stat.h>

#include <array>
#include <memory>

#include "assess/run_folder.hpp"
#include "lib/base/time.hpp"
#include "lib/codec/json.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/crypto/keys.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

constexpr std::array<const char*, 4> kFiles{"evidence.log", "assessment.json", "report.html", "report.zh.html"};
constexpr std::size_t kKeyMax = 16U << 10;

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

Result<std::string> pem_of(const crypto::PublicKey& key) {
  const unsigned char* at = key.spki.data();
  const Key parsed(d2i_PUBKEY(nullptr, &at, static_cast<long>(key.spki.size())), EVP_PKEY_free);
  const Bio out(BIO_new(BIO_s_mem()), BIO_free);
  if (!parsed || !out || PEM_write_bio_PUBKEY(out.get(), parsed.get()) != 1)
    return Error{Err::bad_value, "a key that cannot be written"};
  char* text = nullptr;
  const long size = BIO_get_mem_data(out.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

Result<crypto::PublicKey> key_from(const std::string& pem) {
  const Bio in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  const Key parsed(in ? PEM_read_bio_PUBKEY(in.get(), nullptr, nullptr, nullptr) : nullptr, EVP_PKEY_free);
  unsigned char* der = nullptr;
  const int size = parsed ? i2d_PUBKEY(parsed.get(), &der) : 0;
  if (size <= 0) return Error{Err::bad_value, "no public key in PEM"};
  crypto::PublicKey key{Buffer(der, der + size)};
  OPENSSL_free(der);
  TRY_(crypto::check_p256(key));
  return key;
}

Outcome<SecretBytes> read_key(const std::string& path) {
  struct stat status{};
  if (::stat(path.c_str(), &status) == 0 && (status.st_mode & 077U) != 0)
    return Problem(Err::refused, path + " may be read by others", "chmod 600 " + path);
  TRY(Buffer bytes, at_place(store::read_file(path, kKeyMax), path));
  SecretBytes key(as_text(bytes));
  OPENSSL_cleanse(bytes.data(), bytes.size());
  return key;
}

Outcome<Value> digests_of(const std::string& folder) {
  Value files;
  for (const char* name : kFiles) {
    const std::string path = folder + "/" + name;
    TRY(const Buffer bytes, at_place(store::read_file(path, kEvidenceBytesMax), path));
    files.set(name, to_hex(crypto::sha256(bytes)));
  }
  return files;
}

Outcome<Unit> write(const std::string& path, Bytes content) {
  TRY_(at_place(store::write_file(path, content, 0644), path));
  return kOk;
}

// The files that the statement names are those that are there.
Outcome<Unit> compare(const Value& statement, const std::string& folder) {
  TRY(const Value now, digests_of(folder));
  for (const char* name : kFiles) {
    const Value* files = statement.find("files");
    const Value* then = files == nullptr ? nullptr : files->find(name);
    if (then == nullptr || then->if_text() == nullptr || *then->if_text() != *now.find(name)->if_text())
      return Problem(Err::unauthentic, folder + "/" + name + " is not what was signed");
  }
  return kOk;
}

}  // namespace

Outcome<Unit> sign_run(const std::string& folder, const std::string& key_file, const Signatory& signatory, const Clock& clock) {
  TRY(const RunResult run, verify_run(folder));
  TRY(const SecretBytes pem, read_key(key_file));
  TRY(const auto key, at_place(crypto::EcKey::from_pem(pem), key_file));
  Value statement;
  TRY(Value files, digests_of(folder));
  statement.set("evidence_head", run.assessment.head).set("files", std::move(files));
  statement.set("signer", signatory.name).set("role", signatory.role).set("date", to_rfc3339(clock.wall_s()));
  const std::string text = print_json_pretty(statement);
  TRY(const Buffer signature, at_place(key->sign_digest(crypto::sha256(as_bytes(text))), key_file));
  TRY(const std::string public_pem, at_place(pem_of(key->public_key()), key_file));
  TRY_(write(folder + "/signer.pem", as_bytes(public_pem)));
  TRY_(write(folder + "/statement.json", as_bytes(text)));
  return write(folder + "/statement.sig", signature);
}

Outcome<Signatory> check_signature(const std::string& folder, const std::string& public_key_file) {
  TRY(const std::string pem, at_place(store::read_text(public_key_file, kKeyMax), public_key_file));
  TRY(const crypto::PublicKey key, at_place(key_from(pem), public_key_file));
  const std::string path = folder + "/statement.json";
  TRY(const Buffer text, at_place(store::read_file(path), path));
  TRY(const Buffer signature, at_place(store::read_file(folder + "/statement.sig", kKeyMax), folder + "/statement.sig"));
  if (!crypto::verify_ecdsa_p256(key, crypto::sha256(text), signature))
    return Problem(Err::unauthentic, path + " is not signed by this key");
  TRY(const Value statement, at_place(parse_json(text), path));
  TRY_(compare(statement, folder));
  TRY(const std::string name, at_place(statement.text("signer"), path));
  TRY(const std::string role, at_place(statement.text("role"), path));
  return Signatory{name, role};
}

}  // namespace cardea::assess
