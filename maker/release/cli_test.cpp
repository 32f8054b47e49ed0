// SPDX-License-Identifier: Apache-2.0
#include "maker/release/cli.hpp"

#include <filesystem>

#include "contracts/ipc/peers.hpp"
#include "lib/codec/json.hpp"
#include "maker/release/build_image.hpp"
#include "maker/release/release_fixture.hpp"
#include "maker/release/words.hpp"
#include "product/policy.hpp"

namespace cardea::release {
namespace {

struct Said {
  int code;
  std::string out;
  std::string err;
};

Said run(const std::vector<std::string>& args) {
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  const int code = release_main(args);
  std::fflush(stdout);
  return {code, ::testing::internal::GetCapturedStdout(), ::testing::internal::GetCapturedStderr()};
}

class ReleaseCommand : public ReleaseTest {
 protected:
  void make_programs() {
    std::filesystem::create_directory(folder / "bin");
    for (const std::string& program : image_programs()) {
      EXPECT_TRUE(store::write_file(folder / ("bin/" + program), as_bytes("program " + program)).ok());
    }
  }
  Said image_command(const std::string& version) {
    return run({"image", "--product", CARDEA_SOURCE_DIR "/products/speaker/product.toml", "--version", version, "--epoch", "2",
                "--bin", folder / "bin", "-o", folder / "system.img", "--json"});
  }
};

TEST_F(ReleaseCommand, goes_from_a_declaration_to_a_signed_release) {
  make_programs();
  const Said image = image_command("1.3.0");
  ASSERT_EQ(image.code, 0) << image.err;
  const Value made = *parse_json(as_bytes(image.out));
  ASSERT_EQ(run({"init", "--dir", desk_path()}).code, 0);
  const std::string model = *made.text("model");
  const Said added = run({"add", "--dir", desk_path(), "--image", folder / "system.img", "--model", model, "--version", "1.3.0",
                          "--epoch", "2", "--json"});
  ASSERT_EQ(added.code, 0) << added.err;
  EXPECT_EQ(*parse_json(as_bytes(added.out))->text("target"), model + "-1.3.0.img");
  EXPECT_EQ(run({"refresh", "--dir", desk_path()}).out, "targets 2, snapshot 3, timestamp 3\n");
  EXPECT_EQ(run({"withdraw", "--dir", desk_path(), "--model", model, "--version", "1.3.0"}).code, 0);
}

TEST_F(ReleaseCommand, makes_and_releases_a_component_from_files) {
  ASSERT_TRUE(store::write_file(folder / "firmware.bin", as_bytes("firmware")).ok());
  const std::string out = folder / "window.img";
  const Said image = run({"image", "--component", "window-1", "--version", "1.1.0", "-o", out, folder / "firmware.bin", "--json"});
  ASSERT_EQ(image.code, 0) << image.err;
  EXPECT_EQ(*parse_json(as_bytes(image.out))->text("model"), "window-1");
  ASSERT_EQ(run({"init", "--dir", desk_path()}).code, 0);
  const std::vector<std::string> which{"--dir", desk_path(), "--model", "hub-1", "--component", "window-1", "--version", "1.1.0"};
  const auto with = [&](std::vector<std::string> words, const std::vector<std::string>& more) {
    words.insert(words.end(), which.begin(), which.end());
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  };
  const Said added = with({"add"}, {"--image", out, "--json"});
  ASSERT_EQ(added.code, 0) << added.err;
  EXPECT_EQ(*parse_json(as_bytes(added.out))->text("target"), "hub-1-window-1-1.1.0.img");
  EXPECT_EQ(with({"file"}, {"-o", folder / "u.update"}).code, 0);
  EXPECT_EQ(with({"withdraw"}, {}).code, 0);
  EXPECT_EQ(run({"image", "--component", "window-1", "--version", "1.1.0", "-o", folder / "none"}).code, 2);
  EXPECT_EQ(run({"image", "--component", "Window 1", "--version", "1.1.0", "-o", folder / "none", folder / "firmware.bin"}).code, 2);
}

TEST_F(ReleaseCommand, makes_no_component_that_the_product_does_not_declare_or_of_what_is_no_file) {
  ASSERT_TRUE(store::write_file(folder / "firmware.bin", as_bytes("firmware")).ok());
  const auto made = [&](const std::string& product, const std::string& component, const std::vector<std::string>& files) {
    std::vector<std::string> words{"image", "--component", component, "--version", "1.1.0", "-o", folder / "made.img"};
    if (!product.empty()) words.insert(words.end(), {"--product", std::string(CARDEA_SOURCE_DIR) + "/products/" + product + "/product.toml"});
    words.insert(words.end(), files.begin(), files.end());
    return run(words);
  };
  const auto refused = [](const Said& said, const std::string& why) {
    EXPECT_NE(said.code, 0);
    EXPECT_NE(said.err.find(why), std::string::npos) << said.err;
  };
  EXPECT_EQ(made("hub", "window-1", {folder / "firmware.bin"}).code, 0);
  refused(made("speaker", "window-1", {folder / "firmware.bin"}), "declares no component window-1");
  refused(made("hub", "door-1", {folder / "firmware.bin"}), "declares no component door-1");
  refused(made("", "window-1", {folder.path()}), "is no file");
  refused(made("", "window-1", {folder / "firmware.bin", folder / "firmware.bin"}), "two files are called firmware.bin");
}

TEST_F(ReleaseCommand, an_image_holds_its_programs_and_the_compiled_declaration) {
  make_programs();
  ASSERT_EQ(image_command("1.3.0").code, 0);
  const auto image = image::verify(folder / "system.img", *image::root_of(folder / "system.img"));
  ASSERT_TRUE(image.ok());
  EXPECT_EQ(image->manifest().version, "1.3.0");
  EXPECT_EQ(image->manifest().epoch, 2U);
  EXPECT_EQ(image->manifest().files.size(), image_programs().size() + 1);
  ASSERT_TRUE(image->unpack(folder / "run").ok());
  const auto policy = product::parse_policy(*store::read_file(folder / "run/product.cbor"));
  ASSERT_TRUE(policy.ok());
  EXPECT_EQ(policy->version, "1.3.0");
  EXPECT_EQ(policy->model, image->manifest().model);
  EXPECT_TRUE(store::file_exists(folder / "run/bin/warden"));
  EXPECT_FALSE(store::file_exists(folder / "system.img.product.cbor"));
}

TEST_F(ReleaseCommand, a_missing_program_is_named) {
  make_programs();
  std::filesystem::remove(folder / "bin/gate");
  const Said refused = image_command("1.3.0");
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("bin/gate"), std::string::npos);
  EXPECT_NE(refused.err.find("hint:"), std::string::npos);
  EXPECT_FALSE(store::file_exists(folder / "system.img"));
}

TEST_F(ReleaseCommand, wrong_words_are_usage_errors_with_a_hint) {
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{},
                                             {"bake"},
                                             {"init"},
                                             {"init", "--dir"},
                                             {"init", "--folder", "x"},
                                             {"add", "--dir", "x"},
                                             {"add", "--dir", "x", "--image", "i", "--model", "m", "--version", "1.1.0", "--deadline", "soon"},
                                             {"image", "--product", "p", "--version", "latest"},
                                             {"init", "--dir", folder / "d", "--expires-root", "soon"},
                                             {"publish", "--dir", "x", "--service", "nowhere"}}) {
    const Said said = run(words);
    EXPECT_EQ(said.code, 2) << (words.empty() ? "" : words.front()) << said.err;
    EXPECT_NE(said.err.find("cardea: hint: "), std::string::npos) << said.err;
    EXPECT_EQ(said.out, "");
  }
}

TEST_F(ReleaseCommand, help_goes_to_stdout) {
  const Said help = run({"--help"});
  EXPECT_EQ(help.code, 0);
  EXPECT_NE(help.out.find("not encrypted with a passphrase"), std::string::npos);
}

TEST(ReleaseWords, durations_are_a_number_and_a_unit) {
  EXPECT_EQ(*parse_duration_s("90s", "x"), 90);
  EXPECT_EQ(*parse_duration_s("12h", "x"), 12 * 3600);
  EXPECT_EQ(*parse_duration_s("7d", "x"), 7 * 86'400);
  for (const char* text : {"", "s", "7", "0d", "-1d", "7w", "1.5h", "99999999999999999999d", "40000d"})
    EXPECT_FALSE(parse_duration_s(text, "x").ok()) << text;
}

TEST(ReleaseWords, an_endpoint_is_an_address_and_a_port) {
  EXPECT_EQ(parse_endpoint("192.0.2.10:8444")->port, 8444);
  EXPECT_EQ(parse_endpoint("[2001:db8::1]:443")->address, "2001:db8::1");
  for (const char* text : {"", ":1", "192.0.2.10", "192.0.2.10:", "192.0.2.10:0", "192.0.2.10:65536", "192.0.2.10:x"})
    EXPECT_FALSE(parse_endpoint(text).ok()) << text;
}

}  // namespace
}  // namespace cardea::release
