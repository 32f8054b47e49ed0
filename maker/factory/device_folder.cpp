// SPDX-License-Identifier: Apache-2.0
#include "maker/factory/device_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>

#include "contracts/board/boot_record.hpp"
#include "contracts/board/key_store.hpp"
#include "lib/codec/cbor.hpp"
#include "lib/codec/json.hpp"
#include "lib/crypto/password.hpp"
#include "lib/crypto/x509.hpp"
#include "lib/store/file.hpp"
#include "product/policy.hpp"

namespace cardea::factory {
namespace {

namespace fs = std::filesystem;

struct Folder {
  const char* name;
  unsigned mode;
};
constexpr std::array kFolders{
    Folder{"", 0755},
    Folder{"slots", 0755},
    Folder{"slots/a", 0755},
    Folder{"slots/b", 0755},
    Folder{"components", 0755},
    Folder{"boot", 0755},
    Folder{"identity", 0755},
    Folder{"state", 0711},
    Folder{"state/vault", 0700},
    Folder{"state/steward", 0700},
    Folder{"state/updater", 0700},
    Folder{"log", 0755},
    Folder{"buttons", 0755},
    Folder{"media", 0755},
};
constexpr std::size_t kChunk = 1U << 20;

Problem about(const std::string& what, const Error& why, std::string hint) {
  return Problem(why.code, what + ": " + Problem::describe(why), std::move(hint));
}

Status make_folders(const std::string& device) {
  for (const Folder& folder : kFolders) {
    const std::string path = device + '/' + folder.name;
    if (::mkdir(path.c_str(), folder.mode) != 0) return io_error("cannot make a folder of the device");
    if (::chmod(path.c_str(), folder.mode) != 0) return io_error("cannot set a folder's mode");
  }
  return kOk;
}

struct Copied {
  std::uint64_t size = 0;
  crypto::Digest256 sha256{};
};

// Copies and hashes in one pass: what is recorded is what was written.
Result<Copied> copy_image(const std::string& from, const std::string& to) {
  const UniqueFd in(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!in.valid()) return io_error("cannot read the image");
  const UniqueFd out(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!out.valid()) return io_error("cannot write the slot");
  crypto::Sha256 hash;
  Copied copied;
  Buffer chunk(kChunk);
  for (;;) {
    const ssize_t got = ::read(in.get(), chunk.data(), chunk.size());
    if (got < 0) return io_error("cannot read the image");
    if (got == 0) break;
    const Bytes bytes = Bytes(chunk).first(static_cast<std::size_t>(got));
    if (::write(out.get(), bytes.data(), bytes.size()) != got) return io_error("cannot write the slot");
    hash.add(bytes);
    copied.size += bytes.size();
    if (copied.size > image::kMaxImage) return Error{Err::too_large, "the image is above the bound"};
  }
  if (::fsync(out.get()) != 0) return io_error("cannot write the slot");
  copied.sha256 = hash.finish();
  return copied;
}

Outcome<image::VerifiedImage> fill_slot(const std::string& device, const Order& order) {
  const std::string slot = board::image_path(device, board::Slot::a);
  const auto problem = [&](const Error& why) { return about(order.image, why, "is this an image that cardea has built?"); };
  const auto copied = copy_image(order.image, slot);
  if (!copied) return problem(copied.error());
  const auto root = image::root_of(slot);
  if (!root) return problem(root.error());
  auto image = image::verify(slot, *root);
  if (!image) return problem(image.error());
  board::BootRecord record;
  record.slot_a = board::SlotRecord{image->manifest().version, copied->size, image->manifest().epoch, copied->sha256, *root};
  TRY_(board::write_boot_record(device, record));
  return std::move(*image);
}

// The version is the release's business; everything else must be what was ordered.
Outcome<Unit> check_expected(const Order& order, const product::ProductPolicy& found) {
  if (!order.policy) return kOk;
  auto expected = product::parse_policy(as_bytes(*order.policy));
  if (!expected) return about("the product that was given", expected.error(), "--policy wants a product.cbor");
  expected->version = found.version;
  if (*expected == found) return kOk;
  return Problem(Err::bad_value, order.image + " declares another product than the one given",
                 "build the image from this declaration");
}

// What the image declares is what the label speaks of, so it is read from the image and nowhere else.
Outcome<std::uint16_t> check_policy(const std::string& device, const Order& order, const image::Manifest& manifest) {
  const auto wire = store::read_file(device + "/run/product.cbor", product::kPolicyBytesMax);
  if (!wire) return about(order.image + ": product.cbor", wire.error(), "an image carries the declaration of its product");
  const auto policy = product::parse_policy(*wire);
  if (!policy) return about(order.image + ": product.cbor", policy.error(), "build the image again with this cardea");
  if (policy->model != manifest.model) {
    return Problem(Err::bad_value, order.image + " is for model " + manifest.model + " and declares " + policy->model,
                   "build the image again");
  }
  TRY_(check_expected(order, *policy));
  return policy->interfaces.empty() ? std::uint16_t{0} : policy->interfaces.front().port;
}

// Which root of trust the device has is the maker's choice, once: vault cannot write in identity/.
Outcome<Unit> write_key_store(const std::string& device, const Order& order) {
  const auto store = board::parse_key_store(as_bytes(order.key_store));
  if (!store) return about("--key-store", store.error(), "\"file\", \"tpm2 device:/dev/tpmrm0 11\" or \"pkcs11 MODULE LABEL\"");
  TRY_(store::write_file(device + "/identity/key-store", as_bytes(order.key_store), 0644));
  if (!order.token_pin) return kOk;
  auto pin = store::read_file(*order.token_pin, 128);
  if (!pin) return about(*order.token_pin, pin.error(), "--token-pin wants a file that holds the token's PIN");
  const Status written = store::write_file(device + "/state/vault/pin", *pin, 0600);
  explicit_bzero(pin->data(), pin->size());
  if (!written) return about(device, written.error(), "");
  return kOk;
}

Outcome<Unit> write_identity(const std::string& device, const Order& order, const std::string& model) {
  const auto ca = crypto::certificate_info_pem(order.service_ca_pem);
  if (!ca) return about("the service's CA", ca.error(), "--service-ca wants one certificate as PEM");
  const auto root = parse_json(as_bytes(order.tuf_root));
  if (!root) return about("the TUF root", root.error(), "--tuf-root wants the root.json of the update repository");
  Value identity;
  identity.set("model", model);
  identity.set("serial", order.serial);
  identity.set("service_address", order.service.address);
  identity.set("service_port", static_cast<std::int64_t>(order.service.port));
  identity.set("service_name", order.service.name);
  const std::string folder = device + "/identity/";
  TRY_(store::write_file(folder + "device.cbor", encode_cbor(identity), 0644));
  TRY_(write_key_store(device, order));
  TRY_(store::write_file(folder + "service-ca.pem", as_bytes(order.service_ca_pem), 0644));
  TRY_(store::write_file(folder + "tuf-root.json", as_bytes(order.tuf_root), 0644));
  return kOk;
}

}  // namespace

Outcome<Contents> lay_out(const std::string& device, const Order& order) {
  if (const Status made = make_folders(device); !made) {
    return about(device, made.error(), "the place for the device must exist, be writable and hold no device yet");
  }
  TRY(const image::VerifiedImage image, fill_slot(device, order));
  TRY_(image.unpack(device + "/run"));
  TRY(const std::uint16_t port, check_policy(device, order, image.manifest()));
  TRY_(write_identity(device, order, image.manifest().model));
  return Contents{image.manifest(), port};
}

//= EN303645 5.4-4
Outcome<Unit> make_keys(const std::string& device, const std::string& programs) {
  std::string program = programs + "/vault-make-keys";
  std::string option = "--device";
  std::string folder = device;
  std::array<char*, 4> argv{program.data(), option.data(), folder.data(), nullptr};
  std::array<char*, 1> no_environment{nullptr};
  const int child = ::fork();
  if (child < 0) return Problem(io_error("cannot start the device's vault-make-keys"));
  if (child == 0) {
    ::dup2(STDERR_FILENO, STDOUT_FILENO);
    ::execve(argv[0], argv.data(), no_environment.data());
    ::_exit(127);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child || status != 0) {
    return Problem(Err::unavailable, program + " did not make the device's keys",
                   "its last line on stderr says why; can this machine run it?");
  }
  return kOk;
}

//= EN303645 5.4-1
Outcome<Unit> plant_label(const std::string& device, const SecretBytes& password, const SecretBytes& label_secret) {
  Value label;
  TRY(const std::string verifier, crypto::hash_password(password));
  label.set("verifier", verifier);
  // 128 random bits need no slow hash.
  label.set("label_secret_hash", to_buffer(crypto::sha256(label_secret.expose_secret())));
  TRY_(store::write_file(device + "/state/steward/factory.cbor", encode_cbor(label), 0600));
  return kOk;
}

Outcome<Unit> finish(const std::string& making, const std::string& out) {
  std::error_code failed;
  fs::remove_all(making + "/run", failed);
  if (failed) return Problem(Err::io, making + "/run cannot be removed: " + failed.message(), "");
  if (std::rename(making.c_str(), out.c_str()) != 0) {
    const Error why = io_error("cannot put the finished device in place");
    return about(out, why, "is something there already?");
  }
  TRY_(store::sync_directory(fs::path(out).parent_path().string()));
  return kOk;
}

}  // namespace cardea::factory
