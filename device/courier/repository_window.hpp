// SPDX-License-Identifier: Apache-2.0
// Serves updater's small reads from one larger range of a file, so that a download costs few exchanges and bounded memory.
#pragma once

#include <string>

#include "device/courier/service_link.hpp"

namespace cardea::courier {

inline constexpr std::uint32_t kWindow = 128 * 1024;
inline constexpr std::uint32_t kReadMax = 64 * 1024;

class RepositoryWindow {
 public:
  explicit RepositoryWindow(ServiceLink& service) : service_(service) {}
  void read(const contract::ReadRepository& request, std::function<void(Result<contract::Piece>)> done);

 private:
  bool holds(const contract::ReadRepository& request) const;
  contract::Piece cut(const contract::ReadRepository& request) const;

  ServiceLink& service_;
  std::string path_;
  std::uint64_t offset_ = 0;
  contract::Piece window_;
};

// A repository path is metadata/NAME.json or targets/HASH.NAME, of plain characters: it becomes part of a request line.
Status check_repository_path(std::string_view path);

}  // namespace cardea::courier
