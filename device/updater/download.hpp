// SPDX-License-Identifier: Apache-2.0
// The download of one offer into the inactive slot: as the difference to what runs, compressed, or as the image itself, whichever
// is the shortest, and by the next way when one fails. What an earlier try has brought to the slot is not fetched again.
#pragma once

#include "device/updater/image_download.hpp"
#include "device/updater/offer.hpp"

namespace cardea::updater {

class Download final : private ImageDownload::Host {
 public:
  struct Places {
    std::string running_image, inactive_image;
  };
  // One of the last three comes once, in a turn of its own: the download may be destroyed in it.
  struct Told {
    std::function<void()> began;  // the service gives it
    std::function<void(std::uint32_t wait_s)> turn_later;
    std::function<void(std::string why)> delta_failed;  // and another way is tried
    std::function<void(Status)> ended;
  };

  Download(EventLoop& loop, Courier& courier, Offer offer, Places places, Told told, Worker& worker);
  ~Download() override { loop_.cancel(turn_); }
  Download(const Download&) = delete;
  Download& operator=(const Download&) = delete;

  void begin();
  std::uint32_t permille() const;
  std::unique_ptr<SecondLook> take_look() { return slot_->take_look(); }  // after it ended well

 private:
  void arrived(std::uint64_t bytes) override;
  void turn_later(std::uint32_t wait_s) override;
  void slot_failed(const Error& error) override { tell(error); }
  void ended(Status how) override;

  ImageDownload::Host& host() { return *this; }
  void begin_next();
  bool begin_delta(const DeltaOffer& delta);
  void begin_full();
  bool is_last() const { return full_ || (offer_.without_image && next_ == offer_.deltas.size()); }
  void tell(Status how);
  ImageDownload::Wanted wanted(const std::string& path) const;

  EventLoop& loop_;
  Courier& courier_;
  Offer offer_;
  Places places_;
  Told told_;
  Worker& worker_;
  std::unique_ptr<Slot> slot_;
  std::unique_ptr<ImageDownload> way_;
  std::size_t next_ = 0;  // of the offer's deltas
  bool full_ = false;
  bool began_ = false;
  std::uint64_t arrived_ = 0;
  EventLoop::TimerId turn_ = 0;
};

}  // namespace cardea::updater
