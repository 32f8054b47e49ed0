// SPDX-License-Identifier: Apache-2.0
// An update file in the browser of a person: its page brings the parts that are wanted, one after another.
#pragma once

#include "device/updater/update_file.hpp"
#include "lib/ipc/server.hpp"

namespace cardea::updater {

class PageFile final : public FileSource {
 public:
  using Want = ipc::Later<contract::FileWant>;
  static constexpr std::uint64_t kSilenceMs = 20'000;  // then the page is gone
  static constexpr std::uint32_t kPart = 5U << 10;     // what gate takes of one request

  PageFile(EventLoop& loop, std::uint64_t size, Want first) : loop_(loop), size_(size), page_(std::move(first)) {}
  ~PageFile() override;
  PageFile(const PageFile&) = delete;
  PageFile& operator=(const PageFile&) = delete;

  std::uint64_t size() const override { return size_; }
  void read(std::uint64_t offset, std::uint32_t length, Answer<Buffer> answer) override;
  void supply(contract::SupplyFile part, const Want& next);

 private:
  void want_next();
  void tell_page(contract::FileWant want);
  void page_is_silent();

  EventLoop& loop_;
  std::uint64_t size_;
  std::optional<Want> page_;     // waits to be told what is wanted next
  contract::FileWant read_{};    // what updater reads now; length 0: nothing
  contract::FileWant wanted_{};  // the part of it that the page was told
  Buffer bytes_;                 // the parts of it that came
  Answer<Buffer> answer_;
  EventLoop::TimerId silence_ = 0;
};

}  // namespace cardea::updater
