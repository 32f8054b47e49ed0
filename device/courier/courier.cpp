// SPDX-License-Identifier: Apache-2.0
#include "device/courier/courier.hpp"

#include "lib/base/log.hpp"
#include "lib/crypto/crypto.hpp"

namespace cardea::courier {
namespace {

std::uint32_t random_u32() {
  std::array<std::uint8_t, 4> raw{};
  crypto::random_bytes(raw);
  return *Reader(raw).u32();
}

}  // namespace

std::string_view name_of(contract::DeviceState state) {
  constexpr std::array<std::string_view, 3> names{"factory_default", "initializing", "initialized"};
  return names.at(static_cast<std::size_t>(state));
}

std::string_view name_of(contract::UpdatePhase phase) {
  constexpr std::array<std::string_view, 7> names{
      "idle", "checking", "available", "downloading", "verifying", "installed_waiting_for_restart", "on_trial"};
  return names.at(static_cast<std::size_t>(phase));
}

std::string_view name_of(contract::UpdateResult result) {
  constexpr std::array<std::string_view, 6> names{"none", "succeeded", "fell_back", "refused", "unreachable", "failed"};
  return names.at(static_cast<std::size_t>(result));
}

void Courier::start() {
  visit();
}

void Courier::answer(ipc::Server& server) {
  server.on<contract::Alert>([this](const std::string&, contract::Alert& told) -> Status {
    alert(told.reason);
    return kOk;
  });
  server.on_later<contract::ReadRepository>(
      [this](const std::string&, contract::ReadRepository request, ipc::Later<contract::Piece> later) {
        // std::function wants to be copied, an answer to be given does not: it travels behind a pointer.
        auto answer = std::make_shared<ipc::Later<contract::Piece>>(std::move(later));
        if (!alert_.empty()) return answer->finish(Error{Err::refused, "the device is in alert"});
        service_.read(std::move(request), [this, answer](Result<contract::Piece> piece) {
          // The alert may have come while the piece was under way.
          if (!alert_.empty()) return answer->finish(Error{Err::refused, "the device is in alert"});
          note_read(piece);
          answer->finish(std::move(piece));
        });
      });
}

// Updater learns the kind of a failure alone; the words stay here, once until they change.
void Courier::note_read(const Result<contract::Piece>& piece) {
  const std::string_view failure = piece ? std::string_view{} : piece.error().what;
  if (failure != read_failure_ && !failure.empty()) log::warn("the update repository is not read: " + std::string(failure));
  read_failure_ = failure;
}

//= EN303645 5.7-2
// Software that may be somebody else's reaches the service to say so, and for nothing else: no update, no telemetry.
void Courier::alert(const std::string& reason) {
  const bool is_news = alert_.empty();
  alert_ = reason;
  if (is_news) visit();
}

void Courier::visit() {
  peers_.steward->ask(contract::ReadState{}, [this](Result<contract::StateReport> state) {
    if (!state) return come_again_after_failure(state.error());
    peers_.updater->ask(contract::ReadUpdate{}, [this, state = *state](Result<contract::UpdateReport> update) {
      if (!update) return come_again_after_failure(update.error());
      report(state, *update);
    });
  });
}

void Courier::report(const contract::StateReport& state, const contract::UpdateReport& report) {
  Value update;
  update.set("phase", name_of(report.phase)).set("last_result", name_of(report.last_result));
  update.set("last_version", report.last_version).set("last_reason", report.last_reason);
  Value body;
  body.set("state", alert_.empty() ? name_of(state.state) : "alert")
      .set("version", report.running_version)
      .set("update", std::move(update));
  service_.check_in(body, [this](Result<VisitAnswer> answer) { visited(std::move(answer)); });
}

void Courier::visited(Result<VisitAnswer> answer) {
  if (!answer) return come_again_after_failure(answer.error());
  if (answer->turned_away) return come_again_after_refusal(answer->next_visit_s);
  if (!reached_) {
    log::info("the service is reached");
    peers_.warden->tell(contract::ServiceReached{});
  }
  reached_ = true;
  if (answer->update_hint && alert_.empty()) {
    peers_.updater->ask(contract::CheckForUpdate{}, [](Result<ipc::Done> told) {
      if (!told) log::warn("updater did not take the service's hint");
    });
  }
  if (alert_.empty()) deliver_telemetry();
  come_again_in(schedule_.after_success_ms(answer->next_visit_s));
}

// What is not acknowledged by the service stays in steward's queue and is sent again at the next visit.
void Courier::deliver_telemetry() {
  peers_.steward->ask(contract::TakeTelemetry{}, [this](Result<contract::TelemetryBatch> batch) {
    if (!batch || batch->points.empty() || !alert_.empty()) return;
    service_.send_telemetry(*batch, [this, last_id = batch->last_id](Status sent) {
      if (!sent) return log::warn(std::string("telemetry was not taken: ") + sent.error().what);
      peers_.steward->ask(contract::TelemetryDelivered{last_id}, [](Result<ipc::Done>) {});
    });
  });
}

// One next visit, also after one that was made out of turn.
void Courier::come_again_in(std::uint64_t ms) {
  if (next_visit_ != 0) loop_.cancel(next_visit_);
  next_visit_ = loop_.after_ms(ms, [this] {
    next_visit_ = 0;
    visit();
  });
}

void Courier::come_again_after_refusal(std::int64_t asked_s) {
  if (reached_ || schedule_.failures() == 0) log::warn("the service has no time now");
  reached_ = false;
  come_again_in(schedule_.after_refusal_ms(asked_s, random_u32()));
}

void Courier::come_again_after_failure(const Error& why) {
  if (reached_ || schedule_.failures() == 0) log::warn(std::string("the service is not reached: ") + why.what);
  reached_ = false;
  come_again_in(schedule_.after_failure_ms(random_u32()));
}

}  // namespace cardea::courier
