// SPDX-License-Identifier: Apache-2.0
// The tamper set, against the whole updater: whatever somebody does to what the service gives, the image that warden is handed is
// the maker's, byte for byte, or there is none; and what was refused is logged, counted for the service, and told to nobody else.
#include "device/updater/updater_fixture.hpp"
#include "lib/codec/json.hpp"

namespace cardea::updater {
namespace {

using contract::UpdateResult;
using tuf::RoleName;

class TamperSet : public Device {
 protected:
  TamperSet() {
    const std::string delta = release_with_delta("1.1.0", 600'000);
    honest_image_ = repository.file(image_path("1.1.0"));
    packed_ = add_packed(repository, honest_image_, "speaker-1", "1.1.0");
    repository.publish();
    honest_ = repository.files;
    running_ = read(folder / "running");
  }

  // A device that has seen nothing of this release.
  void check_anew() {
    std::filesystem::remove_all(folder / "state");
    std::filesystem::create_directories(folder / "state");
    std::filesystem::remove(folder / "slot/image");
    warden.tried.clear();
    steward.events.clear();
    steward.failures = 0;
    start();
    check();
  }
  // Nothing wrong came of it.
  void expect_harmless(const std::string& how) {
    EXPECT_TRUE(read(folder / "running") == running_) << how;
    if (warden.tried.empty()) return;
    EXPECT_EQ(warden.tried[0].version, "1.1.0") << how;
    EXPECT_TRUE(read(folder / "slot/image") == honest_image_) << how;
  }
  void expect_refused(const std::string& how) {
    check_anew();
    expect_harmless(how);
    EXPECT_TRUE(warden.tried.empty()) << how;
    EXPECT_EQ(updater->report().last_result, UpdateResult::refused) << how << ": " << updater->report().last_reason;
    EXPECT_TRUE(steward.has_event("update-refused")) << how;
    EXPECT_EQ(steward.failures, 1) << how;
  }
  // Every way to the image: whole, compressed, as a difference.
  std::vector<std::string> ways() const {
    std::vector<std::string> paths;
    for (const auto& [path, content] : honest_) {
      if (path.starts_with("targets/")) paths.push_back(path);
    }
    return paths;
  }
  void change_signed(const std::string& path, const std::function<void(Value&)>& change) {
    Value file = *parse_json(repository.file(path));
    change(file);
    repository.file(path) = to_buffer(as_bytes(print_json(file)));
  }
  static std::vector<std::string> metadata() {
    return {"metadata/timestamp.json", "metadata/3.snapshot.json", "metadata/3.targets.json"};
  }

  Buffer honest_image_, running_;
  std::string packed_;
  std::map<std::string, Buffer> honest_;
};

TEST_F(TamperSet, one_byte_anywhere_in_any_file) {
  check_anew();
  ASSERT_EQ(warden.tried.size(), 1U) << updater->report().last_reason;
  for (const auto& [path, content] : honest_) {
    const std::size_t step = std::max<std::size_t>(1, content.size() / (path.starts_with("metadata/") ? 16 : 5));
    for (std::size_t at = 0; at < content.size(); at += step) {
      repository.files = honest_;
      repository.file(path)[at] ^= 1;
      check_anew();
      expect_harmless(path + " at " + std::to_string(at));
    }
  }
}

TEST_F(TamperSet, one_byte_in_every_way_to_the_image) {
  for (const std::string& path : ways()) repository.file(path)[repository.file(path).size() / 2] ^= 1;
  expect_refused("all changed");
}

TEST_F(TamperSet, files_that_end_early_or_not_when_they_should) {
  for (const auto& [path, content] : honest_) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, content.size() / 2, content.size() - 1, content.size() + 1, 2 * content.size()}) {
      repository.files = honest_;
      repository.file(path).resize(size, 0);
      check_anew();
      expect_harmless(path + " with " + std::to_string(size));
    }
  }
}

TEST_F(TamperSet, no_signature) {
  for (const std::string& path : metadata()) {
    repository.files = honest_;
    change_signed(path, [](Value& file) { file.set("signatures", Value::Array()); });
    expect_refused(path);
  }
}

TEST_F(TamperSet, foreign_keys) {
  for (const std::string& path : metadata()) {
    repository.files = honest_;
    const Value body = *parse_json(repository.file(path))->find("signed");
    repository.file(path) = tuf::TestRepository::sign(body, {tuf::TestRepository::new_key()});
    expect_refused(path);
  }
}

TEST_F(TamperSet, an_older_version_another_model_or_a_length_that_is_a_lie_under_the_makers_signature) {
  tuf::Target& target = repository.targets.at("speaker-1-1.1.0.img");
  const tuf::Target good = target;
  for (const std::string name : {"speaker-1-1.1.0.pack", "speaker-1-to-1.1.0.delta"}) repository.targets.erase(name);
  tuf::ReleaseInfo older = *tuf::parse_release_info(good.custom);
  older.version = "0.9.0";
  target.custom = tuf::encode_release_info(older);
  repository.publish();
  expect_refused("an older version");
  for (const std::int64_t by : {-4096, -1, 1, 4096}) {
    target = good;
    target.length = static_cast<std::uint64_t>(static_cast<std::int64_t>(good.length) + by);
    repository.publish();
    expect_refused("a length that is " + std::to_string(by) + " off");
  }
  tuf::ReleaseInfo foreign = *tuf::parse_release_info(good.custom);
  const Buffer image = make_image("1.1.0", 1, "camera-1");
  foreign.root = root_of_last;
  repository.targets.clear();
  repository.add_target("speaker-1-1.1.0.img", image, tuf::encode_release_info(foreign));
  repository.publish();
  expect_refused("another model's image");
}

// Files of two honest states of the repository, in every mixture.
TEST_F(TamperSet, mix_and_match_of_honest_metadata) {
  repository.publish();
  const auto later = repository.files;
  const std::vector<std::string> of_later{"metadata/timestamp.json", "metadata/4.snapshot.json", "metadata/4.targets.json"};
  for (unsigned mix = 0; mix < 8; ++mix) {
    repository.files = later;
    for (std::size_t i = 0; i < of_later.size(); ++i) {
      if ((mix >> i & 1) != 0) repository.file(of_later[i]) = honest_.at(metadata()[i]);
    }
    check_anew();
    expect_harmless("mixture " + std::to_string(mix));
    EXPECT_EQ(warden.tried.empty(), mix != 0 && (mix & 1) == 0) << "the earlier timestamp leads to the earlier files, which are there: " << mix;
  }
}

// The keys on the service sign neither what is in the targets nor what is no longer in them.
TEST_F(TamperSet, one_stolen_online_key) {
  const Buffer evil = make_image("6.6.6");
  repository.targets.clear();
  repository.add_target("speaker-1-6.6.6.img", evil, tuf::encode_release_info(info("6.6.6")));
  repository.keys(RoleName::targets) = {tuf::TestRepository::new_key()};
  repository.publish();  // snapshot and timestamp by their true keys
  expect_refused("targets that the thief made");
}

}  // namespace
}  // namespace cardea::updater
