// SPDX-License-Identifier: Apache-2.0
// Updates through the real updater, one release after another into one slot and the other: as the whole image into an empty slot
// and over an older one, as the difference to what runs, and as the whole image after a difference that is no good. Whatever a
// cut leaves, an intention on the disk means a whole image in the slot, and the next start brings the update to its end. A component
// is held whole, the old one or the new one.
#include "device/updater/history.hpp"
#include "device/updater/updater_fixture.hpp"
#include "lib/base/temporary_folder.hpp"
#include "lib/store/file.hpp"
#include "tests/crash/proof.hpp"

namespace cardea::sim {
namespace {

using updater::Loop;

struct Story {
  std::size_t releases;
  std::size_t program;      // bytes
  bool differences = true;  // every third release comes whole, the others with a difference too; each second of those is bad
  const char* component = "";  // empty: releases of the system
  const char* whom() const { return *component == '\0' ? "speaker-1" : component; }
};
constexpr Story kWhole{16, 280'000, false}, kMixed{18, 280'000}, kFewSmall{5, 20'000}, kTwoSegments{5, 560'000};
constexpr Story kComponents{9, 280'000, true, "window-1"}, kFewComponents{5, 20'000, true, "window-1"};

std::string version_of(std::size_t release) {
  return "1." + std::to_string(release) + ".0";
}

// The device leaves the factory with release 0; `repository` is of the age at which release `age` is the newest.
class Maker {
 public:
  explicit Maker(const Story& told) : story(told), repository(clock), factory_root(repository.file("metadata/1.root.json")) {
    images_.push_back(make_image(0));
    ages_.emplace_back();
    for (std::size_t i = 1; i <= story.releases; ++i) release(i);
  }
  void be_at(std::size_t age) { repository.files = ages_[age]; }
  const Buffer& image(std::size_t release) const { return images_[release].bytes; }

  const Story story;
  FakeClock clock;
  tuf::TestRepository repository;
  Buffer factory_root;

 private:
  updater::RunningImage make_image(std::size_t release) {
    const std::string program = folder_.path() + "/program", built = folder_.path() + "/built";
    const std::string text = updater::program_text(version_of(release), story.program, /*apart=*/3000);
    EXPECT_TRUE(store::write_file(program, as_bytes(text), 0644).ok());
    const auto made = image::build(built, {.model = story.whom(), .version = version_of(release), .epoch = 1, .files = {}},
                                   {{"bin/program", program, true}}, {});
    return {*store::read_file(built, image::kMaxImage), made->root};
  }

  void release(std::size_t i) {
    images_.push_back(make_image(i));
    const tuf::ReleaseInfo info{.model = "speaker-1",
                                .version = version_of(i),
                                .epoch = 1,
                                .security = true,
                                .risk_en = "A risk.",
                                .risk_zh = "风险。",
                                .notes_en = "",
                                .notes_zh = "",
                                .interruption_s = 5,
                                .root = images_[i].root,
                                .component = story.component};
    repository.add_target("speaker-1-" + info.version + ".img", images_[i].bytes, tuf::encode_release_info(info));
    if (story.differences && i % 3 != 1) {
      const std::string delta = updater::add_delta(repository, images_[i - 1], images_[i].bytes, story.whom(), info.version);
      if (i % 3 == 0) repository.file(delta).back() ^= 1;
    }
    repository.publish();
    ages_.push_back(repository.files);
  }

  TemporaryFolder folder_;
  std::vector<updater::RunningImage> images_;
  std::vector<std::map<std::string, Buffer>> ages_;
};

// A device with the real updater in it; who is there beside it is played.
class DeviceLife : public Life {
 protected:
  DeviceLife(std::string folder, Maker& maker)
      : folder_(std::move(folder)),
        maker_(maker),
        loop_(std::move(*EventLoop::create(maker_.clock))),
        courier_(loop_, maker_.repository),
        steward_(loop_),
        vault_(loop_),
        warden_(loop_),
        metadata_(folder_ + "/state") {}

  // Looks once for what is newer, and installs it. The process starts and ends with it.
  Status update(const updater::Settings& settings, const contract::BootNews& news) {
    updater::Updater updater(*loop_, updater::Peers{courier_, steward_, vault_, warden_}, metadata_, settings,
                             [](std::uint64_t) { return 0; }, worker_);
    updater.boot_news(news);
    run();
    TRY_(updater.check());
    run();
    return kOk;
  }

  std::string folder_;
  Maker& maker_;
  Loop loop_;
  updater::FakeCourier courier_;
  updater::FakeSteward steward_;
  updater::FakeVault vault_;
  updater::FakeWarden warden_;
  tuf::DirectoryStore metadata_;
  WorkerInPlace worker_;

 private:
  void run() {
    for (int quiet = 0; quiet < 3;) quiet = loop_->turn(0) == 0 ? quiet + 1 : 0;
  }
};

class UpdateLife final : public DeviceLife {
 public:
  UpdateLife(std::string folder, Maker& maker) : DeviceLife(std::move(folder), maker) {}
  // The device starts with release `index` and is updated to the next.
  Status step(std::size_t index) override {
    maker_.be_at(index + 1);
    warden_.tried.clear();
    const updater::Settings settings{"speaker-1", folder_ + "/state", slot_of(index + 1), slot_of(index), maker_.factory_root};
    const bool first = index == 0;
    TRY_(update(settings, {first ? contract::BootOutcome::normal : contract::BootOutcome::confirmed, version_of(index), "", ""}));
    if (warden_.tried.empty()) return Error{Err::io, "warden was handed nothing"};
    TRY(const History history, read_history());
    if (history.trying_version != version_of(index + 1)) return Error{Err::io, "what warden tries is not remembered"};
    return kOk;
  }

  // The release that is there to be tried, or that runs, as the history has it.
  Result<std::string> look() override {
    const auto history = read_history();
    if (!history && history.error().code == Err::not_found) return std::string("1.0.0");
    TRY_(history);
    if (history->trying_version.empty()) return history->past.empty() ? std::string("1.0.0") : last_success(*history);
    TRY_(check_slot(history->trying_version));
    return history->trying_version;
  }

 private:
  using History = updater::History;

  std::string slot_of(std::size_t release) const { return folder_ + (release % 2 == 0 ? "/a/image" : "/b/image"); }

  Result<History> read_history() const {
    TRY(const Buffer stored, store::read_file(folder_ + "/state/history", updater::kHistoryMax));
    return updater::parse_history(stored);
  }

  static std::string last_success(const History& history) {
    const auto found = std::find_if(history.past.begin(), history.past.end(),
                                    [](const auto& past) { return past.result == contract::UpdateResult::succeeded; });
    return found == history.past.end() ? "1.0.0" : found->version;
  }

  Status check_slot(const std::string& version) const {
    for (std::size_t i = 1; i <= maker_.story.releases; ++i) {
      if (version_of(i) != version) continue;
      TRY(const Buffer image, store::read_file(slot_of(i), image::kMaxImage));
      if (image == maker_.image(i)) return kOk;
    }
    return Error{Err::broken, "an image is to be tried that is not whole"};
  }
};

// The system stays as it is, and carries a component along.
class ComponentLife final : public DeviceLife {
 public:
  ComponentLife(std::string folder, Maker& maker) : DeviceLife(std::move(folder), maker) {}

  Status step(std::size_t index) override {
    maker_.be_at(index + 1);
    const updater::Settings settings{"speaker-1",          folder_ + "/state",       folder_ + "/b/image", folder_ + "/a/image",
                                     maker_.factory_root, folder_ + "/components", {"window-1"}};
    TRY_(update(settings, {contract::BootOutcome::normal, "1.0.0", "", ""}));
    const bool there = version_held() == version_of(index + 1);
    return there ? kOk : Status(Error{Err::io, "the component is not the newest"});
  }

  Result<std::string> look() override {
    const std::string version = version_held();
    for (std::size_t i = 0; i <= maker_.story.releases; ++i) {
      if (version_of(i) != version) continue;
      TRY(const Buffer image, store::read_file(folder_ + "/components/window-1.img", image::kMaxImage));
      return image == maker_.image(i) ? Result<std::string>(version) : Error{Err::broken, "another image is held"};
    }
    return Error{Err::broken, "no whole component is held"};
  }

 private:
  std::string version_held() const {
    return updater::ComponentStore(folder_ + "/components", "speaker-1", {"window-1"}).list().at(0).version;
  }
};

Subject subject_of_components(Maker& maker) {
  return {"components", maker.story.releases,
          [&maker](const std::string& folder) {
            for (const char* place : {"/state", "/components"}) std::filesystem::create_directory(folder + place);
            if (!store::write_file(folder + "/components/window-1.img", maker.image(0), 0644)) std::abort();
          },
          [&maker](const std::string& folder) -> Result<std::unique_ptr<Life>> {
            return std::unique_ptr<Life>(new ComponentLife(folder, maker));
          }};
}

Subject subject_of(Maker& maker) {
  return {"updates", maker.story.releases,
          [&maker](const std::string& folder) {
            for (const char* place : {"/state", "/a", "/b"}) std::filesystem::create_directory(folder + place);
            if (!store::write_file(folder + "/a/image", maker.image(0), 0644)) std::abort();
          },
          [&maker](const std::string& folder) -> Result<std::unique_ptr<Life>> {
            return std::unique_ptr<Life>(new UpdateLife(folder, maker));
          }};
}

constexpr Budget kManyOutcomes{.outcomes_per_cut = 250, .recoveries_cut = 0, .outcomes_per_recovery_cut = 0};

//= EN303645 5.3-2   type=test
TEST(CrashUpdate, as_a_whole_comes_to_its_end_from_every_cut) {
  Maker maker(kWhole);
  expect_survives_power_cuts(subject_of(maker), 11'000, kManyOutcomes);
}

TEST(CrashUpdate, as_a_difference_or_after_a_bad_one_comes_to_its_end_from_every_cut) {
  Maker maker(kMixed);
  expect_survives_power_cuts(subject_of(maker), 9'000, kManyOutcomes);
}

TEST(CrashUpdate, of_more_than_one_segment_goes_on_from_every_cut) {
  Maker maker(kTwoSegments);
  expect_survives_power_cuts(subject_of(maker), 500,
                             {.outcomes_per_cut = 40, .recoveries_cut = 0, .outcomes_per_recovery_cut = 0});
}

TEST(CrashUpdate, of_a_component_leaves_the_old_one_or_the_new_one_after_every_cut) {
  Maker maker(kComponents);
  expect_survives_power_cuts(subject_of_components(maker), 1'400,
                             {.outcomes_per_cut = 100, .recoveries_cut = 0, .outcomes_per_recovery_cut = 0});
}

TEST(CrashUpdate, of_a_component_survives_the_failure_of_each_call) {
  Maker maker(kFewComponents);
  expect_survives_failed_calls(subject_of_components(maker), 200);
}

TEST(CrashUpdate, survives_the_failure_of_each_call) {
  Maker maker(kFewSmall);
  expect_survives_failed_calls(subject_of(maker), 500);
}

}  // namespace
}  // namespace cardea::sim
