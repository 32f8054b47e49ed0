// SPDX-License-Identifier: Apache-2.0
// For native_test.cpp: the real updater, confined, in a device's folder. The test plays its five peers.
#pragma once

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <map>

#include "contracts/ipc/control.hpp"
#include "contracts/ipc/peers.hpp"
#include "contracts/ipc/steward.hpp"
#include "contracts/ipc/updater.hpp"
#include "contracts/ipc/vault.hpp"
#include "device/boards/ownership.hpp"
#include "device/updater/release_fixture.hpp"
#include "lib/codec/cbor.hpp"
#include "lib/ipc/server.hpp"
#include "lib/store/file.hpp"
#include "lib/store/scratch.hpp"

namespace cardea::updater {

class NativeUpdater {
 public:
  static constexpr std::uint32_t kUidBase = 64'000;
  static constexpr std::uint64_t kNoCut = UINT64_MAX;

  NativeUpdater() : loop_(std::move(*EventLoop::create(clock_))), repository(clock_) {
    ::chmod(folder.path().c_str(), 0755);
    for (const char* place : {"identity", "boot", "state/updater", "slots/a", "slots/b", "components", "run"})
      std::filesystem::create_directories(folder / place);
    write("run/product.cbor", *store::read_file(CARDEA_SOURCE_DIR "/product/corpus/policy/hub.cbor"));
    Value identity;
    identity.set("model", "speaker-1").set("serial", "SPK-0001");
    write("identity/device.cbor", encode_cbor(identity));
    write("identity/tuf-root.json", repository.file("metadata/1.root.json"));
    running_root_ = build_image("1.0.0");
    std::filesystem::copy_file(folder / "built", folder / "slots/a/image");
    if (::geteuid() != 0) return;
    for (const char* own : {"state/updater", "slots/b", "components"}) {
      EXPECT_EQ(::chown((folder / own).c_str(), uid(), uid()), 0);
    }
  }
  ~NativeUpdater() { kill(); }
  NativeUpdater(const NativeUpdater&) = delete;
  NativeUpdater& operator=(const NativeUpdater&) = delete;

  void release(const std::string& version) {
    add_release(version);
    repository.publish();
  }

  // A release and the difference to it from what runs.
  void release_with_delta(const std::string& version) {
    add_delta(repository, {*store::read_file(folder / "slots/a/image", image::kMaxImage), running_root_}, add_release(version),
              "speaker-1", version);
    repository.publish();
  }

  // Starts the process; as root with a user of its own, as on a device. Returns when it is confined and serving.
  void start() {
    std::map<std::string, UniqueFd> handed;
    for (const std::string_view peer : {peer::warden, peer::vault, peer::steward, peer::courier, peer::gate}) {
      auto ends = ipc::make_channel();
      handed[std::string(peer)] = std::move(ends->first);
      auto& server = servers_.emplace_back(std::make_unique<ipc::Server>(*loop_, kRules));
      answer_as_peers(*server);
      channels[std::string(peer)] = server->adopt(std::move(ends->second), std::string(peer));
    }
    spawn(handed);
    turn_until([this] { return !walls.empty(); });
    channels["warden"]->tell(contract::BootNews{contract::BootOutcome::normal, "1.0.0", "", ""});
  }

  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(std::exchange(pid_, -1), nullptr, 0);
    channels.clear();
    servers_.clear();
    walls.clear();
  }

  void check() {
    channels["gate"]->ask(contract::CheckForUpdate{}, [](const Result<ipc::Done>& taken) { EXPECT_TRUE(taken.ok()); });
  }

  contract::UpdateReport report() {
    std::optional<contract::UpdateReport> got;
    channels["gate"]->ask(contract::ReadUpdate{}, [&](Result<contract::UpdateReport> answer) {
      if (answer) got = std::move(*answer);
    });
    turn_until([&] { return got.has_value(); });
    return got.value_or(contract::UpdateReport{});
  }

  template <class Done>
  void turn_until(Done done) {
    for (int i = 0; i < 3000 && !done(); ++i) loop_->turn(/*max_wait_ms=*/10);
    EXPECT_TRUE(done());
  }

  int pid() const { return pid_; }
  std::string proc(const std::string& below) const { return "/proc/" + std::to_string(pid_) + "/" + below; }
  static std::uint32_t uid() { return board::uid_of(peer::updater, kUidBase); }

  void write(const std::string& name, Bytes content) { EXPECT_TRUE(store::write_file(folder / name, content, 0644).ok()); }

  store::ScratchDirectory folder;

 private:
  SystemClock clock_;
  std::unique_ptr<EventLoop> loop_;

 public:
  tuf::TestRepository repository;
  std::map<std::string, std::shared_ptr<ipc::Channel>> channels;
  std::vector<contract::WallReport> walls;
  std::vector<contract::TryImage> tried;
  std::vector<std::string> events;
  std::map<std::string, std::uint64_t> bytes_asked;
  std::uint64_t silent_after = kNoCut;  // so many bytes of a target come, and then no answer

 private:
  // What the real peers let updater ask; each channel below bears the peer's own name for it.
  static constexpr std::array kRules{
      ipc::Rule{contract::Ready::kOp, peer::warden},          ipc::Rule{contract::TryImage::kOp, peer::warden},
      ipc::Rule{contract::ReadEpoch::kOp, peer::vault},       ipc::Rule{contract::ReadUpdateSettings::kOp, peer::steward},
      ipc::Rule{contract::RecordEvent::kOp, peer::steward},   ipc::Rule{contract::RecordTelemetry::kOp, peer::steward},
      ipc::Rule{contract::ReadRepository::kOp, peer::courier}};

  void answer_as_peers(ipc::Server& server) {
    server.on<contract::Ready>([this](const std::string&, contract::Ready& ready) -> Status {
      walls = ready.walls;
      return kOk;
    });
    server.on<contract::TryImage>([this](const std::string&, contract::TryImage& ask) -> Result<ipc::Done> {
      tried.push_back(ask);
      return ipc::Done{};
    });
    server.on<contract::ReadEpoch>(
        [](const std::string&, contract::ReadEpoch&) -> Result<contract::Epoch> { return contract::Epoch{1}; });
    server.on<contract::ReadUpdateSettings>(
        [](const std::string&, contract::ReadUpdateSettings&) -> Result<contract::UpdateSettings> {
          return contract::UpdateSettings{true, 0, true, {}};
        });
    server.on<contract::RecordEvent>([this](const std::string&, contract::RecordEvent& event) -> Status {
      events.push_back(event.kind);
      return kOk;
    });
    server.on<contract::RecordTelemetry>(
        [](const std::string&, contract::RecordTelemetry&) -> Result<ipc::Done> { return ipc::Done{}; });
    server.on_later<contract::ReadRepository>(
        [this](const std::string&, contract::ReadRepository ask, ipc::Later<contract::Piece> later) {
          const bool of_target = ask.path.starts_with("targets/");
          if (of_target && answered_ >= silent_after) return waiting_.push_back(std::move(later));
          if (of_target) answered_ += ask.length;
          bytes_asked[ask.path] += ask.length;
          later.finish(piece(ask));
        });
  }

  crypto::Digest256 build_image(const std::string& version) {
    write("program", as_bytes(program_text(version, 2'000'000)));
    const auto built = image::build(folder / "built", {.model = "speaker-1", .version = version, .epoch = 1, .files = {}},
                                    {{"bin/program", folder / "program", true}}, {});
    EXPECT_TRUE(built.ok());
    return built->root;
  }

  Buffer add_release(const std::string& version) {
    const tuf::ReleaseInfo info{.model = "speaker-1",
                                .version = version,
                                .epoch = 1,
                                .security = false,
                                .risk_en = "",
                                .risk_zh = "",
                                .notes_en = "",
                                .notes_zh = "",
                                .interruption_s = 0,
                                .root = build_image(version)};
    Buffer image = *store::read_file(folder / "built", image::kMaxImage);
    repository.add_target("speaker-1-" + version + ".img", image, tuf::encode_release_info(info));
    return image;
  }

  contract::Piece piece(const contract::ReadRepository& ask) const {
    const auto file = repository.files.find(ask.path);
    if (file == repository.files.end()) return {};
    const Bytes rest = Bytes(file->second).subspan(std::min<std::size_t>(ask.offset, file->second.size()));
    return {true, file->second.size(), to_buffer(rest.first(std::min<std::size_t>(rest.size(), ask.length)))};
  }

  void spawn(std::map<std::string, UniqueFd>& handed) {
    std::vector<std::string> words{std::string(CARDEA_BIN_DIR) + "/updater", "--device", folder.path(), "--slot", "a"};
    for (const auto& [peer, fd] : handed) words.insert(words.end(), {"--peer", peer + "=" + std::to_string(fd.get())});
    if (::geteuid() == 0) words.insert(words.end(), {"--uid", std::to_string(uid())});
    pid_ = ::fork();
    if (pid_ != 0) return;
    for (const auto& [peer, fd] : handed) ::fcntl(fd.get(), F_SETFD, 0);
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    ::execv(argv[0], argv.data());
    ::_exit(127);
  }

  std::vector<std::unique_ptr<ipc::Server>> servers_;
  std::vector<ipc::Later<contract::Piece>> waiting_;
  std::uint64_t answered_ = 0;  // bytes of targets
  crypto::Digest256 running_root_{};
  pid_t pid_ = -1;
};

}  // namespace cardea::updater
