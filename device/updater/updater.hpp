// SPDX-License-Identifier: Apache-2.0
// The updater's work: checks, offers, downloads, verifies, hands over to warden, and tells people in one sentence how it went.
// machine.hpp says which phase may follow which; this acts on it. It never writes anything but the inactive slot and its own
// state, and nothing reaches warden that is not a VerifiedUpdate.
#pragma once

#include "device/updater/check.hpp"
#include "device/updater/choice.hpp"
#include "device/updater/history.hpp"
#include "device/updater/machine.hpp"
#include "device/updater/schedule.hpp"
#include "device/updater/slot_writer.hpp"

namespace cardea::updater {

struct Settings {
  std::string model;
  std::string state_directory;  // state/updater
  std::string inactive_image;   // slots/X/image
  Buffer factory_root;          // identity/tuf-root.json
};

class Updater {
 public:
  Updater(EventLoop& loop, Peers peers, tuf::MetadataStore& metadata, Settings settings, Random random);

  contract::UpdateReport report() const;
  Result<ipc::Done> check();  // asked by a person or by the service; goes on later
  Result<ipc::Done> apply();  // a person: install what is available
  void boot_news(const contract::BootNews& news);

 private:
  struct Download {
    Offer offer;
    std::string path;
    std::unique_ptr<SlotWriter> slot;
  };

  // What the timer waits for.
  enum class Due : std::uint8_t { start, set_up, check };

  bool enter(Event event);  // false: not in this phase
  void plan(std::uint64_t delay_ms);
  void wake();
  void woken(const contract::UpdateSettings& consumer);

  void begin_check();
  void ask_epoch();
  void look(std::uint64_t epoch, void (Updater::*then)(Outcome<Check::Found>));
  void end_check(Outcome<Check::Found> outcome);
  void judge(Check::Found found);
  void offer_found(Check::Found found);
  void check_failed(const Problem& problem);
  void part_is_silent(const Problem& problem);
  std::int64_t install_at_s() const;
  void wait_for_choice();

  void begin_download();
  void next_piece();
  void add_piece(Result<contract::Piece> piece);
  void download_ended();
  void verify();
  void install_failed(const Problem& problem);

  void wait_for_restart(VerifiedUpdate update);
  void look_whether_to_restart();
  void restart_or_wait();
  void ask_once_more();
  void restart_if_still_offered(Outcome<Check::Found> outcome);
  void put_off();
  void hand_over();
  void wait_for_turn(std::uint32_t wait_s);
  void tell_available();
  void tell_installing();

  void give_up(Event event, std::string version, contract::UpdateWhy why, const Problem& problem);
  void remember(contract::UpdateResult result, std::string version, contract::UpdateWhy why, std::string reason);
  bool wanted_by_person() const { return offer_ && offer_->info.version == asked_version_; }
  std::int64_t now_s() const { return loop_.clock().wall_s(); }
  void settle(const contract::BootNews& news);
  void save();

  EventLoop& loop_;
  Peers peers_;
  Settings settings_;
  Schedule schedule_;
  RepositoryReader reader_;
  tuf::Client client_;
  std::optional<Check> check_;
  std::optional<Offer> offer_;  // what is available, and from where
  std::string offer_path_;
  std::string asked_version_;              // a person wants this one now, whatever the settings say
  std::optional<VerifiedUpdate> waiting_;  // for the moment in which it may restart the device
  std::int64_t restart_at_s_ = 0;          // 0: it does not wait
  EventLoop::TimerId restart_timer_ = 0;
  std::string told_version_;    // as available, in the event log of this life
  std::int64_t turn_at_s_ = 0;  // 0: the service did not ask to wait with it
  std::optional<Download> download_;
  Phase phase_ = Phase::idle;
  History history_;
  std::string running_version_;        // empty until warden's news
  contract::UpdateSettings consumer_;  // as last read
  Due due_ = Due::start;
  EventLoop::TimerId timer_ = 0;  // 0: none
};

}  // namespace cardea::updater
