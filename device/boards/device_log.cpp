// SPDX-License-Identifier: Apache-2.0
#include "device/boards/device_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cstdio>

namespace cardea::board {

void DeviceLog::reopen() {
  if (file_.valid()) std::rename(path_.c_str(), (path_ + ".1").c_str());
  file_.reset(::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640));
  struct stat about{};
  size_ = file_.valid() && ::fstat(file_.get(), &about) == 0 ? static_cast<std::size_t>(about.st_size) : 0;
}

void DeviceLog::add(Bytes text) {
  if (!file_.valid()) reopen();
  if (size_ != 0 && size_ + text.size() > max_bytes_) reopen();
  if (!file_.valid()) return;
  const ssize_t written = ::write(file_.get(), text.data(), text.size());
  if (written > 0) size_ += static_cast<std::size_t>(written);
}

}  // namespace cardea::board
