// SPDX-License-Identifier: Apache-2.0
// Probe "storage": who may open the files in which the target keeps its state, and whether a secret that we know lies
// there as it is: the passwords that the driver gave us are our canaries.
#include <algorithm>
#include <filesystem>

#include "assess/driver/act.hpp"
#include "assess/probes/bench.hpp"
#include "assess/probes/files_below.hpp"
#include "lib/store/file.hpp"

namespace cardea::assess {

namespace {

constexpr std::size_t kCanaryMin = 6;  // shorter ones would be found by chance

std::vector<SecretBytes> canaries_of(const Driver& driver) {
  std::vector<SecretBytes> canaries;
  const auto keep = [&](const SecretPlace& place) {
    if (place.empty()) return;
    auto secret = read_secret(place);
    if (secret && secret->size() >= kCanaryMin) canaries.push_back(std::move(*secret));
  };
  keep(driver.pre_installed);
  for (const Account& account : driver.accounts) keep(account.password);
  return canaries;
}

struct Seen {
  std::vector<std::string> open_to_others;
  std::vector<std::string> hold_canary;
  std::int64_t searched = 0;
  std::int64_t unreadable = 0;
};

// Open to others: its own bits say so, and every folder above lets others pass.
bool is_open_to_others(const std::string& folder, const FoundFile& file) {
  if ((file.mode & 0007U) == 0) return false;
  std::filesystem::path above = std::filesystem::absolute(std::filesystem::path(folder) / file.path).parent_path();
  while (true) {
    std::error_code failure;
    const auto mode = std::filesystem::status(above, failure).permissions();
    if (failure || (mode & std::filesystem::perms::others_exec) == std::filesystem::perms::none) return false;
    if (above == above.root_path()) return true;
    above = above.parent_path();
  }
}

void look_at_file(const std::string& folder, const FoundFile& file, const std::vector<SecretBytes>& canaries, Seen& seen) {
  if (seen.open_to_others.size() < 50 && is_open_to_others(folder, file)) seen.open_to_others.push_back(file.path);
  const auto content = store::read_file(folder + "/" + file.path, kSearchedFileMax);
  if (!content) {
    ++seen.unreadable;
    return;
  }
  ++seen.searched;
  const auto is_there = [&](const SecretBytes& canary) { return holds(*content, canary.expose_secret()); };
  const bool found = std::any_of(canaries.begin(), canaries.end(), is_there);
  if (found && seen.hold_canary.size() < 50) seen.hold_canary.push_back(file.path);
}

}  // namespace

Status probe_storage(const Bench& bench, Notes& notes) {
  if (bench.driver.state_folder.empty()) return Error{Err::unsupported, "the driver names no folder of state"};
  const std::vector<SecretBytes> canaries = canaries_of(bench.driver);
  TRY(const FoundFiles found, files_below(bench.driver.state_folder));
  Seen seen;
  for (const FoundFile& file : found.files) look_at_file(bench.driver.state_folder, file, canaries, seen);
  Value values;
  values.set("files", static_cast<std::int64_t>(found.files.size()));
  values.set("searched", seen.searched);
  values.set("unreadable", seen.unreadable);
  values.set("complete", found.complete && seen.unreadable == 0);
  values.set("canaries", static_cast<std::int64_t>(canaries.size()));
  values.set("open_to_others", list_of(seen.open_to_others));
  values.set("hold_a_known_secret", list_of(seen.hold_canary));
  return notes.write("state folder", std::move(values));
}

}  // namespace cardea::assess
