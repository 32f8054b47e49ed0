// SPDX-License-Identifier: Apache-2.0
// The download of one offer into the inactive slot: as the difference to what runs when there is one, and as the whole image when
// there is none or it fails. What an earlier try has brought to the slot is not fetched again.
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
    std::function<void(std::string why)> delta_failed;  // and the whole image is fetched
    std::function<void(Status)> ended;
  };

  Download(EventLoop& loop, Courier& courier, Offer offer, Places places, Told told);
  ~Download() override { loop_.cancel(turn_); }
  Download(const Download&) = delete;
  Download& operator=(const Download&) = delete;

  void begin();
  std::uint32_t permille() const;

 private:
  void arrived(std::uint64_t bytes) override;
  void turn_later(std::uint32_t wait_s) override;
  void slot_failed(const Error& error) override { tell(error); }
  void ended(Status how) override;

  ImageDownload::Host& host() { return *this; }
  bool begin_delta();
  void begin_full();
  void tell(Status how);
  ImageDownload::Wanted wanted(const std::string& path) const;

  EventLoop& loop_;
  Courier& courier_;
  Offer offer_;
  Places places_;
  Told told_;
  std::unique_ptr<Slot> slot_;
  std::unique_ptr<ImageDownload> way_;
  bool by_delta_ = false;
  bool began_ = false;
  std::uint64_t arrived_ = 0;
  EventLoop::TimerId turn_ = 0;
};

}  // namespace cardea::updater
