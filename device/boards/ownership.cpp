// SPDX-License-Identifier: Apache-2.0
#include "device/boards/ownership.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "contracts/ipc/peers.hpp"

namespace cardea::board {
namespace {

namespace fs = std::filesystem;

struct Owner {
  std::uint32_t uid;
  mode_t folder_mode;
  mode_t file_mode;
};

Status give(const std::string& path, bool folder, const Owner& owner) {
  // lchown: a link planted by the owner of a folder must not give away what it points to.
  if (::lchown(path.c_str(), owner.uid, owner.uid) != 0) return io_error("cannot change the owner of a part of the device");
  if (::chmod(path.c_str(), folder ? owner.folder_mode : owner.file_mode) != 0)
    return io_error("cannot change a mode of the device");
  return kOk;
}

Status give_tree(const std::string& root, const Owner& owner) {
  std::error_code failed;
  if (!fs::is_directory(fs::symlink_status(root, failed))) return Error{Err::broken, "a folder of the device is missing"};
  TRY_(give(root, /*folder=*/true, owner));
  for (auto it = fs::recursive_directory_iterator(root, failed); !failed && it != fs::recursive_directory_iterator();
       it.increment(failed)) {
    const fs::file_status status = it->symlink_status(failed);
    if (fs::is_symlink(status)) return Error{Err::broken, "a folder of the device holds a link"};
    TRY_(give(it->path().string(), fs::is_directory(status), owner));
  }
  if (failed) return Error{Err::io, "cannot walk a folder of the device", failed.value()};
  return kOk;
}

}  // namespace

std::uint32_t uid_of(std::string_view process, std::uint32_t uid_base) {
  const auto it = std::find(peer::kProcesses.begin(), peer::kProcesses.end(), process);
  return uid_base + 1 + static_cast<std::uint32_t>(it - peer::kProcesses.begin());
}

Status give_to_processes(const std::string& device, std::uint32_t uid_base, Slot running) {
  for (const std::string_view process : {peer::vault, peer::steward, peer::updater}) {
    TRY_(give_tree(device + "/state/" + std::string(process), {uid_of(process, uid_base), 0700, 0600}));
  }
  TRY_(give_tree(device + "/components", {uid_of(peer::updater, uid_base), 0755, 0644}));
  TRY_(give_tree(device + "/slots/" + name_of(other(running)), {uid_of(peer::updater, uid_base), 0755, 0644}));
  return give_tree(device + "/slots/" + name_of(running), {0, 0755, 0644});
}

Status check_reachable(const std::string& device) {
  std::error_code failed;
  for (fs::path at = fs::canonical(device, failed); !failed && at.has_relative_path(); at = at.parent_path()) {
    struct stat about{};
    if (::stat(at.c_str(), &about) != 0) return io_error("cannot look at the device's folder");
    if ((about.st_mode & S_IXOTH) == 0) return Error{Err::refused, "a folder above the device is closed to other users"};
  }
  if (failed) return Error{Err::not_found, "the device's folder does not exist"};
  return kOk;
}

}  // namespace cardea::board
