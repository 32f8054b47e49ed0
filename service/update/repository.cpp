// SPDX-License-Identifier: Apache-2.0
#include "service/update/repository.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>

#include "lib/crypto/crypto.hpp"
#include "lib/store/file.hpp"

namespace cardea::service {
namespace {

constexpr std::size_t kNameMax = 200;

// Names become file names: no separators, no leading dot.
Status plain_name(std::string_view name) {
  const bool good = !name.empty() && name.size() <= kNameMax && name[0] != '.' && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  });
  if (!good) return Error{Err::bad_value, "a repository name holds letters, digits, '.', '-' and '_' only"};
  return kOk;
}

Result<UpdateRepository::File> open_file(const std::string& path) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!fd.valid()) {
    if (errno == ENOENT) return Error{Err::not_found, "the repository has no such file"};
    return io_error("cannot open a repository file");
  }
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) return io_error("cannot read a repository file");
  return UpdateRepository::File{std::move(fd), static_cast<std::uint64_t>(info.st_size)};
}

Result<std::uint64_t> number(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return Error{Err::bad_value, "a range is not a number"};
  return value;
}

}  // namespace

Result<UpdateRepository> UpdateRepository::open(const std::string& directory) {
  TRY_(store::make_directory(directory + "/metadata"));
  TRY_(store::make_directory(directory + "/targets"));
  return UpdateRepository(directory);
}

Status UpdateRepository::put_metadata(const std::string& name, Bytes json) {
  TRY_(plain_name(name));
  if (!name.ends_with(".json")) return Error{Err::bad_value, "metadata names end in .json"};
  return store::write_file(directory_ + "/metadata/" + name, json, 0644);
}

Status UpdateRepository::put_target(const std::string& name, Bytes content) {
  TRY_(plain_name(name));
  const std::string digest = to_hex(crypto::sha256(content));
  if (!name.starts_with(digest + ".")) return Error{Err::unauthentic, "the target is not what its name says: the SHA-256 differs"};
  return store::write_file(directory_ + "/targets/" + name, content, 0644);
}

Result<UpdateRepository::File> UpdateRepository::metadata(const std::string& name) const {
  TRY_(plain_name(name));
  return open_file(directory_ + "/metadata/" + name);
}

Result<UpdateRepository::File> UpdateRepository::target(const std::string& name) const {
  TRY_(plain_name(name));
  return open_file(directory_ + "/targets/" + name);
}

Result<ByteRange> parse_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  if (!header.starts_with(unit)) return Error{Err::bad_value, "a range is written bytes=FIRST-LAST"};
  header.remove_prefix(unit.size());
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos || dash == 0) return Error{Err::bad_value, "a range is written bytes=FIRST-LAST"};
  TRY(const std::uint64_t first, number(header.substr(0, dash)));
  std::uint64_t last = size - 1;
  if (dash + 1 < header.size()) {
    TRY(last, number(header.substr(dash + 1)));
  }
  if (size == 0 || first >= size || last < first) return Error{Err::bad_value, "the range lies outside the file"};
  return ByteRange{first, std::min(last, size - 1) - first + 1};
}

}  // namespace cardea::service
