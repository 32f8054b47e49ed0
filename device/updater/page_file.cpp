// SPDX-License-Identifier: Apache-2.0
#include "device/updater/page_file.hpp"

#include <algorithm>

namespace cardea::updater {

PageFile::~PageFile() {
  loop_.cancel(silence_);
  tell_page({});
}

void PageFile::tell_page(contract::FileWant want) {
  if (const auto page = std::exchange(page_, std::nullopt)) page->finish(want);
}

void PageFile::read(std::uint64_t offset, std::uint32_t length, Answer<Buffer> answer) {
  read_ = {offset, length};
  answer_ = std::move(answer);
  bytes_.clear();
  bytes_.reserve(length);
  want_next();
}

void PageFile::want_next() {
  const auto have = static_cast<std::uint32_t>(bytes_.size());
  wanted_ = {read_.offset + have, std::min(kPart, read_.length - have)};
  silence_ = loop_.after_ms(kSilenceMs, [this] { page_is_silent(); });
  tell_page(wanted_);
}

void PageFile::supply(contract::SupplyFile part, const Want& next) {
  const bool right = wanted_.length != 0 && part.offset == wanted_.offset && part.bytes.size() == wanted_.length;
  if (!right) return next.finish(Error{Err::bad_value, "that part of the file was not asked for"});
  loop_.cancel(std::exchange(silence_, 0));
  page_ = next;
  wanted_ = {};
  bytes_.insert(bytes_.end(), part.bytes.begin(), part.bytes.end());
  if (bytes_.size() < read_.length) return want_next();
  std::exchange(answer_, {})(std::move(bytes_));
}

void PageFile::page_is_silent() {
  silence_ = 0;
  wanted_ = {};
  std::exchange(answer_, {})(Error{Err::unavailable, "the page that reads it is gone"});
}

}  // namespace cardea::updater
