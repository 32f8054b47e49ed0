// SPDX-License-Identifier: Apache-2.0
// How the bytes of an update come: as a difference or whole, once, and no more of them than needed.
#include "device/updater/updater_fixture.hpp"

namespace cardea::updater {
namespace {

using contract::UpdateResult;

constexpr std::size_t kSize = 3'000'000;  // six segments

class Delivery : public Device {
 protected:
  Buffer& image() { return repository.file(image_path("1.1.0")); }
  std::uint64_t asked_of(const std::string& path) { return courier.bytes_asked[path]; }
  std::uint64_t asked_of_image() { return asked_of(image_path("1.1.0")); }
  void expect_installed() {
    ASSERT_EQ(warden.tried.size(), 1U) << updater->report().last_reason;
    EXPECT_TRUE(read(folder / "slot/image") == image());
  }
  // So much of the image was fetched, and people with an interest in it can see why.
  void expect_fell_back_to_the_image(std::uint64_t least) {
    start();
    check();
    expect_installed();
    EXPECT_GE(asked_of_image(), least);
    EXPECT_TRUE(steward.has_event("update-delta-unused"));
    EXPECT_FALSE(steward.has_event("update-refused"));
  }
  std::uint64_t nearly_all() { return image().size() - image::kSegment; }
  // With a byte changed in the head, in the middle, and at the end, one after the other.
  void expect_fell_back_from_any_part(const std::string& path, std::uint64_t least) {
    const Buffer good = repository.file(path);
    for (const std::size_t at : {std::size_t{0}, std::size_t{100}, good.size() / 2, good.size() - 1}) {
      SCOPED_TRACE(at);
      repository.file(path) = good;
      repository.file(path)[at] ^= 1;
      std::filesystem::remove(folder / "slot/image");
      warden.tried.clear();
      steward.events.clear();
      courier.bytes_asked.clear();
      expect_fell_back_to_the_image(least);
    }
  }
  // Runs until so many permille are there, and cuts the power.
  void cut_at(std::uint32_t permille) {
    start();
    ASSERT_TRUE(updater->check().ok());
    for (int i = 0; i < 10'000 && updater->report().permille < permille; ++i) loop->turn(0);
    ASSERT_EQ(updater->report().phase, Phase::downloading);
    courier.bytes_asked.clear();
  }
};

TEST_F(Delivery, takes_the_difference_to_what_runs_and_nothing_of_the_image) {
  const std::string delta = release_with_delta("1.1.0", kSize);
  start();
  check();
  expect_installed();
  EXPECT_EQ(asked_of_image(), 0U);
  EXPECT_GT(asked_of(delta), 0U);
  EXPECT_LT(asked_of(delta), kSize / 20);
  EXPECT_FALSE(steward.has_event("update-delta-unused"));
}

TEST_F(Delivery, takes_the_image_when_no_difference_starts_from_what_runs) {
  const std::string delta = release_with_delta("1.1.0", kSize);
  put(folder / "running", make_image("0.9.0", 1, "speaker-1", kSize));
  start();
  check();
  expect_installed();
  EXPECT_EQ(asked_of(delta), 0U);
  EXPECT_FALSE(steward.has_event("update-delta-unused")) << "there was none for this device";
}

TEST_F(Delivery, takes_the_image_compressed_whatever_runs) {
  const std::string packed = release_packed("1.1.0", kSize);
  std::filesystem::remove(folder / "running");
  start();
  check();
  expect_installed();
  EXPECT_EQ(asked_of_image(), 0U);
  EXPECT_LT(asked_of(packed), image().size());
  EXPECT_FALSE(steward.has_event("update-delta-unused"));
}

TEST_F(Delivery, prefers_the_shorter_way_and_takes_the_compressed_image_when_the_difference_does_not_fit) {
  const std::string delta = release_with_delta("1.1.0", kSize);
  const std::string packed = add_packed(repository, image(), "speaker-1", "1.1.0");
  repository.publish();
  start();
  check();
  expect_installed();
  EXPECT_EQ(asked_of(packed), 0U);
  repository.files.erase(delta);
  std::filesystem::remove(folder / "slot/image");
  warden.tried.clear();
  start();
  check();
  expect_installed();
  EXPECT_GT(asked_of(packed), 0U);
  EXPECT_EQ(asked_of_image(), 0U);
}

TEST_F(Delivery, falls_back_to_the_image_from_a_compressed_one_with_any_part_changed) {
  expect_fell_back_from_any_part(release_packed("1.1.0", kSize), 1);
}

TEST_F(Delivery, goes_on_after_a_power_cut_where_the_compressed_image_stopped) {
  const std::string packed = release_packed("1.1.0", kSize);
  cut_at(700);
  start();
  check();
  expect_installed();
  EXPECT_EQ(asked_of_image(), 0U);
  EXPECT_LT(asked_of(packed), repository.file(packed).size() * 6 / 10);
}

TEST_F(Delivery, a_cut_costs_no_more_than_a_group_although_groups_are_fetched_ahead) {
  bits_per_byte = 2;
  const std::string packed = release_packed("1.1.0", 2 * kSize);
  start();
  ASSERT_TRUE(updater->check().ok());
  for (int i = 0; i < 10'000 && updater->report().permille < 400; ++i) loop->turn(0);
  ASSERT_EQ(updater->report().phase, Phase::downloading);
  start();
  check();
  expect_installed();
  EXPECT_GT(asked_of(packed), repository.file(packed).size());
  EXPECT_LE(asked_of(packed), repository.file(packed).size() + delta::kGroupMax);
}

TEST_F(Delivery, goes_on_after_a_power_cut_in_the_middle_of_what_a_slow_worker_does) {
  bits_per_byte = 2;
  const std::string packed = release_packed("1.1.0", kSize);
  worker = std::make_unique<SlowWorker>();
  cut_at(500);
  EXPECT_GT(static_cast<const SlowWorker&>(*worker).waiting(), 0U);  // it was to open the next group
  start();
  EXPECT_EQ(static_cast<const SlowWorker&>(*worker).waiting(), 0U);
  check();
  expect_installed();
  EXPECT_EQ(asked_of_image(), 0U);
}

TEST_F(Delivery, falls_back_to_the_image_when_the_difference_is_missing_or_ends_too_early) {
  const std::string delta = release_with_delta("1.1.0", kSize);
  repository.file(delta).resize(repository.file(delta).size() / 2);
  expect_fell_back_to_the_image(nearly_all());
  repository.files.erase(delta);
  std::filesystem::remove(folder / "slot/image");
  warden.tried.clear();
  expect_fell_back_to_the_image(nearly_all());
}

TEST_F(Delivery, falls_back_to_the_image_from_a_difference_with_any_part_changed) {
  const std::string delta = release_with_delta("1.1.0", kSize);
  expect_fell_back_from_any_part(delta, nearly_all());
}

// The running image says of itself what the maker made the difference from, and is not quite that.
TEST_F(Delivery, falls_back_to_the_image_when_the_running_one_has_a_bad_block) {
  release_with_delta("1.1.0", kSize);
  Buffer running = read(folder / "running");
  running[running.size() / 2] ^= 1;
  put(folder / "running", running);
  start();
  check();
  expect_installed();
  EXPECT_TRUE(steward.has_event("update-delta-unused"));
}

TEST_F(Delivery, what_the_difference_brought_before_it_failed_is_not_fetched_again) {
  release_with_delta("1.1.0", kSize);
  Buffer running = read(folder / "running");
  running[running.size() - 100'000] ^= 1;
  put(folder / "running", running);
  start();
  check();
  expect_installed();
  EXPECT_LT(asked_of_image(), kSize / 2);
}

TEST_F(Delivery, goes_on_after_a_power_cut_where_the_image_stopped) {
  const Buffer whole = make_image("1.1.0", 1, "speaker-1", kSize);
  repository.add_target("speaker-1-1.1.0.img", whole, tuf::encode_release_info(info("1.1.0")));
  repository.publish();
  cut_at(700);
  start();
  check();
  expect_installed();
  EXPECT_LT(asked_of_image(), whole.size() * 6 / 10);
  EXPECT_GT(asked_of_image(), whole.size() * 2 / 10);
}

TEST_F(Delivery, goes_on_after_a_power_cut_where_the_difference_stopped) {
  const std::string delta = release_with_delta("1.1.0", kSize);
  cut_at(700);
  start();
  check();
  expect_installed();
  EXPECT_EQ(asked_of_image(), 0U);
  EXPECT_FALSE(steward.has_event("update-delta-unused"));
}

TEST_F(Delivery, fetches_again_what_turned_bad_in_the_slot_meanwhile) {
  const Buffer whole = make_image("1.1.0", 1, "speaker-1", kSize);
  repository.add_target("speaker-1-1.1.0.img", whole, tuf::encode_release_info(info("1.1.0")));
  repository.publish();
  cut_at(900);
  Buffer slot = read(folder / "slot/image");
  slot[image::kSegment + 1] ^= 1;
  put(folder / "slot/image", slot);
  start();
  check();
  expect_installed();
}

TEST_F(Delivery, that_breaks_off_is_told_as_unreachable_and_goes_on_within_the_hour) {
  const std::string delta = release_with_delta("1.1.0", kSize);
  start();
  ASSERT_TRUE(updater->check().ok());
  while (courier.asked.empty() || courier.asked.back() != delta) loop->turn(0);
  courier.silent = kTriesMax;  // the head is under way; no group follows
  run();
  for (int i = 0; i < kTriesMax; ++i) pass_ms(kFirstPauseMs << i);
  EXPECT_EQ(updater->report().last_result, UpdateResult::unreachable);
  EXPECT_EQ(asked_of_image(), 0U) << "the image would not come either";
  pass_ms(60 * kMinuteMs);
  expect_installed();
}

TEST_F(Delivery, waits_for_its_turn_with_the_difference_as_with_the_image) {
  release_with_delta("1.1.0", kSize);
  courier.turn_in_s = 3600;
  start();
  check();
  EXPECT_EQ(updater->report().phase, Phase::available);
  EXPECT_EQ(updater->report().turn_at_s, clock.wall_s() + 3600);
  EXPECT_FALSE(steward.has_event("update-installing"));
  courier.turn_in_s = 0;
  pass_ms(3'600'000);
  expect_installed();
}

TEST_F(Delivery, of_both_kinds_refused_is_a_refusal_and_leaves_the_running_system) {
  const std::string delta = release_with_delta("1.1.0", kSize);
  repository.file(delta).back() ^= 1;
  image()[1'000] ^= 1;
  const Buffer running = read(folder / "running");
  start();
  expect_refusal("not what the maker signed");
  EXPECT_TRUE(read(folder / "running") == running);
}

// Only the maker's keys make an offer: he signed a root hash that his own image does not have.
TEST_F(Delivery, of_an_image_with_another_root_than_was_signed_ends_before_the_slot_holds_any_of_it) {
  const Buffer whole = make_image("1.1.0", 1, "speaker-1", kSize);
  root_of_last[0] ^= 1;
  repository.add_target("speaker-1-1.1.0.img", whole, tuf::encode_release_info(info("1.1.0")));
  repository.publish();
  start();
  expect_refusal("its root hash is another");
  EXPECT_EQ(asked_of_image(), image::kBlock);
}

TEST_F(Delivery, answers_between_any_two_segments) {
  release_with_delta("1.1.0", kSize);
  start();
  ASSERT_TRUE(updater->check().ok());
  std::set<std::uint32_t> seen;
  for (int i = 0; i < 1000 && warden.tried.empty(); ++i) {
    loop->turn(0);
    if (updater->report().phase == Phase::downloading) seen.insert(updater->report().permille);
  }
  EXPECT_GE(seen.size(), kSize / image::kSegment);
}

}  // namespace
}  // namespace cardea::updater
