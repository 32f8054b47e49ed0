// SPDX-License-Identifier: Apache-2.0
// A device around an Updater, in one process: a repository with real signatures and real images, and peers that behave.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <filesystem>
#include <fstream>

#include "device/updater/release_fixture.hpp"
#include "device/updater/updater.hpp"
#include "lib/image/image.hpp"
#include "lib/tuf/test_repository.hpp"

namespace cardea::updater {

// The loop of the process that runs now: a restart puts a new one in its place, and what was under way is gone.
using Loop = std::unique_ptr<EventLoop>;

class FakeCourier final : public Courier {
 public:
  FakeCourier(Loop& loop, tuf::TestRepository& repository) : loop_(loop), repository_(repository) {}

  void read_repository(contract::ReadRepository ask, Answer<contract::Piece> answer) override {
    asked.push_back(ask.path);
    bytes_asked[ask.path] += ask.length;
    if (silent > 0) {
      --silent;
      return later([answer] { answer(Error{Err::unavailable, "no network"}); });
    }
    if (turn_in_s != 0 && ask.path.starts_with("targets/")) {
      return later([this, answer] { answer(contract::Piece{true, 0, {}, turn_in_s}); });
    }
    later([this, ask, answer] { answer(piece(ask)); });
  }

  std::deque<std::string> asked;
  std::map<std::string, std::uint64_t> bytes_asked;
  int silent = 0;                            // so many reads find no service
  std::uint32_t crumb = UINT32_MAX;          // a piece is never longer
  std::uint32_t turn_in_s = 0;               // not 0: it is not this device's turn for a release
  std::uint64_t endless_after = UINT64_MAX;  // from this offset on, bytes without end

 private:
  void later(std::function<void()> what) { loop_->after_ms(0, std::move(what)); }

  contract::Piece piece(const contract::ReadRepository& ask) const {
    const auto file = repository_.files.find(ask.path);
    if (file == repository_.files.end()) return {};
    contract::Piece piece{.found = true, .total = file->second.size(), .bytes = {}};
    if (ask.offset + ask.length > endless_after) {
      piece.total = UINT64_MAX;
      piece.bytes = Buffer(ask.length);
    } else if (ask.offset < file->second.size()) {
      const Bytes rest = Bytes(file->second).subspan(ask.offset);
      piece.bytes = to_buffer(rest.first(std::min<std::size_t>({rest.size(), ask.length, crumb})));
    }
    return piece;
  }

  Loop& loop_;
  tuf::TestRepository& repository_;
};

class FakeSteward final : public Steward {
 public:
  explicit FakeSteward(Loop& loop) : loop_(loop) {}
  void read_settings(Answer<contract::UpdateSettings> answer) override {
    loop_->after_ms(0, [this, answer] { away ? answer(Error{Err::unavailable, "steward is away"}) : answer(settings); });
  }
  void record_event(std::string kind, std::string text) override { events.emplace_back(std::move(kind), std::move(text)); }
  void count_failed_update() override { ++failures; }

  bool has_event(const std::string& kind) const {
    return std::any_of(events.begin(), events.end(), [&](const auto& event) { return event.first == kind; });
  }

  contract::UpdateSettings settings{.automatic = true, .postponed_until_s = 0, .initialized = true, .quiet = {}};
  bool away = false;
  std::vector<std::pair<std::string, std::string>> events;
  int failures = 0;

 private:
  Loop& loop_;
};

class FakeVault final : public Vault {
 public:
  explicit FakeVault(Loop& loop) : loop_(loop) {}
  void read_epoch(Answer<std::uint64_t> answer) override {
    loop_->after_ms(0, [this, answer] { answer(epoch); });
  }
  std::uint64_t epoch = 1;

 private:
  Loop& loop_;
};

class FakeWarden final : public Warden {
 public:
  explicit FakeWarden(Loop& loop) : loop_(loop) {}
  void try_image(const VerifiedUpdate& update, Answer<ipc::Done> answer) override {
    tried.push_back(update.image());
    loop_->after_ms(0,
                    [this, answer] { refuses ? answer(Error{Err::refused, "another trial is running"}) : answer(ipc::Done{}); });
  }
  std::vector<contract::TryImage> tried;
  bool refuses = false;

 private:
  Loop& loop_;
};

// A worker that is slow: it runs a job when somebody waits for it.
class SlowWorker final : public Worker {
 public:
  Ticket add(Job job) override { return jobs_.push_back(std::move(job)), jobs_.size(); }
  void wait(Ticket ticket) override {
    while (done_ < ticket) std::exchange(jobs_[done_++], nullptr)();
  }
  bool ran(Ticket ticket) override { return done_ >= ticket; }
  std::size_t waiting() const { return jobs_.size() - done_; }

 private:
  std::vector<Job> jobs_;
  std::size_t done_ = 0;
};

class Device : public ::testing::Test {
 protected:
  Device()
      : loop(std::move(*EventLoop::create(clock))),
        repository(clock),
        courier(loop, repository),
        steward(loop),
        vault(loop),
        warden(loop) {
    std::string pattern = (std::filesystem::temp_directory_path() / "cardea-updater-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
    std::filesystem::create_directories(folder / "state");
    std::filesystem::create_directories(folder / "slot");
    put(folder / "running", make_image("1.0.0"));
    std::filesystem::create_directories(folder / "components");
    factory_root = repository.file("metadata/1.root.json");
  }
  ~Device() override {
    updater.reset();
    std::filesystem::remove_all(folder);
  }

  // An image with a program of `size` bytes.
  Buffer make_image(const std::string& version, std::uint64_t epoch = 1, const std::string& model = "speaker-1",
                    std::size_t size = 300'000) {
    const std::string program = (folder / "program").string();
    std::ofstream(program, std::ios::binary) << program_text(version, size, 90'000, bits_per_byte);
    const std::string path = (folder / "built").string();
    const auto built = image::build(path, {.model = model, .version = version, .epoch = epoch, .files = {}},
                                    {{"bin/program", program, true}}, {});
    root_of_last = built->root;
    return read(path);
  }

  static void put(const std::filesystem::path& path, const Buffer& content) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
  }

  static Buffer read(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

  tuf::ReleaseInfo info(const std::string& version, std::uint64_t epoch = 1) const {
    return {.model = "speaker-1",
            .version = version,
            .epoch = epoch,
            .security = true,
            .risk_en = "A risk.",
            .risk_zh = "风险。",
            .notes_en = "",
            .notes_zh = "",
            .interruption_s = 5,
            .root = root_of_last};
  }

  // Publishes a release as an honest maker does.
  void release(const std::string& version, std::uint64_t epoch = 1) {
    const Buffer image = make_image(version, epoch);
    repository.add_target("speaker-1-" + version + ".img", image, tuf::encode_release_info(info(version, epoch)));
    repository.publish();
  }

  // Publishes a release and the difference to it from what runs. Returns the path of the delta.
  std::string release_with_delta(const std::string& version, std::size_t size) {
    put(folder / "running", make_image("1.0.0", 1, "speaker-1", size));
    const crypto::Digest256 from = root_of_last;
    const Buffer image = make_image(version, 1, "speaker-1", size);
    repository.add_target("speaker-1-" + version + ".img", image, tuf::encode_release_info(info(version)));
    const std::string path = add_delta(repository, {read(folder / "running"), from}, image, "speaker-1", version);
    repository.publish();
    return path;
  }

  // Publishes a release and the same compressed. Returns the path of the latter.
  std::string release_packed(const std::string& version, std::size_t size) {
    put(folder / "running", make_image("1.0.0", 1, "speaker-1", size));
    const Buffer image = make_image(version, 1, "speaker-1", size);
    repository.add_target("speaker-1-" + version + ".img", image, tuf::encode_release_info(info(version)));
    const std::string path = add_packed(repository, image, "speaker-1", version);
    repository.publish();
    return path;
  }

  // Publishes a release of a component as an honest maker does.
  void release_component(const std::string& component, const std::string& version, std::uint64_t epoch = 1,
                         std::size_t size = 300'000) {
    const Buffer image = make_image(version, epoch, component, size);
    tuf::ReleaseInfo of_it = info(version, epoch);
    of_it.component = component;
    repository.add_target("speaker-1-" + component + "-" + version + ".img", image, tuf::encode_release_info(of_it));
    repository.publish();
  }

  void release_critical(const std::string& version, std::int64_t deadline_s) {
    const Buffer image = make_image(version);
    tuf::ReleaseInfo critical = info(version);
    critical.deadline_s = deadline_s;
    repository.add_target("speaker-1-" + version + ".img", image, tuf::encode_release_info(critical));
    repository.publish();
  }

  // Quiet hours that began in this minute, in a household somewhere.
  void be_quiet_for_h(std::uint32_t hours) {
    const std::int64_t offset_min = -5 * 60;
    const auto minute = static_cast<std::uint32_t>((clock.wall_s() / 60 + offset_min) % contract::kDayMinutes);
    steward.settings.quiet = {true, minute, (minute + hours * 60) % contract::kDayMinutes, offset_min};
  }

  std::string image_path(const std::string& version) const {
    const std::string name = "speaker-1-" + version + ".img";
    return "targets/" + to_hex(*repository.targets.at(name).hashes.sha256) + "." + name;
  }

  Settings settings() const {
    return {"speaker-1", (folder / "state").string(), (folder / "slot/image").string(), (folder / "running").string(),
            factory_root, (folder / "components").string(), {"window-1", "chimes"}};
  }

  // A start of the process: what is not on the disk is forgotten.
  void start(contract::BootNews news = {contract::BootOutcome::normal, "1.0.0", "", ""}) {
    updater.reset();
    loop = std::move(*EventLoop::create(clock));
    store = std::make_unique<tuf::DirectoryStore>((folder / "state").string());
    updater = std::make_unique<Updater>(*loop, Peers{courier, steward, vault, warden}, *store, settings(),
                                        [this](std::uint64_t below) { return below * luck_percent / 100; }, *worker);
    updater->boot_news(news);
    run();
  }

  // Everything that is due now, and its consequences.
  void run() {
    for (int quiet = 0; quiet < 3;) quiet = loop->turn(0) == 0 ? quiet + 1 : 0;
  }
  void pass_ms(std::uint64_t ms) {
    clock.advance_ms(ms);
    run();
  }
  void pass_minutes(int minutes) {
    for (int i = 0; i < minutes; ++i) pass_ms(kMinuteMs);
  }
  void check() {
    ASSERT_TRUE(updater->check().ok());
    run();
  }
  // A check that ends in a refusal which says `words`, and changes nothing.
  void expect_refusal(const std::string& words) {
    check();
    const auto report = updater->report();
    EXPECT_EQ(report.phase, Phase::idle);
    EXPECT_EQ(report.last_result, contract::UpdateResult::refused);
    EXPECT_NE(report.last_reason.find(words), std::string::npos) << report.last_reason;
    EXPECT_TRUE(report.last_reason.ends_with(".")) << report.last_reason;
    EXPECT_TRUE(steward.has_event("update-refused"));
    EXPECT_GT(steward.failures, 0);
    EXPECT_TRUE(warden.tried.empty());
  }

  FakeClock clock;
  Loop loop;
  tuf::TestRepository repository;
  FakeCourier courier;
  FakeSteward steward;
  FakeVault vault;
  FakeWarden warden;
  std::filesystem::path folder;
  Buffer factory_root;
  crypto::Digest256 root_of_last{};
  std::uint64_t luck_percent = 50;
  unsigned bits_per_byte = 8;  // of chance in an image: fewer, and it can be compressed
  std::unique_ptr<tuf::DirectoryStore> store;
  std::unique_ptr<Worker> worker = std::make_unique<WorkerInPlace>();
  std::unique_ptr<Updater> updater;
};

}  // namespace cardea::updater
