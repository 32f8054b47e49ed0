// SPDX-License-Identifier: Apache-2.0
#include "device/process/rules.hpp"

#include <algorithm>
#include <array>

#include "contracts/ipc/peers.hpp"

namespace cardea::process {
namespace {

using confine::Allow;

enum class Access : std::uint8_t { none, read, write, execute };

// A path below DEVICE, or from the root when it begins with '/'. <running> and <inactive> stand for the slots.
struct Path {
  std::string_view place;
  Access access = Access::none;
};

struct Row {
  std::string_view process;
  std::array<Allow, 6> allow;  // base repeated where there is nothing more to say
  bool connects;               // to the ports that are given at start, and no others
  std::uint64_t address_space_mib;
  std::uint64_t open_files;
  std::uint64_t children;
  std::uint64_t file_size_mib;
  std::array<Path, 10> paths;
};

constexpr auto none = Allow::base;

//= EN303645 5.6-7
// clang-format off
constexpr std::array kRows{
    // Keys. No network, no path but its own.
    Row{peer::vault, {Allow::base, Allow::files_read, Allow::files_write, none, none, none},
        /*connects=*/false, /*MiB=*/128, /*files=*/64, /*children=*/0, /*file MiB=*/1,
        {{{"state/vault", Access::write}}}},

    // Household state. Sees typed messages only.
    Row{peer::steward, {Allow::base, Allow::files_read, Allow::files_write, none, none, none},
        false, 256, 64, 0, 64,
        {{{"state/steward", Access::write}}}},

    // The slots: writes the one that does not run, reads the one that does.
    Row{peer::updater, {Allow::base, Allow::files_read, Allow::files_write, none, none, none},
        false, 256, 64, 0, 512,
        {{{"state/updater", Access::write}, {"slots/<inactive>", Access::write}, {"slots/<running>", Access::read},
          {"components", Access::write}, {"boot", Access::read}, {"identity", Access::read}, {"media", Access::read}}}},

    // Bytes from the associated service. No path: what it needs of identity/ it reads before it confines.
    Row{peer::courier, {Allow::base, Allow::connect, none, none, none, none},
        true, 256, 64, 0, 0,
        {}},

    // Bytes from the local network. No path, no way out: it talks on what it is handed and on what it accepts.
    Row{peer::gate, {Allow::base, Allow::accept, none, none, none, none},
        false, 256, 512, 0, 0,
        {}},

    // Starts the others. Walls are inherited, so its own are the union of theirs, and it stays root where they need users.
    Row{peer::warden, {Allow::base, Allow::files_read, Allow::files_write, Allow::accept, Allow::connect, Allow::spawn},
        true, 0, 1024, 64, 512,
        {{{"boot", Access::write}, {"buttons", Access::write}, {"state", Access::write}, {"slots", Access::write},
          {"components", Access::write}, {"run", Access::execute}, {"identity", Access::read},
          {"/usr", Access::execute}, {"/lib", Access::execute}, {"/etc", Access::read}}}},
};
// clang-format on

std::string absolute(std::string_view place, const Place& at) {
  if (place.starts_with('/')) return std::string(place);
  if (place == "slots/<running>") return at.device + "/slots/" + board::name_of(at.running);
  if (place == "slots/<inactive>") return at.device + "/slots/" + board::name_of(board::other(at.running));
  return at.device + '/' + std::string(place);
}

}  // namespace

Result<confine::Rules> rules_for(std::string_view process, const Place& place) {
  const auto row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& r) { return r.process == process; });
  if (row == kRows.end()) return Error{Err::not_found, "no confinement row for this process"};

  confine::Rules rules;
  rules.process = process;
  for (const Allow group : row->allow) {
    if (std::find(rules.allow.begin(), rules.allow.end(), group) == rules.allow.end()) rules.allow.push_back(group);
  }
  for (const Path& path : row->paths) {
    if (path.access == Access::none) continue;
    rules.paths.push_back({absolute(path.place, place), path.access == Access::write, path.access == Access::execute});
  }
  if (row->connects) rules.connect_ports = place.connect_ports;
  if (place.uid) rules.identity = confine::Identity{*place.uid, *place.uid};
  rules.limits = {row->address_space_mib << 20, row->open_files, row->children, row->file_size_mib << 20};
  return rules;
}

}  // namespace cardea::process
