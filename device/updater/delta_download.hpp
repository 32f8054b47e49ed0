// SPDX-License-Identifier: Apache-2.0
// The difference between the running image, or nothing, and the offered one: the running slot is read by position, the new segments
// are made in memory (lib/delta), verified and written. Goes on after a cut with the first segment that the slot does not hold.
// Of a compressed image the next groups are fetched and unpacked while one is written; of a difference, whose groups take four times
// the memory, one is done after the other.
#pragma once

#include "device/updater/image_download.hpp"
#include "device/updater/offer.hpp"
#include "lib/delta/delta.hpp"

namespace cardea::updater {

class DeltaDownload final : public ImageDownload {
 public:
  DeltaDownload(EventLoop& loop, Courier& courier, Slot& slot, Wanted wanted, Host& host, DeltaOffer delta,
                UniqueFd running_image, Worker& worker)
      : ImageDownload(loop, courier, slot, std::move(wanted), host),
        delta_(std::move(delta)),
        running_image_(std::move(running_image)),
        worker_(worker) {}
  ~DeltaDownload() override { worker_.wait(job_); }
  void begin() override;

 private:
  void take_head(Buffer head);
  void look_what_is_there();
  void go_on();
  void go_on_with_groups();
  bool may_fetch() const;
  void fetch();
  void open();
  void begin_group();
  void next_segment();
  void look_again(std::uint64_t end);
  std::size_t in_hand() const;  // groups

  DeltaOffer delta_;
  UniqueFd running_image_;
  Buffer head_;
  std::optional<delta::Applier> applier_;
  std::uint64_t held_ = 0;  // segments that an earlier try brought

  // Of the groups, one is made, the next is opened, and of the one behind it the bytes come.
  bool fetching_ = false;
  std::optional<Buffer> fetched_;
  bool opening_ = false;
  bool worker_is_ahead_ = false;
  Worker& worker_;
  Worker::Ticket job_ = 0;
  // The job's, until it was waited for.
  delta::Streams streams_;
  Status opened_ = kOk;
};

}  // namespace cardea::updater
