// SPDX-License-Identifier: Apache-2.0
#include "maker/release/build_image.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <set>

#include "contracts/ipc/peers.hpp"
#include "lib/store/file.hpp"
#include "lib/tuf/release_info.hpp"
#include "maker/release/words.hpp"
#include "product/compile.hpp"

namespace cardea::release {

namespace {

std::vector<image::SourceFile> sources_of(const ImageOrder& order, const std::string& policy_file) {
  std::vector<image::SourceFile> sources{{"product.cbor", policy_file, false}};
  for (const std::string& program : image_programs()) sources.push_back({"bin/" + program, order.programs + "/" + program, true});
  return sources;
}

// The same release of the same product gives the same image, byte for byte.
crypto::Digest256 salt_for(const std::string& whom, const std::string& version) {
  return crypto::sha256(as_bytes("cardea image " + whom + " " + version));
}

Outcome<Unit> check_version(const std::string& version) {
  if (tuf::parse_release_number(version)) return kOk;
  return Problem(Err::bad_value, "\"" + version + "\" is no release number", "one to four numbers with dots: --version 1.2.0");
}

Outcome<Unit> check_file(const std::string& file) {
  struct stat about {};
  if (::access(file.c_str(), R_OK) != 0) return Problem(Err::not_found, file + " cannot be read", "name the files of the component");
  if (::stat(file.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) {
    return Problem(Err::bad_value, file + " is no file", "name the files of the component one by one");
  }
  return kOk;
}

Outcome<std::vector<image::SourceFile>> sources_of(const std::vector<std::string>& files) {
  std::vector<image::SourceFile> sources;
  std::set<std::string> names;
  for (const std::string& file : files) {
    TRY_(check_file(file));
    const std::string name = file.substr(file.rfind('/') + 1);
    if (!names.insert(name).second) {
      return Problem(Err::exists, "two files are called " + name, "each goes in under its last name: rename one");
    }
    sources.push_back({name, file, ::access(file.c_str(), X_OK) == 0});
  }
  if (sources.empty()) return Problem(Err::bad_value, "a component is made of files, and none is named", "name them at the end");
  return sources;
}

Outcome<Unit> check_component(const ComponentOrder& order) {
  TRY_(check_component_name(order.component));
  if (order.product.empty()) return kOk;
  TRY(const product::ProductPolicy policy, product::compile_file(order.product));
  for (const product::ComponentPolicy& declared : policy.components) {
    if (declared.name == order.component) return kOk;
  }
  return Problem(Err::not_found, order.product + " declares no component " + order.component,
                 "a row of SoftComp names it: component = \"" + order.component + "\"");
}

}  // namespace

// Besides the processes: what they have in common, and the program with which the factory has the device make its keys.
std::vector<std::string> image_programs() {
  std::vector<std::string> programs{std::string(peer::warden), "libcardea-device.so", "vault-make-keys"};
  programs.insert(programs.end(), peer::kProcesses.begin(), peer::kProcesses.end());
  return programs;
}

Outcome<ImageMade> build_image(const ImageOrder& order) {
  TRY_(check_version(order.version));
  TRY(product::ProductPolicy policy, product::compile_file(order.product));
  policy.version = order.version;
  const std::string policy_file = order.output + ".product.cbor";
  if (const Status written = store::write_file(policy_file, product::encode_policy(policy), 0644); !written) {
    return Problem(written.error().code, policy_file + ": " + Problem::describe(written.error()),
                   "choose an output folder that can be written");
  }
  const image::Manifest identity{.model = policy.model, .version = order.version, .epoch = order.epoch, .files = {}};
  auto built = image::build(order.output, identity, sources_of(order, policy_file), salt_for(policy.model, policy.version));
  ::unlink(policy_file.c_str());
  if (!built) return built.error();
  return ImageMade{policy.model, *built};
}

Outcome<ImageMade> build_component(const ComponentOrder& order) {
  TRY_(check_version(order.version));
  TRY_(check_component(order));
  TRY(const auto sources, sources_of(order.files));
  const image::Manifest identity{.model = order.component, .version = order.version, .epoch = order.epoch, .files = {}};
  auto built = image::build(order.output, identity, sources, salt_for(order.component, order.version));
  if (!built) return built.error();
  return ImageMade{order.component, *built};
}

}  // namespace cardea::release
