// SPDX-License-Identifier: Apache-2.0
#include "service/update/release_index.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "lib/codec/json.hpp"
#include "lib/crypto/crypto.hpp"
#include "lib/tuf/delta_info.hpp"
#include "lib/tuf/release_info.hpp"

namespace cardea::service {
namespace {

constexpr const char* kHash = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

class ReleaseIndex : public testing::Test {
 protected:
  ReleaseIndex()
      : directory_(testing::TempDir() + "index-" + to_hex(crypto::random_buffer(6))),
        repository_(*UpdateRepository::open(directory_)) {}
  ~ReleaseIndex() override { std::filesystem::remove_all(directory_); }

  void put(const std::string& name, const std::string& body) {
    const std::string json = R"({"signatures":[{"keyid":"k","sig":"00"}],"signed":)" + body + "}";
    ASSERT_TRUE(repository_.put_metadata(name, as_bytes(json)).ok());
  }
  static std::string role(const std::string& type, const std::string& more) {
    return R"({"_type":")" + type + R"(","spec_version":"1.0.0","version":2,"expires":"2030-01-01T00:00:00Z",)" + more + "}";
  }

  static std::string target(const std::string& name, const Value& custom) {
    return "\"" + name + R"(":{"length":5,"hashes":{"sha256":")" + kHash + R"("},"custom":)" + print_json(custom) + "}";
  }

  void put_targets(const std::vector<std::string>& versions) {
    std::string rows;
    for (const std::string& version : versions) {
      const std::string info = R"({"cardea":{"model":"M1","version":")" + version +
                               R"(","epoch":0,"security":false,"risk_en":"","risk_zh":"","notes_en":"","notes_zh":"",)"
                               R"("interruption_s":5,"root":")" +
                               std::string(kHash) + R"("}})";
      rows += R"("M1-)" + version + R"(":{"length":5,"hashes":{"sha256":")" + kHash + R"("},"custom":)" + info + "},";
    }
    put("4.targets.json",
        role("targets", R"("targets":{)" + rows + R"("M1.sbom":{"length":5,"hashes":{"sha256":")" + kHash + R"("}}})"));
  }

  std::string directory_;
  UpdateRepository repository_;
};

TEST_F(ReleaseIndex, follows_the_timestamp_to_the_files_of_each_release) {
  put("timestamp.json", role("timestamp", R"("meta":{"snapshot.json":{"version":3}})"));
  put("3.snapshot.json", role("snapshot", R"("meta":{"targets.json":{"version":4}})"));
  put_targets({"1.1.0"});
  const auto releases = read_releases(repository_);
  ASSERT_TRUE(releases.ok()) << releases.error().what;
  ASSERT_EQ(releases->size(), 1U);
  EXPECT_EQ(releases->at(0).model, "M1");
  EXPECT_EQ(releases->at(0).file, std::string(kHash) + ".M1-1.1.0");
}

TEST_F(ReleaseIndex, knows_the_newest_of_each_model_by_number_with_what_its_maker_says) {
  put("timestamp.json", role("timestamp", R"("meta":{"snapshot.json":{"version":3}})"));
  put("3.snapshot.json", role("snapshot", R"("meta":{"targets.json":{"version":4}})"));
  put_targets({"1.10.0", "1.2.0", "1.9.0"});
  const auto published = read_published(repository_);
  ASSERT_TRUE(published.ok()) << published.error().what;
  EXPECT_EQ(published->files.size(), 3U);
  ASSERT_EQ(published->newest.size(), 1U);
  EXPECT_EQ(published->newest.at("M1").version, "1.10.0");
  EXPECT_EQ(published->newest.at("M1").interruption_s, 5U);
}

TEST_F(ReleaseIndex, a_delta_is_a_file_of_the_release_that_it_makes) {
  put("timestamp.json", role("timestamp", R"("meta":{"snapshot.json":{"version":3}})"));
  put("3.snapshot.json", role("snapshot", R"("meta":{"targets.json":{"version":4}})"));
  tuf::ReleaseInfo release;
  release.model = "M1";
  release.version = "1.1.0";
  release.root = crypto::sha256(as_bytes("new"));
  tuf::DeltaInfo delta{
      .model = "M1", .from = crypto::sha256(as_bytes("old")), .to = release.root, .head_size = 9, .head_sha256 = {}};
  const std::string ours = target("a-delta", tuf::encode_delta_info(delta));
  delta.to = *delta.from;
  put("4.targets.json", role("targets", R"("targets":{)" + ours + "," + target("M1.img", tuf::encode_release_info(release)) +
                                            "," + target("to-nowhere", tuf::encode_delta_info(delta)) + "}"));
  const auto releases = read_releases(repository_);
  ASSERT_TRUE(releases.ok()) << releases.error().what;
  ASSERT_EQ(releases->size(), 2U);
  EXPECT_FALSE(releases->at(0).is_delta);
  EXPECT_EQ(releases->at(1).file, std::string(kHash) + ".a-delta");
  EXPECT_EQ(releases->at(1).version, "1.1.0");
  EXPECT_TRUE(releases->at(1).is_delta);
}

TEST_F(ReleaseIndex, a_component_is_no_release_of_the_system_whatever_its_version) {
  put("timestamp.json", role("timestamp", R"("meta":{"snapshot.json":{"version":3}})"));
  put("3.snapshot.json", role("snapshot", R"("meta":{"targets.json":{"version":4}})"));
  tuf::ReleaseInfo release;
  release.model = "M1";
  release.version = "1.1.0";
  const std::string system = target("M1.img", tuf::encode_release_info(release));
  release.version = "9.0.0";
  release.component = "window-1";
  put("4.targets.json", role("targets", R"("targets":{)" + system + "," + target("M1-window-1.img", tuf::encode_release_info(release)) + "}"));
  const auto published = read_published(repository_);
  ASSERT_TRUE(published.ok()) << published.error().what;
  EXPECT_EQ(published->files.size(), 1U);
  EXPECT_EQ(published->newest.at("M1").version, "1.1.0");
}

TEST_F(ReleaseIndex, of_an_empty_or_torn_repository_is_an_error) {
  EXPECT_EQ(read_releases(repository_).error().code, Err::not_found);
  put("timestamp.json", role("timestamp", R"("meta":{"snapshot.json":{"version":3}})"));
  EXPECT_EQ(read_releases(repository_).error().code, Err::not_found);
  put("3.snapshot.json", "{}");
  EXPECT_FALSE(read_releases(repository_).ok());
}

}  // namespace
}  // namespace cardea::service
