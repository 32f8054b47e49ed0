// SPDX-License-Identifier: Apache-2.0
#include "device/warden/factory_reset.hpp"

#include <unistd.h>

#include <filesystem>

#include "lib/store/file.hpp"

namespace cardea::warden {
namespace {

namespace fs = std::filesystem;

std::string marker(const std::string& device) {
  return device + "/boot/reset-pending";
}

// What the factory put there: without the verifier of the pre-installed password nobody could set the device up again.
constexpr std::string_view kKept = "factory.cbor";

Status erase_household(const std::string& folder) {
  std::error_code failed;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (entry->path().filename() == kKept) continue;
    fs::remove_all(entry->path(), failed);
    if (failed) return Error{Err::io, "cannot erase a part of the household's state", failed.value()};
  }
  if (failed) return Error{Err::io, "cannot read the household's state", failed.value()};
  return store::sync_directory(folder);
}

}  // namespace

//= EN303645 5.11-1
Status begin_factory_reset(const std::string& device) {
  return store::write_file(marker(device), {}, 0600);
}

Result<bool> finish_factory_reset(const std::string& device, board::Board& board) {
  if (!store::file_exists(marker(device))) return false;
  TRY_(erase_household(device + "/state/steward"));
  // The button first: with the marker gone and the button down, the next start would erase what was set up since.
  TRY_(board.release_factory_button());
  if (::unlink(marker(device).c_str()) != 0) return io_error("cannot end the factory reset");
  TRY_(store::sync_directory(device + "/boot"));
  return true;
}

}  // namespace cardea::warden
