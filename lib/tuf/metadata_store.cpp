// SPDX-License-Identifier: Apache-2.0
#include "lib/tuf/metadata_store.hpp"

#include <unistd.h>

#include <cerrno>

#include "lib/store/file.hpp"
#include "lib/tuf/metadata.hpp"

namespace cardea::tuf {

Result<Buffer> DirectoryStore::load(const std::string& name) {
  return store::read_file(path(name), size_max(RoleName::targets));  // no role's file is larger
}

Status DirectoryStore::save(const std::string& name, Bytes content) {
  return store::write_file(path(name), content, 0600);
}

Status DirectoryStore::forget(const std::string& name) {
  if (::unlink(path(name).c_str()) != 0) {
    if (errno == ENOENT) return kOk;
    return io_error("old metadata cannot be removed");
  }
  return store::sync_directory(directory_);
}

Result<Buffer> MemoryStore::load(const std::string& name) {
  const auto it = files_.find(name);
  if (it == files_.end()) return Error{Err::not_found, "no such metadata is stored"};
  return it->second;
}

Status MemoryStore::save(const std::string& name, Bytes content) {
  files_[name] = to_buffer(content);
  return kOk;
}

Status MemoryStore::forget(const std::string& name) {
  files_.erase(name);
  return kOk;
}

}  // namespace cardea::tuf
