// SPDX-License-Identifier: Apache-2.0
#include "device/updater/media.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>

#include "lib/image/block_io.hpp"

namespace cardea::updater {

namespace {

class MediumSource final : public FileSource {
 public:
  MediumSource(EventLoop& loop, UniqueFd file, std::uint64_t size) : loop_(loop), file_(std::move(file)), size_(size) {}
  ~MediumSource() override { loop_.cancel(turn_); }
  MediumSource(const MediumSource&) = delete;
  MediumSource& operator=(const MediumSource&) = delete;

  std::uint64_t size() const override { return size_; }
  void read(std::uint64_t offset, std::uint32_t length, Answer<Buffer> answer) override {
    turn_ = loop_.after_ms(0, [this, offset, length, answer = std::move(answer)] {
      Buffer bytes(length);
      if (image::read_at(file_, offset, bytes).ok()) return answer(std::move(bytes));
      answer(Error{Err::unavailable, "it cannot be read there any more"});
    });
  }

 private:
  EventLoop& loop_;
  UniqueFd file_;
  std::uint64_t size_;
  EventLoop::TimerId turn_ = 0;
};

// Names that go into messages and onto pages.
bool is_plain(std::string_view name) {
  return std::all_of(name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != 127; });
}

using Folder = std::unique_ptr<DIR, int (*)(DIR*)>;

Folder open_folder(const std::string& path) {
  return {::opendir(path.c_str()), ::closedir};
}

// Calls back with the name of each entry that is such a thing itself, not a link to one.
void each_entry(const std::string& path, mode_t kind,
                const std::function<void(const std::string& name, std::uint64_t size)>& found) {
  const Folder folder = open_folder(path);
  while (const dirent* entry = folder ? ::readdir(folder.get()) : nullptr) {
    const std::string name(entry->d_name);
    struct stat status{};
    const bool known = ::fstatat(::dirfd(folder.get()), entry->d_name, &status, AT_SYMLINK_NOFOLLOW) == 0;
    if (known && (status.st_mode & S_IFMT) == kind && name.front() != '.' && is_plain(name)) {
      found(name, static_cast<std::uint64_t>(status.st_size));
    }
  }
}

void add_files(const std::string& folder, const std::string& prefix, std::vector<contract::MediumFile>& files) {
  each_entry(folder, S_IFREG, [&](const std::string& name, std::uint64_t size) {
    if (files.size() < kMediaFilesMax && name.ends_with(kUpdateFileEnding)) files.push_back({prefix + name, size});
  });
}

}  // namespace

contract::Media MediaFolder::list() const {
  contract::Media media;
  add_files(path_, "", media.files);
  each_entry(path_, S_IFDIR,
             [&](const std::string& name, std::uint64_t) { add_files(path_ + '/' + name, name + '/', media.files); });
  std::sort(media.files.begin(), media.files.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return media;
}

Result<std::shared_ptr<FileSource>> MediaFolder::open(const std::string& name) const {
  const contract::Media media = list();
  const bool listed = std::any_of(media.files.begin(), media.files.end(), [&](const auto& file) { return file.name == name; });
  if (!listed) return Error{Err::not_found, "no such update file is plugged in"};
  UniqueFd file(::open((path_ + '/' + name).c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.valid()) return Error{Err::not_found, "the update file cannot be opened"};
  TRY(const std::uint64_t size, image::size_of(file));
  return std::shared_ptr<FileSource>(std::make_shared<MediumSource>(loop_, std::move(file), size));
}

}  // namespace cardea::updater
