// SPDX-License-Identifier: Apache-2.0
// The log of a device: what its processes say on stderr, in two files of bounded size. A log that cannot be written
// loses lines; it never stops the device.
#pragma once

#include <string>

#include "lib/base/bytes.hpp"
#include "lib/base/fd.hpp"

namespace cardea::board {

class DeviceLog {
 public:
  DeviceLog(std::string path, std::size_t max_bytes) : path_(std::move(path)), max_bytes_(max_bytes) {}
  void add(Bytes text);

 private:
  void reopen();

  std::string path_;
  std::size_t max_bytes_;
  UniqueFd file_;
  std::size_t size_ = 0;
};

}  // namespace cardea::board
