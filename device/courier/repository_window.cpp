// SPDX-License-Identifier: Apache-2.0
#include "device/courier/repository_window.hpp"

#include <algorithm>

namespace cardea::courier {

Status check_repository_path(std::string_view path) {
  const bool known = path.starts_with("metadata/") || path.starts_with("targets/");
  const std::string_view name = known ? path.substr(path.find('/') + 1) : std::string_view{};
  const bool plain = !name.empty() && name.size() <= 200 && name[0] != '.' && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
  if (!plain) return Error{Err::bad_value, "that is no path of the update repository"};
  return kOk;
}

bool RepositoryWindow::holds(const contract::ReadRepository& request) const {
  // Metadata changes at the same path, so only targets, which are named by their hash, are kept.
  return request.path == path_ && path_.starts_with("targets/") && request.offset >= offset_ && request.offset < offset_ + window_.bytes.size();
}

contract::Piece RepositoryWindow::cut(const contract::ReadRepository& request) const {
  contract::Piece piece{window_.found, window_.total, {}, window_.wait_s};
  if (request.offset < offset_ || request.offset - offset_ >= window_.bytes.size()) return piece;
  const auto from = static_cast<std::size_t>(request.offset - offset_);
  const std::size_t size = std::min<std::size_t>(request.length, window_.bytes.size() - from);
  piece.bytes = to_buffer(Bytes(window_.bytes).subspan(from, size));
  return piece;
}

void RepositoryWindow::read(const contract::ReadRepository& request, std::function<void(Result<contract::Piece>)> done) {
  if (auto good = check_repository_path(request.path); !good) return done(good.error());
  if (request.length == 0 || request.length > kReadMax) return done(Error{Err::bad_value, "a read is 1 to 65536 bytes"});
  if (holds(request)) return done(cut(request));
  service_.read_range(request.path, request.offset, kWindow, [this, request, done = std::move(done)](Result<contract::Piece> window) {
    if (!window) return done(window.error());
    path_ = request.path;
    offset_ = request.offset;
    window_ = std::move(*window);
    done(cut(request));
  });
}

}  // namespace cardea::courier
