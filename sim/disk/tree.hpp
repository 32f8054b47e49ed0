// SPDX-License-Identifier: Apache-2.0
// Everything below one folder: what a disk holds. Two names of one file (hard links) stay two names of one file.
#pragma once

#include <map>
#include <set>

#include "lib/crypto/crypto.hpp"
#include "sim/disk/operation.hpp"

namespace cardea::sim {

struct Tree {
  std::set<std::string> folders;           // without the root
  std::map<std::string, Inode> names;      // path below the root -> file
  std::map<Inode, Buffer> files;

  static Tree read(const std::string& root);
  void write(const std::string& root) const;  // into an empty folder
  crypto::Digest256 digest() const;           // equal for trees that a program cannot tell apart
};

inline std::string below(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + '/' + name;
}

}  // namespace cardea::sim
