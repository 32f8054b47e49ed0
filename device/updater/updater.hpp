// SPDX-License-Identifier: Apache-2.0
// The updater's work: checks, offers, downloads, verifies, hands over to warden, and tells people in one sentence how it went.
// machine.hpp says which phase may follow which; this acts on it. It never writes anything but the inactive slot and its own
// state, and nothing reaches warden that is not a VerifiedUpdate.
#pragma once

#include "device/updater/check.hpp"
#include "device/updater/choice.hpp"
#include "device/updater/component_store.hpp"
#include "device/updater/download.hpp"
#include "device/updater/history.hpp"
#include "device/updater/machine.hpp"
#include "device/updater/schedule.hpp"
#include "device/updater/update_file.hpp"

namespace cardea::updater {

struct Settings {
  std::string model;
  std::string state_directory;  // state/updater
  std::string inactive_image;   // slots/X/image
  std::string running_image;    // slots/Y/image
  Buffer factory_root;          // identity/tuf-root.json
  std::string component_directory{};      // components
  std::vector<std::string> components{};  // that the product declares
};

class Updater {
 public:
  Updater(EventLoop& loop, Peers peers, tuf::MetadataStore& metadata, Settings settings, Random random, Worker& worker);

  contract::UpdateReport report() const;
  Result<ipc::Done> check();  // asked by a person or by the service; goes on later
  Result<ipc::Done> apply();  // a person: install what is available
  // A person brings the file: what is newer in it is installed at once, whatever he chose for the updates of the service.
  // Err::refused: another update is under way. The file is let go of when nothing more is wanted of it.
  Result<ipc::Done> install_file(std::shared_ptr<FileSource> file);
  void boot_news(const contract::BootNews& news);

 private:
  struct Brought {
    Brought(EventLoop& loop, std::shared_ptr<FileSource> source) : file(loop, std::move(source)), reader(loop, file) {}
    UpdateFile file;
    RepositoryReader reader;
  };

  // What the timer waits for.
  enum class Due : std::uint8_t { start, set_up, check };

  bool enter(Event event);  // false: not in this phase
  void plan(std::uint64_t delay_ms);
  void wake();
  void woken(const contract::UpdateSettings& consumer);

  void begin_check();
  void ask_epoch();
  void look(std::uint64_t epoch, void (Updater::*then)(Outcome<Decision>));
  void end_check(Outcome<Decision> outcome);
  void judge(Decision decision);
  void offer_found(Offer offer);
  void check_failed(const Problem& problem);
  void part_is_silent(const Problem& problem);
  std::int64_t install_at_s() const;
  void wait_for_choice();

  void begin_check_of_file(const Status& opened);
  void close_file();
  bool from_file() const { return brought_ != nullptr; }
  RepositoryReader& reader() { return from_file() ? brought_->reader : reader_; }
  Courier& courier() { return from_file() ? static_cast<Courier&>(brought_->file) : peers_.courier; }

  void begin_download();
  void keep_what_the_file_holds();
  void tell_delta_failed(const std::string& why);
  void download_ended(const Status& how);
  Download::Places places() const;
  void verify();
  void take_component(const VerifiedUpdate& update);
  void install_failed(const Problem& problem);

  void wait_for_restart(VerifiedUpdate update);
  void look_whether_to_restart();
  void restart_or_wait();
  void ask_once_more();
  void restart_if_still_offered(Outcome<Decision> outcome);
  void put_off();
  void hand_over();
  void wait_for_turn(std::uint32_t wait_s);
  void tell_available();
  void tell_installing();

  void give_up(Event event, std::string version, contract::UpdateWhy why, const Problem& problem);
  void remember(contract::UpdateResult result, std::string version, contract::UpdateWhy why, std::string reason);
  bool wanted_by_person() const { return offer_ && label_of(offer_->info) == asked_version_; }
  std::int64_t now_s() const { return loop_.clock().wall_s(); }
  void settle(const contract::BootNews& news);
  void save();

  EventLoop& loop_;
  Peers peers_;
  Settings settings_;
  ComponentStore components_;
  Schedule schedule_;
  RepositoryReader reader_;
  tuf::Client client_;
  std::shared_ptr<Brought> brought_;  // the file of which an update is looked at or installed now, if it is one
  std::optional<Check> check_;
  std::optional<Offer> offer_;             // what is available
  std::string asked_version_;              // a person wants this one now, whatever the settings say
  std::optional<VerifiedUpdate> waiting_;  // for the moment in which it may restart the device
  std::int64_t restart_at_s_ = 0;          // 0: it does not wait
  EventLoop::TimerId restart_timer_ = 0;
  std::string told_version_;    // as available, in the event log of this life
  std::int64_t turn_at_s_ = 0;  // 0: the service did not ask to wait with it
  Worker& worker_;
  std::optional<Download> download_;
  std::unique_ptr<SecondLook> look_;  // at what was downloaded, until it is verified
  Phase phase_ = Phase::idle;
  History history_;
  std::string running_version_;        // empty until warden's news
  contract::UpdateSettings consumer_;  // as last read
  Due due_ = Due::start;
  EventLoop::TimerId timer_ = 0;  // 0: none
};

}  // namespace cardea::updater
