// SPDX-License-Identifier: Apache-2.0
// For native_test.cpp: a device of three real, confined processes (vault, steward, gate). The test plays warden and
// updater; clients come in over real TLS.
#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <random>
#include <set>

#include "contracts/ipc/control.hpp"
#include "contracts/ipc/peers.hpp"
#include "contracts/ipc/updater.hpp"
#include "device/boards/ownership.hpp"
#include "device/gate/test_gate.hpp"
#include "device/steward/factory.hpp"
#include "lib/codec/cbor.hpp"
#include "lib/crypto/password.hpp"
#include "lib/store/file.hpp"

namespace cardea::gate::test {

using net::test::must;

inline constexpr std::string_view kLabel = "KQXM-7TRA-W2ZP-9HVC";

class NativeDevice {
 public:
  // `log`: a file that takes what the processes say, instead of the test's own stderr.
  explicit NativeDevice(std::string log = "") : loop_(must(EventLoop::create(clock_))), log_(std::move(log)) {
    std::random_device seed;
    folder_ = std::filesystem::temp_directory_path() / ("cardea-native-" + std::to_string(seed()) + std::to_string(seed()));
    make_factory_state();
    start();
  }
  ~NativeDevice() {
    stop();
    std::filesystem::remove_all(folder_);
  }
  NativeDevice(const NativeDevice&) = delete;
  NativeDevice& operator=(const NativeDevice&) = delete;

  // As when the power comes back.
  void start() {
    auto listener = must(net::listen_tcp("127.0.0.1", 0));
    port_ = must(net::local_port(listener.get()));
    Handed vault, steward, gate;
    link(vault, "gate", gate, "vault");
    link(steward, "gate", gate, "steward");
    link(vault, "steward", steward, "vault");
    play("updater", gate);
    for (const char* name : {"courier", "updater"}) play(name, vault), play(name, steward);
    for (Handed* one : {&vault, &steward, &gate}) play("warden", *one);
    gate.listener = std::move(listener);
    spawn("vault", vault);
    spawn("steward", steward);
    spawn("gate", gate);
    turn_until([&] { return ready_.size() == 3; });
  }
  // As when the power goes.
  void stop() {
    for (const auto& [name, pid] : pids_) ::kill(pid, SIGKILL);
    for (const auto& [name, pid] : pids_) ::waitpid(pid, nullptr, 0);
    pids_.clear();
    ready_.clear();
    kept_.clear();
    servers_.clear();
  }
  // Ends one process by a signal that asks for a dump. True when the kernel wrote one.
  bool dumps_when_hit_by(int signal, const std::string& name) {
    const pid_t pid = pids_.at(name);
    pids_.erase(name);
    ::kill(pid, signal);
    int status = 0;
    EXPECT_EQ(::waitpid(pid, &status, 0), pid);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == signal) << name;
    return WCOREDUMP(status);
  }
  bool alive(const std::string& name) { return ::waitpid(pids_.at(name), nullptr, WNOHANG) == 0; }

  struct Answer {
    int status = 0;
    net::HttpResponse response;
    std::string text;
    Value json;
  };
  Answer call(const std::string& method, const std::string& target, const std::string& body = "", const std::string& token = "") {
    net::Exchange e;
    e.address = "127.0.0.1";
    e.port = port_;
    e.method = method;
    e.target = target;
    e.body = to_buffer(as_bytes(body));
    if (!body.empty()) e.headers.emplace_back("content-type", "application/json");
    if (!token.empty()) e.headers.emplace_back("authorization", "Bearer " + token);
    std::optional<Result<net::Fetched>> got;
    auto cancel = net::fetch(*loop_, trust(), std::move(e), [&](Result<net::Fetched> result) { got.emplace(std::move(result)); });
    turn_until([&] { return got.has_value(); });
    if (!got || !*got) {
      ADD_FAILURE() << method << " " << target << ": " << (got ? Problem::describe(got->error()) : "no answer");
      return {};
    }
    Answer answer{(*got)->response.status, std::move((*got)->response), "", {}};
    answer.text = std::string(as_text(answer.response.body));
    if (auto value = parse_json(answer.response.body)) answer.json = std::move(*value);
    return answer;
  }

  template <class Done>
  void turn_until(Done done) {
    for (int i = 0; i < 3000 && !done(); ++i) loop_->turn(/*max_wait_ms=*/10);
    EXPECT_TRUE(done());
  }

  const std::map<std::string, std::vector<contract::WallReport>>& ready() const { return ready_; }
  int restarts_asked() const { return restarts_asked_; }
  int pid(const std::string& name) const { return pids_.at(name); }
  std::uint16_t port() const { return port_; }
  EventLoop& loop() { return *loop_; }
  // How a client of the household knows the device: by its pinned certificate.
  std::shared_ptr<net::TlsContext> trust() {
    net::PeerCheck check;
    const std::string certificate = must(store::read_text(path("identity/local.crt.pem")));
    check.spki_pin = must(crypto::certificate_info_pem(certificate)).spki_sha256_hex;
    return must(net::TlsContext::client(check, std::nullopt));
  }
  std::string path(const std::string& below) const { return folder_ / below; }

 private:
  static constexpr std::uint32_t kUidBase = 64'000;

  struct Handed {
    std::map<std::string, UniqueFd> peers;
    UniqueFd listener;
  };

  static constexpr std::array kUpdaterRules{ipc::Rule{contract::ReadUpdate::kOp, peer::gate},
                                            ipc::Rule{contract::CheckForUpdate::kOp, peer::gate}};
  static constexpr std::array kNoRules{ipc::Rule{contract::ReadUpdate::kOp, "nobody"}};
  static constexpr std::array kWardenRules{
      ipc::Rule{contract::Ready::kOp, peer::vault}, ipc::Rule{contract::Ready::kOp, peer::steward},
      ipc::Rule{contract::Ready::kOp, peer::gate}, ipc::Rule{contract::ListProcesses::kOp, peer::gate},
      ipc::Rule{contract::Restart::kOp, peer::steward}};

  void make_factory_state() {
    for (const char* place : {"identity", "state/vault", "state/steward", "run"})
      std::filesystem::create_directories(folder_ / place);
    Value identity;
    identity.set("model", "SP-1").set("serial", "A-0001");
    must(store::write_file(path("identity/device.cbor"), encode_cbor(identity)));
    product::ProductPolicy policy = full_policy();
    policy.languages = {"en"};
    product::InterfacePolicy listens;
    listens.id = "Intf-LocalHttps";
    listens.process = "gate";
    listens.port = 8443;
    policy.interfaces.push_back(listens);
    must(store::write_file(path("run/product.cbor"), product::encode_policy(policy)));
    const std::string verifier = must(crypto::hash_password(SecretBytes(kLabel)));
    must(store::write_file(path("state/steward/factory.cbor"), steward::encode_factory_record({verifier})));
    const pid_t maker = ::fork();
    if (maker == 0) {
      const std::string program = std::string(CARDEA_BIN_DIR) + "/vault-make-keys";
      ::execl(program.c_str(), "vault-make-keys", "--device", folder_.c_str(), nullptr);
      ::_exit(127);
    }
    int status = -1;
    ::waitpid(maker, &status, 0);
    EXPECT_EQ(status, 0) << "vault made no keys";
    for (const char* process : {"vault", "steward"}) give_state_to(process);
  }

  // As root each process becomes a user of its own, as on a device.
  void give_state_to(const std::string& process) {
    if (::geteuid() != 0) return;
    const std::uint32_t uid = board::uid_of(process, kUidBase);
    EXPECT_EQ(::chown(path("state/" + process).c_str(), uid, uid), 0);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(path("state/" + process))) {
      EXPECT_EQ(::chown(entry.path().c_str(), uid, uid), 0);
    }
  }

  static void link(Handed& a, const std::string& as_a, Handed& b, const std::string& as_b) {
    auto ends = must(ipc::make_channel());
    a.peers[as_a] = std::move(ends.first);
    b.peers[as_b] = std::move(ends.second);
  }

  void play(const std::string& name, Handed& for_process) {
    auto ends = must(ipc::make_channel());
    for_process.peers[name] = std::move(ends.first);
    played_.emplace_back(&for_process, name, std::move(ends.second));
  }

  ipc::Server& server_for(const std::string& played) {
    const std::span<const ipc::Rule> rules = played == "warden"    ? std::span<const ipc::Rule>(kWardenRules)
                                             : played == "updater" ? std::span<const ipc::Rule>(kUpdaterRules)
                                                                   : std::span<const ipc::Rule>(kNoRules);
    auto& server = servers_.emplace_back(std::make_unique<ipc::Server>(*loop_, rules));
    if (played == "warden") answer_as_warden(*server);
    if (played == "updater") {
      server->on<contract::ReadUpdate>(
          [](const std::string&, contract::ReadUpdate&) -> Result<contract::UpdateReport> { return contract::UpdateReport{}; });
      server->on<contract::CheckForUpdate>(
          [](const std::string&, contract::CheckForUpdate&) -> Result<ipc::Done> { return ipc::Done{}; });
    }
    return *server;
  }

  void answer_as_warden(ipc::Server& server) {
    server.on<contract::Ready>([this](const std::string& peer, contract::Ready& ready) -> Status {
      ready_[peer] = ready.walls;
      return kOk;
    });
    server.on<contract::ListProcesses>([this](const std::string&, contract::ListProcesses&) -> Result<contract::ProcessList> {
      contract::ProcessList list;
      for (const auto& [name, walls] : ready_) list.processes.push_back({name, 1, 0, 0, walls});
      return list;
    });
    server.on<contract::Restart>([this](const std::string&, contract::Restart&) -> Result<ipc::Done> {
      ++restarts_asked_;
      return ipc::Done{};
    });
  }

  void spawn(const std::string& name, Handed& handed) {
    std::vector<std::string> words{std::string(CARDEA_BIN_DIR) + "/" + name, "--device", folder_.string()};
    for (const auto& [peer, fd] : handed.peers) words.insert(words.end(), {"--peer", peer + "=" + std::to_string(fd.get())});
    if (::geteuid() == 0) words.insert(words.end(), {"--uid", std::to_string(board::uid_of(name, kUidBase))});
    if (handed.listener.valid())
      words.insert(words.end(), {"--listen", "Intf-LocalHttps=" + std::to_string(handed.listener.get())});
    const pid_t child = ::fork();
    if (child == 0) {
      const rlimit lockable{256U << 20, 256U << 20};  // as warden does, for vault
      if (::geteuid() == 0) ::setrlimit(RLIMIT_MEMLOCK, &lockable);
      if (!log_.empty()) ::dup2(::open(log_.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), STDERR_FILENO);
      rlimit dumps{};
      ::getrlimit(RLIMIT_CORE, &dumps);
      dumps.rlim_cur = dumps.rlim_max;  // as a machine that collects dumps: the process itself must say no
      ::setrlimit(RLIMIT_CORE, &dumps);
      for (const auto& [peer, fd] : handed.peers) ::fcntl(fd.get(), F_SETFD, 0);
      if (handed.listener.valid()) ::fcntl(handed.listener.get(), F_SETFD, 0);
      std::vector<char*> argv;
      for (std::string& word : words) argv.push_back(word.data());
      argv.push_back(nullptr);
      ::execv(argv[0], argv.data());
      ::_exit(127);
    }
    pids_[name] = child;
    for (auto& [owner, played, fd] : played_) {
      if (owner == &handed) kept_.push_back(server_for(played).adopt(std::move(fd), name));
    }
    std::erase_if(played_, [&](const auto& one) { return std::get<0>(one) == &handed; });
    handed.peers.clear();
    handed.listener.reset();
  }

  SystemClock clock_;
  std::unique_ptr<EventLoop> loop_;
  std::string log_;
  std::filesystem::path folder_;
  std::uint16_t port_ = 0;
  std::map<std::string, pid_t> pids_;
  std::map<std::string, std::vector<contract::WallReport>> ready_;
  std::vector<std::tuple<Handed*, std::string, UniqueFd>> played_;
  std::vector<std::unique_ptr<ipc::Server>> servers_;
  std::vector<std::shared_ptr<ipc::Channel>> kept_;
  int restarts_asked_ = 0;
};

}  // namespace cardea::gate::test
