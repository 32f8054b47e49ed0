// SPDX-License-Identifier: Apache-2.0
#include "device/updater/updater_fixture.hpp"

namespace cardea::updater {
namespace {

class RepositoryReading : public Device {
 protected:
  Result<Buffer> read_whole(const std::string& path, std::size_t max) {
    RepositoryReader reader(*loop, courier);
    Result<Buffer> got = Error{Err::broken, "no answer"};
    reader.read_whole(path, max, [&](Result<Buffer> content) { got = std::move(content); });
    for (int i = 0; i < 10; ++i) {
      run();
      clock.advance_ms(kFirstPauseMs << 4);
    }
    return got;
  }
};

TEST_F(RepositoryReading, joins_the_pieces_of_a_file) {
  Buffer content(150'000);
  for (std::size_t i = 0; i < content.size(); ++i) content[i] = static_cast<std::uint8_t>(i * 7);
  repository.files["metadata/x.json"] = content;
  EXPECT_EQ(*read_whole("metadata/x.json", 150'000), content);
  EXPECT_EQ(courier.asked.size(), 3U);
}

TEST_F(RepositoryReading, stops_reading_at_the_bound) {
  repository.files["metadata/x.json"] = Buffer(150'000);
  EXPECT_EQ(read_whole("metadata/x.json", 70'000).error().code, Err::too_large);
  EXPECT_EQ(courier.asked.size(), 2U);
  courier.endless_after = 0;
  EXPECT_EQ(read_whole("metadata/x.json", 1'000'000).error().code, Err::too_large);
}

TEST_F(RepositoryReading, a_missing_file_is_not_found_and_not_tried_again) {
  EXPECT_EQ(read_whole("metadata/none.json", 100).error().code, Err::not_found);
  EXPECT_EQ(courier.asked.size(), 1U);
}

TEST_F(RepositoryReading, bears_a_short_silence_and_gives_up_after_a_long_one) {
  repository.files["metadata/x.json"] = Buffer(10);
  courier.silent = kTriesMax - 1;
  EXPECT_TRUE(read_whole("metadata/x.json", 100).ok());
  courier.silent = kTriesMax;
  EXPECT_EQ(read_whole("metadata/x.json", 100).error().code, Err::unavailable);
}

// Each crumb would come in time; the file never would.
TEST_F(RepositoryReading, a_file_in_crumbs_is_given_up) {
  repository.files["metadata/x.json"] = Buffer(150'000);
  courier.crumb = 1;
  EXPECT_EQ(read_whole("metadata/x.json", 150'000).error().code, Err::unavailable);
  EXPECT_EQ(courier.asked.size(), static_cast<std::size_t>(kTriesMax));
}

TEST_F(RepositoryReading, an_answer_that_comes_too_late_is_dropped) {
  bool answered = false;
  {
    RepositoryReader reader(*loop, courier);
    reader.read_whole("metadata/timestamp.json", 100'000, [&](Result<Buffer>) { answered = true; });
  }
  run();
  EXPECT_FALSE(answered);
}

}  // namespace
}  // namespace cardea::updater
