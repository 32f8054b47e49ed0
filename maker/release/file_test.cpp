// SPDX-License-Identifier: Apache-2.0
// A release in one file: what is in it, and what Debian's tar makes of it.
#include <filesystem>

#include "lib/archive/ustar.hpp"
#include "maker/release/cli.hpp"
#include "maker/release/release_fixture.hpp"

namespace cardea::release {
namespace {

class ReleaseFile : public ReleaseTest {
 protected:
  ReleaseFile() : desk(*Desk::init(desk_path(), clock)) {
    EXPECT_TRUE(desk.add(release("1.0.0")).ok());
    EXPECT_TRUE(desk.add(release("1.1.0")).ok());
  }

  std::vector<std::string> names_in(const std::string& path) const {
    const Buffer bytes = *store::read_file(path);
    std::vector<std::string> names;
    for (std::size_t at = 0;;) {
      const auto member = archive::parse_ustar_header(Bytes(bytes).subspan(at, archive::kUstarBlock));
      EXPECT_TRUE(member.ok()) << at;
      if (!member || !*member) return names;
      names.push_back((**member).name);
      at += archive::ustar_span((**member).size);
    }
  }

  Desk desk;
};

TEST_F(ReleaseFile, holds_the_metadata_of_now_and_the_one_image_compressed) {
  ASSERT_TRUE(desk.write_update_file({"speaker-1", "1.1.0"}, folder / "u").ok());
  const auto names = names_in(folder / "u");
  ASSERT_EQ(names.size(), 5U);
  EXPECT_EQ(names[0], "metadata/1.root.json");
  EXPECT_EQ(names[1], "metadata/3.targets.json");
  EXPECT_EQ(names[3], "metadata/timestamp.json");
  EXPECT_TRUE(names[4].starts_with("targets/") && names[4].ends_with(".speaker-1-1.1.0.pack")) << names[4];
}

TEST_F(ReleaseFile, is_what_tar_unpacks) {
  ASSERT_TRUE(desk.write_update_file({"speaker-1", "1.1.0"}, folder / "u").ok());
  std::filesystem::create_directory(folder / "out");
  const std::string unpack = "tar -C " + (folder / "out") + " -xf " + (folder / "u");
  ASSERT_EQ(std::system(unpack.c_str()), 0);
  for (const std::string& name : names_in(folder / "u")) {
    EXPECT_TRUE(*store::read_file(folder / ("out/" + name)) == *store::read_file(desk.repository() + "/" + name)) << name;
  }
}

TEST_F(ReleaseFile, of_a_release_that_is_not_there_says_so) {
  const auto made = desk.write_update_file({"speaker-1", "9.9.9"}, folder / "u");
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, Err::not_found);
  EXPECT_FALSE(std::filesystem::exists(folder / "u"));
}

TEST_F(ReleaseFile, never_takes_the_place_of_another_file) {
  ASSERT_TRUE(desk.write_update_file({"speaker-1", "1.1.0"}, folder / "u").ok());
  const auto again = desk.write_update_file({"speaker-1", "1.0.0"}, folder / "u");
  ASSERT_FALSE(again.ok());
  EXPECT_EQ(again.error().code, Err::exists);
  EXPECT_TRUE(names_in(folder / "u").back().ends_with("1.1.0.pack"));
}

TEST_F(ReleaseFile, is_made_by_a_command) {
  const std::vector<std::string> args{"file",      "--dir", desk_path(), "--model",   "speaker-1",
                                      "--version", "1.1.0", "-o",        folder / "u"};
  EXPECT_EQ(release_main(args), 0);
  EXPECT_EQ(names_in(folder / "u").size(), 5U);
}

}  // namespace
}  // namespace cardea::release
