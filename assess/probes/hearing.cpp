// SPDX-License-Identifier: Apache-2.0
#include "assess/probes/hearing.hpp"

namespace cardea::assess {

namespace {

constexpr std::chrono::seconds kCommandBegins{20};

std::string interface_of(const Driver& driver) {
  if (!driver.traffic.interface.empty()) return driver.traffic.interface;
  const std::string& address = driver.target.address;
  return address.starts_with("127.") || address == "::1" ? "lo" : "any";
}

}  // namespace

Hearing::Hearing(const Driver& driver, Canaries canaries) : driver_(driver), canaries_(std::move(canaries)) {}

std::string Hearing::where() const {
  return driver_.traffic.command.empty() ? "interface " + interface_of(driver_) : "command " + driver_.traffic.command.front();
}

Status Hearing::begin() {
  const auto take = [this](LinkType link, Bytes frame) {
    const Packet packet = parse_packet(link, frame);
    const std::lock_guard lock(mutex_);
    conversations_.take(packet);
  };
  if (driver_.traffic.command.empty()) {
    TRY(capture_, Capture::at_interface(interface_of(driver_), take));
    return kOk;
  }
  TRY(RunningCommand command, RunningCommand::start(driver_.traffic.command));
  command_ = std::make_unique<RunningCommand>(std::move(command));
  TRY(capture_, Capture::of_stream(command_->take_output(), Deadline(kCommandBegins), take));
  return kOk;
}

std::map<Talk, TalkTotals> Hearing::so_far() {
  capture_->catch_up();
  const std::lock_guard lock(mutex_);
  return conversations_.talks();
}

void Hearing::end() {
  if (capture_ != nullptr) capture_end_ = capture_->stop();
  capture_.reset();
  command_.reset();
}

}  // namespace cardea::assess
