// SPDX-License-Identifier: Apache-2.0
#include "device/updater/media.hpp"

#include <fcntl.h>

#include <algorithm>
#include <filesystem>

#include "lib/image/block_io.hpp"

namespace cardea::updater {

namespace fs = std::filesystem;

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

void add_files(const fs::path& folder, const std::string& prefix, std::vector<contract::MediumFile>& files) {
  std::error_code failed;
  for (auto entry = fs::directory_iterator(folder, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed)) {
    if (files.size() == kMediaFilesMax) return;
    const std::string name = entry->path().filename().string();
    std::error_code gone;
    const bool plain =
        entry->symlink_status(gone).type() == fs::file_type::regular && name.ends_with(kUpdateFileEnding) && is_plain(name);
    if (plain) files.push_back({prefix + name, entry->file_size(gone)});
  }
}

}  // namespace

contract::Media MediaFolder::list() const {
  contract::Media media;
  add_files(path_, "", media.files);
  std::error_code failed;
  for (auto entry = fs::directory_iterator(path_, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed)) {
    std::error_code gone;
    const std::string name = entry->path().filename().string();
    if (entry->symlink_status(gone).type() == fs::file_type::directory && is_plain(name))
      add_files(entry->path(), name + '/', media.files);
  }
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
