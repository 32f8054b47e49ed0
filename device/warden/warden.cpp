// SPDX-License-Identifier: Apache-2.0
#include "device/warden/warden.hpp"

#include <map>

#include "contracts/board/trial_end.hpp"
#include "contracts/ipc/vault.hpp"
#include "device/boards/ownership.hpp"
#include "device/boards/tpm_link.hpp"
#include "device/process/memory.hpp"
#include "device/warden/factory_reset.hpp"
#include "device/warden/integrity.hpp"
#include "device/warden/try_image.hpp"
#include "lib/base/log.hpp"

namespace cardea::warden {
namespace {

constexpr std::size_t kMaxUnsentEvents = 64;

}  // namespace

Warden::Warden(EventLoop& loop, board::Board& board, Launcher& launcher, Surroundings around)
    : loop_(loop),
      board_(board),
      around_(std::move(around)),
      set_(loop, launcher, around_.listeners,
           {.prepare = [this](ipc::Server& server) { prepare(server); },
            .ready = [this](const std::string& process) { ready(process); },
            .all_ready = [this] { all_ready(); },
            .died = [this](const std::string& process, const std::string& why) { died(process, why); },
            .health = [this](const std::string& process, const contract::Health& health) { health_of(process, health); },
            .stopped = [this] { stopped(); }}) {
  if (around_.on_trial) trial_.emplace(now_ms());
}

Status Warden::start() {
  TRY(const bool was_reset, finish_factory_reset(around_.device, board_));
  if (was_reset) record("factory-reset", "");
  TRY_(set_.start());
  tick();
  return kOk;
}

void Warden::tick() {
  board_.pet_watchdog();
  set_.tick();
  judge_trial();
  if (!exit_code_ && board_.factory_button_pressed()) {
    log::warn("the factory button is pressed");
    if (const Status begun = begin_factory_reset(around_.device); begun)
      end(kExitRestart);
    else
      crash("the factory reset cannot begin: " + Problem::describe(begun.error()));
  }
  loop_.after_ms(kTickMs, [this] { tick(); });
}

void Warden::prepare(ipc::Server& server) {
  using contract::ListProcesses;
  server.on<ListProcesses>([this](const std::string&, ListProcesses&) -> Result<contract::ProcessList> { return list(); });
  server.on_later<contract::TryImage>([this](const std::string&, const contract::TryImage& ask, ipc::Later<ipc::Done> later) {
    try_image(ask, later);
  });
  server.on<contract::Restart>([this](const std::string&, contract::Restart& ask) -> Result<ipc::Done> {
    log::info("restart: " + ask.reason);
    loop_.after_ms(0, [this] { end(kExitRestart); });  // after the answer is out
    return ipc::Done{};
  });
  server.on<contract::ServiceReached>([this](const std::string&, contract::ServiceReached&) -> Status {
    if (trial_) trial_->service_reached();
    return kOk;
  });
}

void Warden::ready(const std::string& process) {
  if (process == peer::vault) check_epoch();
  if (process == peer::updater) bring_boot_news();
  if (process == peer::steward) flush_events();
}

void Warden::all_ready() {
  if (trial_) trial_->all_ready(now_ms());
  raise_epoch();
  allow_only_running();
  for (const std::string_view process : {peer::steward, peer::courier}) tell_alert(std::string(process));
  if (announced_) return;
  announced_ = true;
  log::info("all processes are ready" + (around_.addresses.empty() ? "" : ": " + around_.addresses));
  board_.announce("ready", around_.addresses);
  report_missing_walls();
  loop_.after_ms(kIntegrityFirstMs, [this] { check_integrity_again(); });
}

void Warden::died(const std::string& process, const std::string& why) {
  const std::string what = process + ' ' + why;
  if (trial_) return crash(what + std::string(board::trial_end::kPartEnded));
  if (!budget_.spend(now_ms())) return crash("processes die again and again; the last: " + what);
  log::warn(what + "; starting all processes again");
  record("process-restarted", "part=" + process + " why=" + what);
  set_.stop(ProcessSet::kQuickStopMs);
}

void Warden::stopped() {
  if (exit_code_) return loop_.stop();
  if (const Status started = set_.start(); !started)
    crash("the processes cannot be started: " + Problem::describe(started.error()));
}

//= EN303645 5.3-10
// An image below the epoch is authentic and outdated: whoever put it in a slot did so behind updater's back.
void Warden::check_epoch() {
  set_.channel(peer::vault)->ask(contract::ReadEpoch{}, [this](Result<contract::Epoch> epoch) {
    if (!epoch) return;  // vault is gone; its end is handled as such
    vault_epoch_ = epoch->value;
    if (epoch->value > around_.running.epoch)
      crash("the running image is older than the security epoch of this device");
    else if (set_.all_ready())
      raise_epoch();
  });
}

// Also at a normal start: a power cut between confirming and raising must not leave the epoch behind.
void Warden::raise_epoch() {
  if (trial_ || exit_code_ || !vault_epoch_ || *vault_epoch_ >= around_.running.epoch) return;
  set_.channel(peer::vault)->ask(contract::RaiseEpoch{around_.running.epoch}, [this](Result<contract::Epoch> epoch) {
    if (epoch)
      vault_epoch_ = epoch->value;
    else
      log::error("the security epoch was not raised: " + Problem::describe(epoch.error()));
  });
}

void Warden::bring_boot_news() {
  using contract::BootOutcome;
  contract::BootNews news{BootOutcome::normal, around_.running.version, "", ""};
  if (trial_) {
    news.outcome = BootOutcome::trial_running;
  } else if (!around_.failed_version.empty()) {
    news = {BootOutcome::fell_back, around_.running.version, around_.failed_version, around_.failure};
    record("update-fell-back", "version=" + around_.failed_version + " why=" + around_.failure);
  }
  set_.channel(peer::updater)->tell(news);
  if (news.outcome == BootOutcome::fell_back) forget_failure_once_told();
}

// Messages keep their order: an answer to this Ping means that the news was taken in before.
void Warden::forget_failure_once_told() {
  set_.channel(peer::updater)->ask(contract::Ping{}, [this](Result<contract::Health> answered) {
    if (!answered || around_.failed_version.empty()) return;
    if (const Status forgotten = board_.forget_failure(); !forgotten) return log::error(Problem::describe(forgotten.error()));
    around_.failed_version.clear();
  });
}

//= EN303645 5.7-2
void Warden::check_integrity_again() {
  if (exit_code_ || !alert_.empty()) return;
  const Status same = check_integrity(around_.device, board_.running_image_path(), around_.running.root);
  process::give_back_memory();  // the blocks that were read, until the next hour
  if (!same && same.error().code == Err::unauthentic) return alert(same.error().what);
  if (!same) log::warn("the running system could not be checked: " + Problem::describe(same.error()));
  loop_.after_ms(kIntegrityEveryMs, [this] { check_integrity_again(); });
}

// The device says it by its light, on its page and through the service, and talks to nobody else. It goes on serving its household:
// a door lock that stops is a danger of its own. The next start is from a verified copy, or from none.
void Warden::alert(const std::string& reason) {
  alert_ = reason;
  log::error("alert: " + reason);
  if (const Status lit = board_.show_alert(); !lit) log::error(Problem::describe(lit.error()));
  board_.announce("alert", reason);
  record("integrity-alert", "why=" + reason);
  if (trial_) return crash(std::string(board::trial_end::kAltered) + reason);
  for (const std::string_view process : {peer::steward, peer::courier}) tell_alert(std::string(process));
}

void Warden::tell_alert(const std::string& process) {
  if (alert_.empty() || (process != peer::steward && process != peer::courier) || !set_.all_ready()) return;
  set_.channel(process)->tell(contract::Alert{alert_});
}

void Warden::judge_trial() {
  if (!trial_ || exit_code_) return;
  const Verdict verdict = trial_->judge(now_ms());
  if (verdict == Verdict::good) confirm_trial();
  if (verdict == Verdict::bad) crash(std::string(board::trial_end::kNotHealthy));
}

void Warden::confirm_trial() {
  if (const Status confirmed = board_.confirm(); !confirmed) {
    return crash("the trial cannot be confirmed: " + Problem::describe(confirmed.error()));
  }
  trial_.reset();
  log::info("version " + around_.running.version + " is confirmed");
  raise_epoch();
  allow_only_running();
  set_.channel(peer::updater)->tell(contract::BootNews{contract::BootOutcome::confirmed, around_.running.version, "", ""});
  record("update-confirmed", "version=" + around_.running.version);
  board_.announce("confirmed", around_.running.version);
}

//= EN303645 5.7-1
// After a confirmation, a fall-back, or a power cut before either was told: what is sealed opens for this image and no other.
void Warden::allow_only_running() {
  if (trial_ || trying_ || exit_code_ || !around_.measures_boot) return;
  const contract::AllowBoots running{{board::boot_state_after(around_.running.root)}};
  set_.channel(peer::vault)->ask(running, [](const Result<ipc::Done>& allowed) {
    if (!allowed) log::error("the boots that may open what is sealed were not narrowed: " + Problem::describe(allowed.error()));
  });
}

// The coming image must find the household readable, and so must this one if the trial fails: vault allows both before it begins.
void Warden::try_image(const contract::TryImage& ask, const ipc::Later<ipc::Done>& later) {
  const auto image = check_image(ask);
  if (!image) return later.finish(image.error());
  if (!around_.measures_boot) return later.finish(start_trial(*image));
  const contract::AllowBoots both{{board::boot_state_after(around_.running.root), board::boot_state_after(image->root)}};
  trying_ = true;
  set_.channel(peer::vault)->ask(both, [this, image = *image, later](const Result<ipc::Done>& allowed) {
    const auto started = allowed ? start_trial(image) : Result<ipc::Done>(allowed.error());
    trying_ = started.ok();  // from here to the restart both must stay allowed
    allow_only_running();
    later.finish(started);
  });
}

Result<ipc::Done> Warden::start_trial(const board::SlotRecord& image) {
  if (exit_code_) return Error{Err::refused, "the device is going down"};
  TRY_(board_.start_trial(image, kTrialTries));
  log::info("version " + image.version + " is started on trial");
  loop_.after_ms(0, [this] { end(kExitRestart); });  // after the answer is out
  return ipc::Done{};
}

Result<board::SlotRecord> Warden::check_image(const contract::TryImage& ask) const {
  if (trial_ || trying_ || exit_code_) return Error{Err::refused, "another trial is running"};
  TRY_(check_form(ask));
  if (ask.epoch < std::max(vault_epoch_.value_or(0), around_.running.epoch)) {
    return Error{Err::rollback, "the image is below the security epoch of this device"};
  }
  return measure(board_.inactive_image_path(), ask);
}

//= EN303645 5.7-2
// A root of trust that stops answering has been taken out, or broke: the owner is told, by the log and by "Am I secure?".
void Warden::health_of(const std::string& process, const contract::Health& health) {
  if (trial_ && health.healthy) trial_->healthy(now_ms());
  if (trial_ && !health.healthy) trial_->unhealthy();
  if (!health.healthy) log::warn(process + " is not healthy: " + health.detail);
  if (process != peer::vault) return;
  if (!health.healthy && !root_of_trust_gone_) record("root-of-trust-gone", "why=" + health.detail);
  root_of_trust_gone_ = !health.healthy;
}

contract::ProcessList Warden::list() const {
  contract::ProcessList list{{around_.self}};
  for (contract::ProcessReport& report : set_.report()) {
    report.uid = around_.uid_base ? board::uid_of(report.name, *around_.uid_base) : around_.self.uid;
    list.processes.push_back(std::move(report));
  }
  return list;
}

void Warden::record(std::string kind, std::string text) {
  if (unsent_events_.size() < kMaxUnsentEvents) unsent_events_.push_back({std::move(kind), std::move(text)});
  if (set_.all_ready()) flush_events();
}

void Warden::flush_events() {
  for (contract::DeviceEvent& event : unsent_events_) set_.channel(peer::steward)->tell(std::move(event));
  unsent_events_.clear();
}

// Once each start of the device, one event for each wall that this machine does not offer.
void Warden::report_missing_walls() {
  std::map<std::pair<std::string, std::string>, std::string> missing;
  for (const contract::ProcessReport& report : list().processes) {
    for (const contract::WallReport& wall : report.walls) {
      if (!wall.enforced) missing[{wall.wall, wall.detail}] += ',' + report.name;
    }
  }
  for (const auto& [wall, processes] : missing) {
    record("wall-missing", "wall=" + wall.first + " parts=" + processes.substr(1) + " why=" + wall.second);
  }
}

void Warden::crash(const std::string& why) {
  if (exit_code_) return;
  log::error(why);
  board_.announce("failed", why);
  end(kExitCrash);
}

void Warden::end(int code) {
  if (exit_code_) return;
  exit_code_ = code;
  set_.stop(code == kExitCrash ? ProcessSet::kQuickStopMs : ProcessSet::kOrderlyStopMs);
}

}  // namespace cardea::warden
