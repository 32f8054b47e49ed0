// SPDX-License-Identifier: Apache-2.0
// An update with a thread beside the event loop's, as in the process itself: the same comes of it, whichever way it takes.
#include "device/updater/updater_fixture.hpp"

namespace cardea::updater {
namespace {

constexpr std::size_t kSize = 1'600'000;  // four segments, and two groups of the compressed image

class UpdateWithThread : public Device {
 protected:
  UpdateWithThread() {
    worker = std::move(*WorkerThread::start());
    bits_per_byte = 2;
    delta_ = release_with_delta("1.1.0", kSize);
    packed_ = add_packed(repository, repository.file(whole()), "speaker-1", "1.1.0");
    repository.publish();
  }
  std::string whole() const { return image_path("1.1.0"); }
  void expect_installed() {
    ASSERT_EQ(warden.tried.size(), 1U) << updater->report().last_reason;
    EXPECT_TRUE(read(folder / "slot/image") == repository.file(whole()));
  }
  void keep_only(const std::string& way) {
    for (const std::string& path : {delta_, packed_}) {
      if (path != way) repository.files.erase(path);
    }
  }

  std::string delta_, packed_;
};

TEST_F(UpdateWithThread, comes_by_a_difference) {
  start();
  check();
  expect_installed();
  EXPECT_EQ(courier.bytes_asked[packed_], 0U);
}

TEST_F(UpdateWithThread, comes_compressed) {
  keep_only(packed_);
  start();
  check();
  expect_installed();
  EXPECT_EQ(courier.bytes_asked[whole()], 0U);
}

TEST_F(UpdateWithThread, comes_whole) {
  keep_only(whole());
  start();
  check();
  expect_installed();
}

TEST_F(UpdateWithThread, falls_back_in_the_middle_of_a_compressed_image) {
  keep_only(packed_);
  Buffer& packed = repository.file(packed_);
  packed[packed.size() - 1] ^= 1;
  start();
  check();
  expect_installed();
  EXPECT_TRUE(steward.has_event("update-delta-unused"));
}

TEST_F(UpdateWithThread, may_be_ended_at_any_moment) {
  keep_only(packed_);
  for (int turns = 0; turns < 60; turns += 3) {
    std::filesystem::remove(folder / "slot/image");
    start();
    ASSERT_TRUE(updater->check().ok());
    for (int i = 0; i < turns; ++i) loop->turn(0);
    updater.reset();
  }
  warden.tried.clear();
  start();
  check();
  expect_installed();
}

}  // namespace
}  // namespace cardea::updater
