// SPDX-License-Identifier: Apache-2.0
// A way to bring the offered image into the slot: the whole of it (full_download.hpp) or the difference to the one that runs
// (delta_download.hpp). Both do a little in each turn of the loop, so that the process answers meanwhile, and both leave in the
// slot only what the signed root hash vouches for.
#pragma once

#include "device/updater/repository_reader.hpp"
#include "device/updater/slot.hpp"

namespace cardea::updater {

class ImageDownload {
 public:
  // Who wants the image. After one of the last three nothing more is told.
  class Host {
   public:
    virtual ~Host() = default;
    virtual void arrived(std::uint64_t bytes) = 0;      // so many of the image are in the slot
    virtual void turn_later(std::uint32_t wait_s) = 0;  // the service has it, and not for this device yet
    virtual void slot_failed(const Error& error) = 0;   // no other way would do better
    virtual void ended(Status how) = 0;                 // ok: the image is complete, and on its way to the disk
  };
  struct Wanted {
    std::string path;          // in the repository
    std::uint64_t length = 0;  // of the image
    crypto::Digest256 root{};  // of the image, signed
  };

  ImageDownload(EventLoop& loop, Courier& courier, Slot& slot, Wanted wanted, Host& host)
      : loop_(loop),
        reader_(loop, courier),
        slot_(slot),
        wanted_(std::move(wanted)),
        host_(host) {}
  virtual ~ImageDownload() { loop_.cancel(turn_); }
  ImageDownload(const ImageDownload&) = delete;
  ImageDownload& operator=(const ImageDownload&) = delete;

  virtual void begin() = 0;

 protected:
  // Goes on with exactly these bytes of the file, or ends.
  void read(std::uint64_t offset, std::size_t size, std::function<void(Buffer)> then);
  void soon(std::function<void()> then);  // in the next turn
  void arrived(std::size_t bytes) { host_.arrived(arrived_ += bytes); }
  // Where so many of the first segments end, in the slot: as far as it may be looked at again.
  static std::uint64_t end_of(const image::SegmentVerifier& image, std::uint64_t segments);
  void end(Status how);
  void finish(const image::SegmentVerifier& image);  // all segments are there
  // False, and told, when the slot did not take it.
  bool slot_took(const Status& written);
  bool kept_up() { return slot_took(slot_.keep_up()); }

  const Wanted& wanted() const { return wanted_; }
  Slot& slot() { return slot_; }

 private:
  void nothing_more();

  EventLoop& loop_;
  RepositoryReader reader_;
  Slot& slot_;
  Wanted wanted_;
  Host& host_;
  std::uint64_t arrived_ = 0;
  bool ended_ = false;
  EventLoop::TimerId turn_ = 0;
};

}  // namespace cardea::updater
