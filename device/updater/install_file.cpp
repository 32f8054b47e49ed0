// SPDX-License-Identifier: Apache-2.0
// An update from a file that a person brings. Once it is open it is checked and installed as one of the service is.
#include "device/updater/updater.hpp"

namespace cardea::updater {

Result<ipc::Done> Updater::install_file(std::shared_ptr<FileSource> file) {
  if (running_version_.empty()) return Error{Err::unavailable, "warden has not told yet which version runs"};
  if (!enter(Event::check_wanted)) return Error{Err::refused, "another update is under way"};
  brought_ = std::make_shared<Brought>(loop_, std::move(file));
  brought_->file.open([this](const Status& opened) { begin_check_of_file(opened); });
  return ipc::Done{};
}

void Updater::begin_check_of_file(const Status& opened) {
  if (opened) return begin_check();
  check_failed(Problem(opened.error().code, "The update file cannot be read: " + Problem::describe(opened.error()) + "."));
}

// In a turn of its own: this may be within an answer of the file.
void Updater::close_file() {
  if (brought_) loop_.after_ms(0, [closed = std::exchange(brought_, nullptr)] {});
}

}  // namespace cardea::updater
