// SPDX-License-Identifier: Apache-2.0
#include "device/warden/integrity.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "lib/base/temporary_folder.hpp"
#include "lib/image/image.hpp"

namespace cardea::warden {
namespace {

// A running system of two files, as the boot step lays it out.
class Integrity : public ::testing::Test {
 protected:
  Integrity() {
    put("gate", std::string(20'000, 'g'));
    put("product", "policy");
    const auto built = image::build(image(), {.model = "m", .version = "1.0.0", .epoch = 1, .files = {}},
                                    {{"bin/gate", folder_ / "gate", true}, {"product.cbor", folder_ / "product", false}}, {});
    EXPECT_TRUE(built.ok());
    root_ = built->root;
    EXPECT_TRUE(image::verify(image(), root_)->unpack(folder_ / "run"));
  }
  void put(const std::string& name, const std::string& content) { std::ofstream(folder_ / name, std::ios::binary) << content; }
  void change_a_byte(const std::string& path, std::streamoff at) {
    ::chmod(path.c_str(), 0644);
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(at);
    file.put('!');
  }
  std::string image() const { return folder_ / "image"; }
  Status check() const { return check_integrity(folder_.path(), image(), root_); }

  TemporaryFolder folder_;
  crypto::Digest256 root_{};
};

TEST_F(Integrity, holds_for_what_was_verified) {
  EXPECT_TRUE(check().ok());
}

TEST_F(Integrity, ends_with_one_changed_byte_of_the_running_system) {
  change_a_byte(folder_ / "run/bin/gate", 12'345);
  EXPECT_EQ(check().error().code, Err::unauthentic);
}

TEST_F(Integrity, ends_with_one_changed_byte_of_the_slot) {
  change_a_byte(image(), 5'000);
  EXPECT_EQ(check().error().code, Err::unauthentic);
}

TEST_F(Integrity, ends_with_a_missing_and_with_an_added_file) {
  put("run/bin/more", "planted");
  EXPECT_EQ(check().error().code, Err::unauthentic);
  std::filesystem::remove(folder_ / "run/bin/more");
  EXPECT_TRUE(check().ok());
  std::filesystem::remove(folder_ / "run/product.cbor");
  EXPECT_EQ(check().error().code, Err::unauthentic);
}

TEST_F(Integrity, is_not_called_lost_when_nobody_could_look) {
  std::filesystem::remove(image());
  EXPECT_NE(check().error().code, Err::unauthentic);
}

}  // namespace
}  // namespace cardea::warden
