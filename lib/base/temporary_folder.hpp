// SPDX-License-Identifier: Apache-2.0
// A folder for one test: new, empty, gone afterwards. For tests only. Others may pass through it (mode 0711), because
// processes under test may run as users of their own.
#pragma once

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace cardea {

class TemporaryFolder {
 public:
  TemporaryFolder() : path_((std::filesystem::temp_directory_path() / "cardea-test-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr || ::chmod(path_.c_str(), 0711) != 0) std::abort();
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder() {
    std::error_code ignored;  // a folder that stays behind in /tmp fails no test
    std::filesystem::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& below) const { return path_ + '/' + below; }

 private:
  std::string path_;
};

}  // namespace cardea
