// SPDX-License-Identifier: Apache-2.0
// Where a client keeps the metadata that it trusts, each file as it was received. What is loaded is verified anew each time,
// so a store needs to be whole, not honest.
#pragma once

#include <map>
#include <string>

#include "lib/base/bytes.hpp"

namespace cardea::tuf {

class MetadataStore {
 public:
  virtual ~MetadataStore() = default;
  virtual Result<Buffer> load(const std::string& name) = 0;         // Err::not_found when there is none
  virtual Status save(const std::string& name, Bytes content) = 0;  // whole or not at all, and on the disk when it returns
  virtual Status forget(const std::string& name) = 0;               // fine when there is none
};

// One file for each name, below one folder.
class DirectoryStore final : public MetadataStore {
 public:
  explicit DirectoryStore(std::string directory) : directory_(std::move(directory)) {}
  Result<Buffer> load(const std::string& name) override;
  Status save(const std::string& name, Bytes content) override;
  Status forget(const std::string& name) override;

 private:
  std::string path(const std::string& name) const { return directory_ + "/" + name + ".json"; }
  std::string directory_;
};

// A store that lives as long as the object: tools that look at a repository once, and tests.
class MemoryStore final : public MetadataStore {
 public:
  Result<Buffer> load(const std::string& name) override;
  Status save(const std::string& name, Bytes content) override;
  Status forget(const std::string& name) override;

 private:
  std::map<std::string, Buffer> files_;
};

}  // namespace cardea::tuf
