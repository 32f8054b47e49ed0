// SPDX-License-Identifier: Apache-2.0
// Deltas of a release, from the maker's command to what a device finds.
#include "maker/release/delta.hpp"

#include <filesystem>

#include "lib/codec/json.hpp"
#include "lib/delta/delta.hpp"
#include "lib/image/block_io.hpp"
#include "maker/release/cli.hpp"
#include "maker/release/release_fixture.hpp"

namespace cardea::release {
namespace {

class ReleaseDelta : public ReleaseTest {
 protected:
  ReleaseDelta() : desk(*Desk::init(desk_path(), clock)), client(trusted, clock, *store::read_file(desk.root_path())) {}

  Release with_deltas(const std::string& version, std::vector<std::string> from) const {
    Release release = this->release(version);
    release.delta_from = std::move(from);
    return release;
  }
  std::string file_of(const std::string& name) const {
    return desk.repository() + "/" + client.target_path(name, *client.find(name));
  }

  // What a device makes of a delta and its old image.
  Buffer applied(const tuf::DeltaInfo& info, const std::string& delta_file, const std::string& old_file) const {
    const Buffer delta = *store::read_file(delta_file);
    const UniqueFd old_image = *image::open_to_read(old_file);
    auto applier = delta::Applier::open(Bytes(delta).first(info.head_size), info.head_sha256, info.to);
    EXPECT_TRUE(applier.ok());
    Buffer made(static_cast<std::size_t>(applier->verifier().image_size()));
    const delta::Sink sink = [&](std::uint64_t at, Bytes content) -> Status {
      std::copy(content.begin(), content.end(), made.begin() + static_cast<std::ptrdiff_t>(at));
      return kOk;
    };
    const delta::ReadOld read = [&](std::uint64_t at, MutableBytes into) { return image::read_at(old_image, at, into); };
    while (!applier->complete()) {
      const delta::Group group = applier->next_group();
      EXPECT_TRUE(applier->add_group(Bytes(delta).subspan(static_cast<std::size_t>(group.offset), group.size), read, sink).ok());
    }
    EXPECT_TRUE(applier->finish(sink).ok());
    return made;
  }

  Desk desk;
  tuf::MemoryStore trusted;
  tuf::Client client;
};

TEST_F(ReleaseDelta, is_a_signed_target_from_which_a_device_makes_the_new_image) {
  ASSERT_TRUE(desk.add(release("1.0.0")).ok());
  ASSERT_TRUE(desk.add(release("1.1.0")).ok());
  const auto added = desk.add(with_deltas("1.2.0", {"1.0.0", "1.1.0"}));
  ASSERT_TRUE(added.ok()) << added.error().message;
  ASSERT_EQ(added->deltas.size(), 2U);
  ASSERT_TRUE(look(client, desk).ok());
  for (const std::string from : {"1.0.0", "1.1.0"}) {
    const std::string name = "speaker-1-" + from + "-to-1.2.0.delta";
    const auto target = client.find(name);
    ASSERT_TRUE(target.ok()) << name;
    const auto info = tuf::parse_delta_info(target->custom);
    ASSERT_TRUE(info.ok());
    EXPECT_EQ(info->from, *image::root_of(file_of("speaker-1-" + from + ".img")));
    EXPECT_EQ(info->to, *image::root_of(file_of("speaker-1-1.2.0.img")));
    EXPECT_LT(target->length, client.find("speaker-1-1.2.0.img")->length / 10);
    const Buffer made = applied(*info, file_of(name), file_of("speaker-1-" + from + ".img"));
    EXPECT_EQ(made, *store::read_file(file_of("speaker-1-1.2.0.img")));
  }
  const auto paths = desk.publication();
  EXPECT_EQ(std::count_if(paths->begin(), paths->end(), [](const std::string& path) { return path.ends_with(".delta"); }), 2);
}

TEST_F(ReleaseDelta, from_nothing_is_the_image_compressed_and_comes_with_each_release) {
  const auto added = desk.add(release("1.0.0"));
  ASSERT_TRUE(added.ok()) << added.error().message;
  ASSERT_EQ(added->packed.size(), 1U);
  ASSERT_TRUE(look(client, desk).ok());
  const auto target = client.find("speaker-1-1.0.0.pack");
  ASSERT_TRUE(target.ok());
  const auto info = tuf::parse_delta_info(target->custom);
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(info->from, std::nullopt);
  const std::string image = file_of("speaker-1-1.0.0.img");
  EXPECT_LT(target->length, std::filesystem::file_size(image));
  EXPECT_EQ(applied(*info, file_of("speaker-1-1.0.0.pack"), image), *store::read_file(image));
}

TEST_F(ReleaseDelta, goes_when_its_release_is_withdrawn) {
  ASSERT_TRUE(desk.add(release("1.0.0")).ok());
  ASSERT_TRUE(desk.add(with_deltas("1.1.0", {"1.0.0"})).ok());
  ASSERT_TRUE(desk.withdraw({"speaker-1", "1.1.0"}).ok());
  ASSERT_TRUE(look(client, desk).ok());
  EXPECT_EQ((*client.targets())->targets.size(), 2U) << "the other release and the same compressed";
}

TEST_F(ReleaseDelta, from_a_release_that_is_not_there_stops_the_release_with_a_hint) {
  const auto refused = desk.add(with_deltas("1.1.0", {"0.9.0"}));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message, "speaker-1-0.9.0.img is not in the repository");
  EXPECT_EQ(refused.error().hint, "--delta-from names releases that are there");
  ASSERT_TRUE(look(client, desk).ok());
  EXPECT_TRUE((*client.targets())->targets.empty());
}

TEST_F(ReleaseDelta, is_made_only_between_whole_images_of_one_model) {
  const std::string ours = make_image("1.0.0");
  const auto foreign = make_delta_file(make_image("1.0.0", 1, "hub-1"), ours, folder / "delta");
  ASSERT_FALSE(foreign.ok());
  EXPECT_NE(foreign.error().message.find("is for the model hub-1"), std::string::npos);
  ASSERT_TRUE(store::write_file(folder / "torn", as_bytes("no image")).ok());
  const auto torn = make_delta_file(folder / "torn", ours, folder / "delta");
  ASSERT_FALSE(torn.ok());
  EXPECT_NE(torn.error().message.find(folder / "torn"), std::string::npos);
  EXPECT_EQ(make_delta_file(folder / "nothing", ours, folder / "delta").error().code, Err::not_found);
  EXPECT_FALSE(store::file_exists(folder / "delta"));
}

TEST_F(ReleaseDelta, by_the_command_says_what_it_saves) {
  ::testing::internal::CaptureStdout();
  const int code =
      release_main(std::vector<std::string>{"delta", make_image("1.0.0"), make_image("1.1.0"), "-o", folder / "d", "--json"});
  std::fflush(stdout);
  const Value said = *parse_json(as_bytes(::testing::internal::GetCapturedStdout()));
  ASSERT_EQ(code, 0);
  EXPECT_EQ(*said.integer("size"), static_cast<std::int64_t>(std::filesystem::file_size(folder / "d")));
  EXPECT_LT(*said.integer("size"), *said.integer("image_size"));
  EXPECT_EQ(release_main(std::vector<std::string>{"delta", "one", "-o", folder / "d"}), 2);
}

}  // namespace
}  // namespace cardea::release
