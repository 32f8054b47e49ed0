// SPDX-License-Identifier: Apache-2.0
#include "device/updater/component_store.hpp"

#include <algorithm>
#include <cstdio>

#include "lib/base/log.hpp"
#include "lib/image/image.hpp"
#include "lib/store/file.hpp"

namespace cardea::updater {

ComponentStore::ComponentStore(std::string directory, std::string model, std::vector<std::string> names)
    : directory_(std::move(directory)),
      model_(std::move(model)) {
  for (std::string& name : names) {
    Held held = look(name);
    components_.push_back({std::move(name), std::move(held)});
  }
}

// Its own root hash is all that a file here is held against: it finds what a disk lost, not what somebody with the disk put there.
ComponentStore::Held ComponentStore::look(const std::string& name) const {
  const std::string path = current_path(name);
  if (!store::file_exists(path)) return {};
  const auto claim = image::read_claim(path);
  const auto whole = claim ? image::verify(path, claim->root) : Result<image::VerifiedImage>(claim.error());
  if (!whole || whole->manifest().model != name) {
    log::warn("the component " + name + " is damaged on the disk, and will be fetched again");
    return {};
  }
  return {whole->manifest().version, whole->manifest().epoch, claim->root};
}

std::vector<contract::ComponentVersion> ComponentStore::list() const {
  std::vector<contract::ComponentVersion> all;
  for (const Component& one : components_) all.push_back({one.name, one.held.version == kNoVersion ? "" : one.held.version});
  return all;
}

std::vector<DeviceFacts> ComponentStore::facts() const {
  std::vector<DeviceFacts> all;
  for (const Component& one : components_) all.push_back({model_, one.held.version, one.held.epoch, "", one.held.root, one.name});
  return all;
}

bool ComponentStore::declares(const std::string& name) const {
  return std::any_of(components_.begin(), components_.end(), [&](const Component& one) { return one.name == name; });
}

Status ComponentStore::take(const std::string& name, const VerifiedUpdate& update) {
  const auto component =
      std::find_if(components_.begin(), components_.end(), [&](const Component& one) { return one.name == name; });
  if (component == components_.end()) return Error{Err::not_found, "the product declares no such component"};
  TRY(const image::Claim claim, image::read_claim(incoming_path(name)));
  if (std::rename(incoming_path(name).c_str(), current_path(name).c_str()) != 0)
    return io_error("a component cannot be put in its place");
  TRY_(store::sync_directory(directory_));
  component->held = {update.image().version, update.image().epoch, claim.root};
  return kOk;
}

}  // namespace cardea::updater
