// SPDX-License-Identifier: Apache-2.0
// Probe "listeners": every TCP port of the target's addresses is asked, and the kernel is asked whose each one is; UDP
// listeners are read from the kernel for the target's processes.
#include <algorithm>
#include <chrono>

#include "assess/probes/bench.hpp"
#include "assess/probes/port_scan.hpp"
#include "assess/probes/processes.hpp"
#include "assess/probes/sockets.hpp"

namespace cardea::assess {

namespace {

bool is_wildcard(const std::string& address) {
  return address == "0.0.0.0" || address == "::";
}

// Does a listener bound to `bound` answer on `address`? A "::" listener takes IPv4 too unless it says otherwise.
bool answers_on(const std::string& bound, const std::string& address) {
  if (bound == address || bound == "::ffff:" + address || bound == "::") return true;
  return bound == "0.0.0.0" && address.find(':') == std::string::npos;
}

struct Whose {
  std::string owner = "unknown";  // "target", "other", "unknown"
  std::string bound;
  std::int64_t pid = 0;
  std::string process;
};

bool is_target(const Bench& bench, std::int64_t pid) {
  return std::find(bench.pids.begin(), bench.pids.end(), pid) != bench.pids.end();
}

// The network namespace of one that still runs; 0: of the assessor. Of processes that have all ended nothing is known.
Result<std::int64_t> whose_network(const Bench& bench) {
  if (bench.pids.empty()) return std::int64_t{0};
  const auto lives = std::find_if_not(bench.pids.begin(), bench.pids.end(), has_ended);
  if (lives == bench.pids.end()) return Error{Err::unavailable, "the processes of the target have ended"};
  return *lives;
}

// May every descriptor of the target's processes be seen? Then a socket that is not among them is a stranger's.
bool sees_whole_target(const Bench& bench) {
  return !bench.pids.empty() && std::all_of(bench.pids.begin(), bench.pids.end(), [](std::int64_t pid) {
    bool readable = false;
    socket_inodes_of(pid, readable);
    return readable || has_ended(pid);
  });
}

// A stranger's wildcard listener shows on every address of the machine. On an address that only the target uses, one that
// is bound to exactly this address is the target's, whoever its process says it is.
Whose whose_port(const Bench& bench, const std::vector<OwnedSocket>& sockets, bool sees_all, const std::string& address,
                 std::uint16_t port) {
  Whose found;
  const bool dedicated = bench.driver.target.dedicated && address == bench.driver.target.address;
  for (const OwnedSocket& candidate : sockets) {
    if (candidate.transport != "tcp" || candidate.socket.port != port || !answers_on(candidate.socket.address, address)) continue;
    const bool wildcard = is_wildcard(candidate.socket.address);
    std::string owner = "unknown";
    if (is_target(bench, candidate.pid) || (dedicated && !wildcard))
      owner = "target";
    else if (sees_all || (candidate.pid != 0 && !bench.pids.empty()))
      owner = "other";
    if (found.bound.empty() || owner == "target") found = {owner, candidate.socket.address, candidate.pid, candidate.process};
    if (owner == "target") break;
  }
  return found;
}

Status note_open_port(Notes& notes, const std::string& address, std::uint16_t port, const Whose& whose) {
  Value values;
  values.set("transport", "tcp");
  values.set("address", address);
  values.set("port", static_cast<std::int64_t>(port));
  values.set("owner", whose.owner);
  values.set("bound", whose.bound);
  values.set("pid", whose.pid);
  values.set("process", whose.process);
  return notes.write("open tcp " + print_endpoint({address, port, {}}), std::move(values));
}

Status scan_address(const Bench& bench, Notes& notes, const std::vector<OwnedSocket>& sockets, const std::string& address) {
  const auto started = std::chrono::steady_clock::now();
  TRY(const PortScan scan, scan_tcp_ports(address, Deadline(std::chrono::seconds(60))));
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - started).count();
  const bool sees_all = sees_whole_target(bench);
  for (const std::uint16_t port : scan.open)
    TRY_(note_open_port(notes, address, port, whose_port(bench, sockets, sees_all, address, port)));
  Value values;
  values.set("address", address);
  values.set("asked", std::int64_t{65535});
  values.set("open", static_cast<std::int64_t>(scan.open.size()));
  values.set("refused", static_cast<std::int64_t>(scan.refused));
  values.set("unanswered", static_cast<std::int64_t>(scan.unanswered));
  values.set("took_ms", std::int64_t{took});
  return notes.write("scan tcp " + address, std::move(values));
}

Status note_udp(const Bench& bench, Notes& notes, const std::vector<OwnedSocket>& sockets) {
  const bool readable = sees_whole_target(bench);
  std::int64_t listeners = 0;
  bool strangers = false;  // sockets on every address whose process we may not see: they could be the target's
  for (const OwnedSocket& one : sockets) {
    strangers = strangers || (one.transport == "udp" && one.pid == 0 && is_wildcard(one.socket.address));
    const bool dedicated = bench.driver.target.dedicated && one.socket.address == bench.driver.target.address;
    if (one.transport != "udp" || (!is_target(bench, one.pid) && !dedicated)) continue;
    Value values;
    values.set("transport", "udp");
    values.set("address", one.socket.address);
    values.set("port", static_cast<std::int64_t>(one.socket.port));
    values.set("owner", "target");
    values.set("bound", one.socket.address);
    values.set("pid", one.pid);
    values.set("process", one.process);
    TRY_(notes.write("open udp " + print_endpoint({one.socket.address, one.socket.port, {}}), std::move(values)));
    ++listeners;
  }
  Value values;
  values.set("complete", readable || (bench.driver.target.dedicated && !strangers));
  values.set("descriptors_readable", readable);
  values.set("listeners", listeners);
  return notes.write("udp of the target", std::move(values));
}

}  // namespace

Status probe_listeners(const Bench& bench, Notes& notes) {
  TRY(const std::int64_t network_of, whose_network(bench));
  TRY(const std::vector<OwnedSocket> sockets, listening_sockets(network_of));
  std::vector<std::string> addresses{bench.driver.target.address};
  addresses.insert(addresses.end(), bench.driver.target.also_scan.begin(), bench.driver.target.also_scan.end());
  for (const std::string& address : addresses) TRY_(scan_address(bench, notes, sockets, address));
  // Listeners of the target that no scanned address shows: on another address of the machine.
  for (const OwnedSocket& one : sockets) {
    const bool scanned =
        std::any_of(addresses.begin(), addresses.end(), [&](const std::string& a) { return answers_on(one.socket.address, a); });
    if (one.transport != "tcp" || scanned || !is_target(bench, one.pid)) continue;
    TRY_(note_open_port(notes, one.socket.address, one.socket.port, {"target", one.socket.address, one.pid, one.process}));
  }
  return note_udp(bench, notes, sockets);
}

}  // namespace cardea::assess
