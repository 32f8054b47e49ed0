// SPDX-License-Identifier: Apache-2.0
// For tests: a small root file system in a folder that goes when the test does.
#pragma once

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "assess/image/root_tree.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::assess {

class ScratchTree {
 public:
  ScratchTree() { std::filesystem::create_directory(root()); }

  std::string root() const { return scratch_ / "root"; }
  std::string outside() const { return scratch_.path(); }  // where nothing of the image may lead

  ScratchTree& file(const std::string& path, std::string_view text, unsigned mode = 0644) {
    make_parent(path);
    EXPECT_TRUE(store::write_file(root() + "/" + path, as_bytes(text)).ok());
    EXPECT_EQ(::chmod((root() + "/" + path).c_str(), mode), 0);
    return *this;
  }

  ScratchTree& link(const std::string& path, const std::string& target) {
    make_parent(path);
    std::filesystem::create_symlink(target, root() + "/" + path);
    return *this;
  }

  RootTree open() const {
    auto tree = RootTree::open(root());
    EXPECT_TRUE(tree.ok());
    return std::move(*tree);
  }

 private:
  void make_parent(const std::string& path) const {
    std::filesystem::create_directories(std::filesystem::path(root() + "/" + path).parent_path());
  }

  store::ScratchDirectory scratch_;
};

}  // namespace cardea::assess
