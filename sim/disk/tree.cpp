// SPDX-License-Identifier: Apache-2.0
#include "sim/disk/tree.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "lib/store/file.hpp"

namespace cardea::sim {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFileMax = 64U << 20;

void must(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error("sim/disk: " + what);
}

// A plain write, without the care of lib/store: this is the disk, not a program on it.
void put(const std::string& path, const Buffer& content) {
  FILE* out = std::fopen(path.c_str(), "wb");
  must(out != nullptr, "cannot make " + path);
  const bool whole = std::fwrite(content.data(), 1, content.size(), out) == content.size();
  must((std::fclose(out) == 0) && whole, "cannot write " + path);
  must(::chmod(path.c_str(), 0600) == 0, "cannot set the mode of " + path);
}

}  // namespace

Tree Tree::read(const std::string& root) {
  Tree tree;
  std::map<ino_t, Inode> known;
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root)) {
    const std::string path = entry.path().lexically_relative(root).string();
    if (entry.is_directory()) {
      tree.folders.insert(path);
      continue;
    }
    struct stat status{};
    must(::lstat(entry.path().c_str(), &status) == 0 && S_ISREG(status.st_mode), path + " is no regular file");
    const Inode file = known.emplace(status.st_ino, known.size() + 1).first->second;
    tree.names[path] = file;
    auto content = store::read_file(entry.path().string(), kFileMax);
    must(bool(content), "cannot read " + path);
    tree.files[file] = std::move(*content);
  }
  return tree;
}

void Tree::write(const std::string& root) const {
  for (const std::string& folder : folders) fs::create_directory(root + '/' + folder);  // sorted: parents come first
  std::map<Inode, std::string> first;
  for (const auto& [name, file] : names) {
    const std::string path = root + '/' + name;
    const auto [it, is_first] = first.emplace(file, path);
    if (is_first)
      put(path, files.at(file));
    else
      must(::link(it->second.c_str(), path.c_str()) == 0, "cannot link " + path);
  }
}

crypto::Digest256 Tree::digest() const {
  crypto::Sha256 hash;
  const auto add = [&](std::string_view kind, Bytes content) {
    hash.add(as_bytes(std::string(kind) + std::to_string(content.size()) + ':'));
    hash.add(content);
  };
  for (const std::string& folder : folders) add("d", as_bytes(folder));
  std::map<Inode, std::size_t> order;  // the numbers themselves mean nothing
  for (const auto& [name, file] : names) {
    add("n", as_bytes(name));
    const auto [it, is_first] = order.emplace(file, order.size());
    if (is_first)
      add("f", files.at(file));
    else
      add("l", as_bytes(std::to_string(it->second)));
  }
  return hash.finish();
}

}  // namespace cardea::sim
