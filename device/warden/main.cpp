// SPDX-License-Identifier: Apache-2.0
// warden: starts, confines, watches and restarts the other processes. It opens the declared listeners, then gives up what
// it can; it reads no byte from a network and holds no key.
#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <exception>

#include "device/boards/boot_choice.hpp"
#include "device/boards/dirboard.hpp"
#include "device/boards/tpm_link.hpp"
#include "device/process/memory.hpp"
#include "device/process/rules.hpp"
#include "device/warden/listeners.hpp"
#include "device/warden/warden.hpp"
#include "lib/base/log.hpp"
#include "lib/codec/cbor.hpp"
#include "lib/store/file.hpp"

namespace cardea::warden {
namespace {

constexpr std::uint64_t kSettledMs = 5'000;  // by then every process is ready or has failed

Outcome<std::vector<OpenListener>> open_declared(const WardenWords& words) {
  TRY(const Buffer wire, store::read_file(words.device + "/run/product.cbor", product::kPolicyBytesMax));
  TRY(const product::ProductPolicy policy, product::parse_policy(wire));
  TRY(const auto endpoints, plan_listeners(policy, words.listen));
  std::vector<OpenListener> open;
  for (const Endpoint& endpoint : endpoints) {
    TRY(OpenListener listener, open_listener(endpoint));
    open.push_back(std::move(listener));
  }
  return open;
}

Result<Surroundings> look_around(const WardenWords& words, const board::Board& board, const std::vector<OpenListener>& open) {
  TRY(const board::BootRecord record, board.boot_record());
  const board::SlotRecord* running = board::slot_in(record, words.running);
  if (running == nullptr) return Error{Err::broken, "the boot record knows nothing of the running slot"};
  Surroundings around;
  around.device = words.device;
  around.running = *running;
  around.on_trial = record.trial == words.running;
  around.uid_base = words.uid_base;
  around.failed_version = record.last_failed_version;
  around.failure = record.last_failure;
  for (const OpenListener& listener : open) {
    around.listeners.push_back({listener.id, listener.fd.get()});
    around.addresses += (around.addresses.empty() ? "" : " ") + listener.id + '=' + listener.where;
  }
  return around;
}

// The one port that courier may connect to: walls are inherited, so warden's must leave it open.
Result<std::uint16_t> service_port(const std::string& device) {
  TRY(const Buffer wire, store::read_file(device + "/identity/device.cbor", 4096));
  TRY(const Value identity, parse_cbor(wire));
  TRY(const std::int64_t port, identity.integer("service_port"));
  if (port < 1 || port > 65535) return Error{Err::bad_value, "the service's port is out of range"};
  return static_cast<std::uint16_t>(port);
}

// Where the keys are in a TPM, vault is handed the way to it: what opens the way (a device node, a socket) is then nobody's to do
// again behind the walls.
Result<UniqueFd> open_tpm_of(const std::string& device, Surroundings& around) {
  TRY(const board::KeyStore store, board::read_key_store(device));
  const auto* keys = std::get_if<board::TpmKeys>(&store);
  if (keys == nullptr) return UniqueFd();
  around.measures_boot = board::measured_by_board(keys->pcr);
  return board::open_tpm(*keys);
}

// vault, steward and gate keep secrets out of swap, for which each must be allowed to lock all that it may address. They report whether
// they could; here the limit is raised as far as this user may.
void allow_memory_lock() {
  constexpr rlim_t kAddressSpace = 256U << 20;
  rlimit limit{};
  if (::getrlimit(RLIMIT_MEMLOCK, &limit) != 0) return;
  const rlimit enough{kAddressSpace, std::max(limit.rlim_max, kAddressSpace)};
  if (::setrlimit(RLIMIT_MEMLOCK, &enough) == 0) return;
  const rlimit what_there_is{limit.rlim_max, limit.rlim_max};
  if (::setrlimit(RLIMIT_MEMLOCK, &what_there_is) != 0) log::warn("the limit of locked memory stays as it is");
}

Result<confine::Confined> confine_self(const WardenWords& words) {
  TRY(const std::uint16_t port, service_port(words.device));
  TRY(const confine::Rules rules,
      process::rules_for(peer::warden, process::Place{words.device, words.running, std::nullopt, {port}}));
  return confine::confine(rules);
}

contract::ProcessReport report_of(const confine::Confined& confined) {
  contract::ProcessReport self{std::string(peer::warden), static_cast<std::uint32_t>(::getpid()), ::getuid(), 0, {}};
  for (const confine::WallFact& fact : confined.facts()) self.walls.push_back({fact.wall, fact.enforced, fact.detail});
  return self;
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status)) return "was ended by signal " + std::to_string(WTERMSIG(status));
  return "exited with code " + std::to_string(WEXITSTATUS(status));
}

void take_signals(int signals, Warden& warden) {
  signalfd_siginfo signal{};
  while (::read(signals, &signal, sizeof(signal)) == static_cast<ssize_t>(sizeof(signal))) {
    if (signal.ssi_signo != SIGCHLD) warden.stop();
  }
  for (const int pid : warden.pids()) {
    int status = 0;
    if (::waitpid(pid, &status, WNOHANG) == pid) warden.child_ended(pid, how_it_ended(status));
  }
}

Result<UniqueFd> open_signals() {
  sigset_t ours;
  sigemptyset(&ours);
  for (const int signal : {SIGCHLD, SIGTERM, SIGINT}) sigaddset(&ours, signal);
  if (::sigprocmask(SIG_BLOCK, &ours, nullptr) != 0) return io_error("cannot block signals");
  std::signal(SIGPIPE, SIG_IGN);
  UniqueFd signals(::signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!signals.valid()) return io_error("cannot receive signals");
  return signals;
}

Outcome<int> warden_main(const WardenWords& words, board::Board& board) {
  TRY(const auto listeners, open_declared(words));  // exactly what the product declares
  TRY(Surroundings around, look_around(words, board, listeners));
  TRY(const UniqueFd tpm, open_tpm_of(words.device, around));
  TRY(const UniqueFd signals, open_signals());
  const SystemClock clock;
  TRY(const auto loop, EventLoop::create(clock));
  allow_memory_lock();
  TRY(const auto confined, confine_self(words));  // from here on: its paths and its children
  around.self = report_of(confined);
  OsLauncher launcher(words.device, words.running, words.uid_base, tpm.get());
  Warden warden(*loop, board, launcher, std::move(around));
  TRY_(loop->watch(signals.get(), EPOLLIN, [&](std::uint32_t) { take_signals(signals.get(), warden); }));
  TRY_(warden.start());
  loop->after_ms(kSettledMs, [] { process::give_back_memory(); });  // what reading the declaration and the image took
  loop->run();
  return warden.exit_code();
}

int run(int argc, char** argv) {
  const std::vector<std::string_view> given(argv + std::min(argc, 1), argv + argc);
  const auto words = parse_words(given);
  if (!words) {
    log::error(Problem::describe(words.error()));
    return kExitCrash;
  }
  UniqueFd line(words->watchdog_fd);
  if (line.valid()) ::fcntl(line.get(), F_SETFD, FD_CLOEXEC);
  board::DirBoard board(words->device, words->running, std::move(line));
  const Outcome<int> code = warden_main(*words, board);
  if (code) return *code;
  board.announce("failed", code.error().message);
  log::error(code.error().message + (code.error().hint.empty() ? "" : "; " + code.error().hint));
  return kExitCrash;
}

}  // namespace
}  // namespace cardea::warden

int main(int argc, char** argv) {
  cardea::log::set_tag("warden");
  prctl(PR_SET_NAME, "warden [start]");
  umask(077);
  try {
    return cardea::warden::run(argc, argv);
  } catch (const std::exception& thrown) {
    cardea::log::error(thrown.what());
    return cardea::warden::kExitCrash;
  }
}
