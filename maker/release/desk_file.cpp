// SPDX-License-Identifier: Apache-2.0
// One release as one file, for devices that no network reaches: the part of the repository that leads to it, as a tar archive. A
// device believes of it what it believes of the service; only that timestamp and snapshot may have expired on the way.
#include <algorithm>

#include "lib/archive/ustar.hpp"
#include "lib/image/block_io.hpp"
#include "lib/store/file.hpp"
#include "maker/release/desk.hpp"

namespace cardea::release {

namespace {

constexpr std::size_t kPart = 1U << 20;

class Archive {
 public:
  explicit Archive(UniqueFd file) : file_(std::move(file)) {}

  Status add(const std::string& name, const std::string& path) {
    TRY(const UniqueFd from, image::open_to_read(path));
    TRY(const std::uint64_t size, image::size_of(from));
    TRY(const auto header, archive::encode_ustar_header({name, size}));
    TRY_(image::write_at(file_, end_, header));
    Buffer part(static_cast<std::size_t>(std::min<std::uint64_t>(size, kPart)));
    for (std::uint64_t at = 0; at < size; at += part.size()) {
      part.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size - at, kPart)));
      TRY_(image::read_at(from, at, part));
      TRY_(image::write_at(file_, end_ + archive::kUstarBlock + at, part));
    }
    end_ += archive::ustar_span(size);
    return kOk;
  }

  // Two blocks of zeros; what lies between a content and the next header is zeros for not being written.
  Result<std::uint64_t> finish() {
    TRY_(image::write_at(file_, end_, Buffer(2 * archive::kUstarBlock)));
    if (::fsync(file_.get()) != 0) return io_error("it cannot be brought to the disk");
    return end_ + 2 * archive::kUstarBlock;
  }

 private:
  UniqueFd file_;
  std::uint64_t end_ = 0;
};

Problem about(const std::string& path, const Error& why) {
  return Problem(why.code, path + ": " + Problem::describe(why), why.code == Err::exists ? "choose another name with -o" : "");
}

}  // namespace

Outcome<std::uint64_t> Desk::write_update_file(const Which& release, const std::string& path) const {
  TRY(const tuf::Targets targets, last_targets());
  const std::string name = target_name(release);
  const auto image = targets.targets.find(name);
  if (image == targets.targets.end()) {
    return Problem(Err::not_found, name + " is not in the repository", "check --model, --component and --version; add comes first");
  }
  const auto packed = targets.targets.find(packed_name(release));
  const auto& [target, about_it] = packed == targets.targets.end() ? *image : *packed;
  const std::string wanted = "targets/" + to_hex(*about_it.hashes.sha256) + "." + target;
  TRY(std::vector<std::string> files, publication());
  std::erase_if(files, [&](const std::string& file) { return file.starts_with("targets/") && file != wanted; });
  std::rotate(files.begin(), files.begin() + 1, files.end());  // what is read first comes first
  auto made = image::create_new(path, 0644);
  if (!made) return about(path, made.error());
  Archive archive(std::move(*made));
  for (const std::string& file : files) {
    if (const Status added = archive.add(file, repository() + "/" + file); !added) return about(file, added.error());
  }
  const auto size = archive.finish();
  if (!size) return about(path, size.error());
  return *size;
}

}  // namespace cardea::release
