// SPDX-License-Identifier: Apache-2.0
// Updates that a person brings in one file: on a stick, and through the browser.
#include "device/updater/update_file.hpp"

#include "device/updater/media.hpp"
#include "device/updater/page_file.hpp"
#include "device/updater/rules.hpp"
#include "device/updater/updater_fixture.hpp"

namespace cardea::updater {
namespace {

using contract::UpdateResult;
using contract::UpdateWhy;

void add_member(Buffer& archive, const std::string& name, const Buffer& content) {
  const auto header = *archive::encode_ustar_header({name, content.size()});
  archive.insert(archive.end(), header.begin(), header.end());
  archive.insert(archive.end(), content.begin(), content.end());
  archive.resize((archive.size() + archive::kUstarBlock - 1) / archive::kUstarBlock * archive::kUstarBlock);
}

void end_archive(Buffer& archive) {
  archive.resize(archive.size() + 2 * archive::kUstarBlock);
}

class BroughtFile : public Device {
 protected:
  BroughtFile() {
    courier.silent = 1'000'000;  // no network reaches this device
    std::filesystem::create_directories(folder / "media/stick");
  }

  // What cardea release file makes of the repository as it is now, without what `left_out` begins with.
  Buffer archive_of(const std::string& left_out = "nothing") const {
    Buffer archive;
    for (const auto& [path, content] : repository.files) {
      if (!path.starts_with(left_out)) add_member(archive, path, content);
    }
    end_archive(archive);
    return archive;
  }

  void bring(const Buffer& file) {
    put(folder / "media/stick/u.update", file);
    const auto opened = MediaFolder(*loop, (folder / "media").string()).open("stick/u.update");
    ASSERT_TRUE(opened.ok());
    const auto taken = updater->install_file(*opened);
    ASSERT_TRUE(taken.ok()) << taken.error().what;
    run();
  }

  void expect_installed(const std::string& version) {
    ASSERT_EQ(warden.tried.size(), 1U) << updater->report().last_reason;
    EXPECT_EQ(warden.tried[0].version, version);
    EXPECT_EQ(crypto::sha256(read(folder / "slot/image")), warden.tried[0].image_sha256);
  }

  void expect_nothing(UpdateResult result, UpdateWhy why) {
    EXPECT_TRUE(warden.tried.empty());
    const auto report = updater->report();
    EXPECT_EQ(report.phase, Phase::idle);
    EXPECT_EQ(report.last_result, result) << report.last_reason;
    EXPECT_EQ(report.last_why, why) << report.last_reason;
    EXPECT_TRUE(report.last_reason.ends_with(".")) << report.last_reason;
  }
};

TEST_F(BroughtFile, is_installed_without_network_and_whatever_was_chosen_for_those_of_the_service) {
  steward.settings.automatic = false;
  release("1.1.0");
  start();
  bring(archive_of());
  expect_installed("1.1.0");
  EXPECT_TRUE(courier.asked.empty());
}

//= EN303645 5.3-9   type=test
TEST_F(BroughtFile, may_be_months_old_as_long_as_the_maker_stands_by_it) {
  release("1.1.0");
  const Buffer file = archive_of();
  clock.advance_ms(300 * 86'400'000ULL);
  start();
  bring(file);
  expect_installed("1.1.0");
}

TEST_F(BroughtFile, is_refused_when_the_makers_own_word_has_expired) {
  release("1.1.0");
  const Buffer file = archive_of();
  clock.advance_ms(400 * 86'400'000ULL);
  start();
  bring(file);
  expect_nothing(UpdateResult::refused, UpdateWhy::metadata_expired);
}

TEST_F(BroughtFile, is_refused_when_this_device_has_seen_newer_from_the_service) {
  release("1.1.0");
  const Buffer file = archive_of();
  repository.targets.erase("speaker-1-1.1.0.img");  // the maker took it back
  repository.publish();
  courier.silent = 0;
  start();
  check();
  bring(file);
  expect_nothing(UpdateResult::refused, UpdateWhy::metadata_older);
}

TEST_F(BroughtFile, of_somebody_elses_signatures_is_refused) {
  tuf::TestRepository stranger(clock);
  stranger.targets = repository.targets;
  stranger.publish();
  repository.files = stranger.files;
  start();
  bring(archive_of());
  expect_nothing(UpdateResult::refused, UpdateWhy::metadata_unsigned);
}

TEST_F(BroughtFile, with_what_runs_already_changes_nothing) {
  release("1.0.0");
  start();
  bring(archive_of());
  expect_nothing(UpdateResult::none, UpdateWhy::newest_runs);
}

TEST_F(BroughtFile, with_a_changed_byte_in_the_image_is_refused) {
  release("1.1.0");
  repository.file(image_path("1.1.0"))[5'000] ^= 1;
  start();
  bring(archive_of());
  expect_nothing(UpdateResult::refused, UpdateWhy::not_as_signed);
}

TEST_F(BroughtFile, without_the_difference_that_the_metadata_names_is_installed_as_a_whole) {
  const std::string delta = release_with_delta("1.1.0", 1'500'000);
  start();
  bring(archive_of(delta));
  expect_installed("1.1.0");
  EXPECT_FALSE(steward.has_event("update-delta-unused")) << "that is as it should be";
}

TEST_F(BroughtFile, with_the_image_compressed_needs_nothing_else) {
  release_packed("1.1.0", 1'500'000);
  start();
  bring(archive_of(image_path("1.1.0")));
  expect_installed("1.1.0");
  EXPECT_FALSE(steward.has_event("update-delta-unused"));
}

TEST_F(BroughtFile, of_a_component_brings_it_although_the_system_is_behind_as_well) {
  release("1.1.0");
  release_component("window-1", "1.0.0");
  start();
  bring(archive_of(image_path("1.1.0")));
  const auto report = updater->report();
  EXPECT_EQ(report.components.at(0).version, "1.0.0") << report.last_reason;
  EXPECT_EQ(report.last_result, UpdateResult::succeeded);
  EXPECT_TRUE(warden.tried.empty());
}

TEST_F(BroughtFile, that_holds_no_image_at_all_says_that_there_is_none) {
  release("1.1.0");
  release_component("window-1", "1.0.0");
  start();
  bring(archive_of("targets/"));
  expect_nothing(UpdateResult::failed, UpdateWhy::missing);
  EXPECT_TRUE(updater->report().last_reason.starts_with("The file holds no image of version 1.1.0"));
}

TEST_F(BroughtFile, with_a_changed_byte_in_the_compressed_image_is_refused_as_the_whole) {
  const std::string packed = release_packed("1.1.0", 1'500'000);
  repository.file(packed)[repository.file(packed).size() / 2] ^= 1;
  start();
  bring(archive_of(image_path("1.1.0")));
  expect_nothing(UpdateResult::refused, UpdateWhy::not_as_signed);
}

TEST_F(BroughtFile, without_the_image_says_that_it_is_missing) {
  release("1.1.0");
  start();
  bring(archive_of("targets/"));
  expect_nothing(UpdateResult::failed, UpdateWhy::missing);
}

TEST_F(BroughtFile, that_is_no_archive_or_a_damaged_one_is_refused) {
  release("1.1.0");
  Buffer cut = archive_of();
  cut.resize(cut.size() / 2);
  Buffer twice = archive_of();
  twice.resize(twice.size() - 2 * archive::kUstarBlock);
  add_member(twice, "metadata/timestamp.json", {});
  end_archive(twice);
  Buffer many;
  for (std::size_t i = 0; i <= kMembersMax; ++i) add_member(many, std::to_string(i), {});
  end_archive(many);
  start();
  for (const Buffer& bad : {Buffer(), Buffer(100, 1), Buffer(10'000, 7), cut, twice, many}) {
    SCOPED_TRACE(bad.size());
    bring(bad);
    expect_nothing(UpdateResult::refused, UpdateWhy::file_unreadable);
  }
}

TEST_F(BroughtFile, that_is_pulled_out_goes_on_where_it_stopped_when_it_is_brought_again) {
  const Buffer whole = make_image("1.1.0", 1, "speaker-1", 3'000'000);
  repository.add_target("speaker-1-1.1.0.img", whole, tuf::encode_release_info(info("1.1.0")));
  repository.publish();
  const Buffer file = archive_of();
  start();
  put(folder / "media/stick/u.update", file);
  const MediaFolder media(*loop, (folder / "media").string());
  ASSERT_TRUE(updater->install_file(*media.open("stick/u.update")).ok());
  while (updater->report().permille < 500) loop->turn(0);
  std::filesystem::resize_file(folder / "media/stick/u.update", 1000);  // what was open is gone
  run();
  expect_nothing(UpdateResult::unreachable, UpdateWhy::file_broke_off);
  bring(file);
  expect_installed("1.1.0");
}

TEST_F(BroughtFile, waits_for_no_other_update_and_disturbs_none) {
  release("1.1.0");
  courier.silent = 0;
  start();
  ASSERT_TRUE(updater->check().ok());
  put(folder / "media/u.update", archive_of());
  const MediaFolder media(*loop, (folder / "media").string());
  const auto taken = updater->install_file(*media.open("u.update"));
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code, Err::refused);
  run();
  expect_installed("1.1.0");
}

// --- sticks ---

TEST_F(BroughtFile, is_found_on_every_stick_by_its_ending) {
  for (const char* name : {"media/a.update", "media/stick/b.update", "media/stick/b.txt", "media/.hidden"})
    put(folder / name, {});
  std::filesystem::create_symlink("/etc/passwd", folder / "media/stick/link.update");
  std::filesystem::create_directory_symlink("/etc", folder / "media/elsewhere");
  start();
  const contract::Media media = MediaFolder(*loop, (folder / "media").string()).list();
  ASSERT_EQ(media.files.size(), 2U);
  EXPECT_EQ(media.files[0].name, "a.update");
  EXPECT_EQ(media.files[1].name, "stick/b.update");
}

TEST_F(BroughtFile, is_opened_by_a_listed_name_alone) {
  start();
  put(folder / "secret.update", {});
  const MediaFolder media(*loop, (folder / "media").string());
  for (const char* name : {"../secret.update", "stick/../../secret.update", "/etc/passwd", "", "stick"}) {
    const auto opened = media.open(name);
    ASSERT_FALSE(opened.ok()) << name;
    EXPECT_EQ(opened.error().code, Err::not_found) << name;
  }
}

// --- the browser ---

class PageBringsFile : public BroughtFile {
 protected:
  // The gate's side: what the device said last that it wants. nullopt: it has not said.
  struct Page {
    std::optional<contract::FileWant> want;
    std::optional<Err> refused;
  };

  void start() {
    BroughtFile::start();
    media.emplace(*loop, (folder / "media").string());
    server = std::make_unique<ipc::Server>(*loop, kPermit);
    answer_with(*server, *loop, *updater, *media);
    auto ends = ipc::make_channel();
    server->adopt(std::move(ends->first), std::string(peer::gate));
    gate = std::make_unique<ipc::Channel>(*loop, std::move(ends->second), "updater");
  }
  void TearDown() override {
    gate.reset();
    server.reset();
  }

  template <class Ask>
  void say(Ask ask) {
    page = {};
    gate->ask(std::move(ask), [this](Result<contract::FileWant> want) {
      if (want)
        page.want = *want;
      else
        page.refused = want.error().code;
    });
    run();
  }
  void supply(const Buffer& file) {
    const Bytes part = Bytes(file).subspan(page.want->offset, page.want->length);
    say(contract::SupplyFile{page.want->offset, to_buffer(part)});
  }
  void supply_all(const Buffer& file) {
    while (page.want && page.want->length != 0) supply(file);
  }

  static constexpr std::array kPermit = kRules;
  std::optional<MediaFolder> media;
  std::unique_ptr<ipc::Server> server;
  std::unique_ptr<ipc::Channel> gate;
  Page page;
};

TEST_F(PageBringsFile, part_by_part_as_the_device_wants_them) {
  release("1.1.0");
  const Buffer file = archive_of();
  start();
  say(contract::OfferFile{file.size()});
  ASSERT_TRUE(page.want);
  EXPECT_EQ(page.want->length, archive::kUstarBlock);
  supply_all(file);
  ASSERT_TRUE(page.want) << "it is told that nothing more is wanted";
  expect_installed("1.1.0");
}

TEST_F(PageBringsFile, and_only_what_was_wanted) {
  release("1.1.0");
  const Buffer file = archive_of();
  start();
  say(contract::OfferFile{file.size()});
  const contract::FileWant want = *page.want;
  say(contract::SupplyFile{want.offset + 1, Buffer(want.length)});
  EXPECT_EQ(page.refused, Err::bad_value);
  say(contract::SupplyFile{want.offset, Buffer(want.length + 1)});
  EXPECT_EQ(page.refused, Err::bad_value);
  page.want = want;
  supply_all(file);
  expect_installed("1.1.0");
}

TEST_F(PageBringsFile, until_it_is_closed_and_goes_on_when_it_comes_back) {
  release("1.1.0");
  const Buffer file = archive_of();
  start();
  say(contract::OfferFile{file.size()});
  for (int i = 0; i < 8; ++i) supply(file);
  pass_ms(PageFile::kSilenceMs);
  expect_nothing(UpdateResult::unreachable, UpdateWhy::file_broke_off);
  say(contract::SupplyFile{0, Buffer(512)});
  EXPECT_EQ(page.want->length, 0U) << "of the file before nothing is wanted";
  say(contract::OfferFile{file.size()});
  supply_all(file);
  expect_installed("1.1.0");
}

TEST_F(PageBringsFile, while_a_second_page_is_turned_away) {
  release("1.1.0");
  start();
  say(contract::OfferFile{5'000});
  ASSERT_TRUE(page.want);
  say(contract::OfferFile{5'000});
  EXPECT_EQ(page.refused, Err::refused);
  say(contract::SupplyFile{0, Buffer(archive::kUstarBlock, 7)});
  EXPECT_EQ(page.want->length, 0U) << "the first one is heard further, and brought nonsense";
  expect_nothing(UpdateResult::refused, UpdateWhy::file_unreadable);
}

TEST_F(PageBringsFile, or_nothing_at_all) {
  start();
  say(contract::OfferFile{0});
  ASSERT_TRUE(page.want);
  EXPECT_EQ(page.want->length, 0U);
  expect_nothing(UpdateResult::refused, UpdateWhy::file_unreadable);
}

}  // namespace
}  // namespace cardea::updater
