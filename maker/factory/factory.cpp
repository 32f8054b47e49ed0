// SPDX-License-Identifier: Apache-2.0
#include "maker/factory/factory.hpp"

#include <algorithm>
#include <filesystem>

#include "lib/crypto/x509.hpp"
#include "lib/store/file.hpp"
#include "maker/factory/device_folder.hpp"
#include "maker/factory/label.hpp"
#include "maker/factory/label_secrets.hpp"

namespace cardea::factory {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kYear = std::int64_t{365} * 24 * 3600;
constexpr std::int64_t kCaLife = 30 * kYear;
constexpr std::int64_t kBirthLife = 20 * kYear;
constexpr std::size_t kMaxCommonName = 64;  // RFC 5280, ub-common-name

Problem about(const std::string& what, const Error& why, std::string hint) {
  return Problem(why.code, what + ": " + Problem::describe(why), std::move(hint));
}

crypto::CertificateTerms terms_for(std::string common_name, std::int64_t now_s, std::int64_t life_s) {
  crypto::CertificateTerms terms;
  terms.common_name = std::move(common_name);
  terms.not_before_s = now_s;
  terms.not_after_s = now_s + life_s;
  return terms;
}

bool is_plain(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

Outcome<Unit> check_order(const Order& order) {
  TRY_(check_serial(order.serial));
  if (fs::exists(order.out)) return Problem(Err::exists, order.out + " exists already", "choose a folder that is not there yet");
  if (!is_plain(order.web_address)) return Problem(Err::bad_value, "the web address holds characters that no address has", "");
  if (order.service.address.empty() || order.service.port == 0) {
    return Problem(Err::bad_value, "the associated service's address is missing", "--service ADDRESS:PORT");
  }
  return kOk;
}

Outcome<Unit> write_label(const std::string& path, const Result<SecretBytes>& content) {
  if (!content) return Problem(content.error());
  if (const Status written = store::write_file(path, content->expose_secret(), 0600); !written) {
    return about(path, written.error(), "is there space left?");
  }
  return kOk;
}

}  // namespace

Outcome<Unit> Factory::init(const std::string& folder, const std::string& name, const Clock& clock) {
  if (name.empty() || name.size() > kMaxCommonName || !is_plain(name)) {
    return Problem(Err::bad_value, "a factory's name has 1 to 64 plain characters", "--name \"Example Home Factory\"");
  }
  TRY_(store::make_directory(folder, 0700));
  TRY_(store::make_directory(folder + "/serials", 0700));
  TRY_(store::make_directory(folder + "/labels", 0700));
  TRY(const auto key, crypto::EcKey::generate());
  auto terms = terms_for(name, clock.wall_s(), kCaLife);
  terms.is_ca = true;
  TRY(const std::string certificate, crypto::self_signed(*key, terms));
  TRY(const SecretBytes pem, key->to_pem());
  const Status claimed = store::create_file(folder + "/ca.key.pem", pem.expose_secret(), 0600);
  if (!claimed)
    return about(folder, claimed.error(), claimed.error().code == Err::exists ? "this folder is a factory already" : "");
  TRY_(store::write_file(folder + "/ca.crt.pem", as_bytes(certificate), 0644));
  return kOk;
}

Outcome<Factory> Factory::open(const std::string& folder, const Clock& clock) {
  const std::string hint = "cardea factory init --dir " + folder + " --name NAME makes a factory";
  auto raw = store::read_file(folder + "/ca.key.pem", 16U << 10);
  if (!raw) return about(folder + "/ca.key.pem", raw.error(), hint);
  const SecretBytes pem{Bytes(*raw)};
  explicit_bzero(raw->data(), raw->size());
  auto key = crypto::EcKey::from_pem(pem);
  if (!key) return about(folder + "/ca.key.pem", key.error(), hint);
  auto certificate = store::read_text(folder + "/ca.crt.pem", 16U << 10);
  if (!certificate) return about(folder + "/ca.crt.pem", certificate.error(), hint);
  return Factory(folder, std::move(*key), std::move(*certificate), clock);
}

Outcome<Made> Factory::make(const Order& order) const {
  TRY_(check_order(order));
  TRY_(registry_.claim(order.serial));
  const std::string making = order.out + ".making-" + order.serial;
  Outcome<Made> made = make_claimed(order, making);
  if (!made) {
    std::error_code failed;
    fs::remove_all(making, failed);
    TRY_(registry_.mark_spoiled(order.serial, made.error().message));
  }
  return made;
}

Outcome<Made> Factory::make_claimed(const Order& order, const std::string& making) const {
  TRY(const Contents contents, lay_out(making, order));
  const std::string common_name = contents.manifest.model + ' ' + order.serial;
  if (common_name.size() > kMaxCommonName)
    return Problem(Err::too_large, "model and serial number are too long together: " + common_name, "");
  if (!is_plain(common_name))
    return Problem(Err::bad_value, "a model designation has plain characters only: " + contents.manifest.model, "");
  TRY_(make_keys(making, order.programs.value_or(making + "/run/bin")));
  TRY(const std::string certificate, sign_birth(making, common_name));
  TRY(const std::string local_pem, store::read_text(making + "/identity/local.crt.pem", 16U << 10));
  TRY(const crypto::CertificateInfo local, crypto::certificate_info_pem(local_pem));

  const std::string web =
      order.web_address.empty() ? "https://device.local:" + std::to_string(contents.web_port) + '/' : order.web_address;
  const Label label{contents.manifest.model, order.serial, web, local.spki_sha256_hex, make_password(), make_label_secret()};
  TRY_(plant_label(making, label.password, label.label_secret));
  TRY_(write_label(label_path(order.serial, "json"), label_json(label)));
  TRY_(write_label(label_path(order.serial, "svg"), label_svg(label)));
  TRY_(write_label(label_path(order.serial, "txt"), label_text(label)));
  TRY_(finish(making, order.out));
  TRY_(registry_.mark_made(order.serial, certificate));
  return Made{order.serial, order.out, certificate, local.spki_sha256_hex, label_path(order.serial, "txt")};
}

//= EN303645 5.4-2
Outcome<std::string> Factory::sign_birth(const std::string& device, const std::string& common_name) const {
  const std::string request = device + "/identity/device.csr";
  TRY(const Buffer der, store::read_file(request, 16U << 10));
  TRY(const crypto::VerifiedCsr csr, crypto::verify_csr(der));
  if (csr.common_name != common_name) {
    return Problem(Err::unauthentic, "the device asks for a certificate as " + csr.common_name + ", not as " + common_name,
                   "is the image's vault a foreign one?");
  }
  auto terms = terms_for(common_name, clock_->wall_s(), kBirthLife);
  terms.client_auth = true;
  TRY(const std::string certificate, crypto::issue(*ca_key_, ca_pem_, csr.key, terms));
  TRY_(store::write_file(device + "/identity/device.crt.pem", as_bytes(certificate), 0644));
  fs::remove(request);
  return certificate;
}

std::string Factory::label_path(const std::string& serial, const std::string& form) const {
  return folder_ + "/labels/" + serial + '.' + form;
}

Outcome<SecretBytes> Factory::label(const std::string& serial, const std::string& form) const {
  TRY_(check_serial(serial));
  auto raw = store::read_file(label_path(serial, form));
  if (!raw) return about("the label of " + serial, raw.error(), "was this device made by this factory?");
  SecretBytes label{Bytes(*raw)};
  explicit_bzero(raw->data(), raw->size());
  return label;
}

}  // namespace cardea::factory
