// SPDX-License-Identifier: Apache-2.0
#include "assess/image/scratch_tree.hpp"
#include "assess/probes/bench.hpp"
#include "lib/codec/json.hpp"

namespace cardea::assess {
namespace {

using List = std::vector<std::string>;

// What the probe leaves of one image.
struct Looked {
  FactList list;
  Status ran = kOk;

  const Fact& at(std::string_view subject) const {
    static const Fact kNothing;
    for (const Fact& fact : list.facts()) {
      if (fact.subject == subject) return fact;
    }
    return kNothing;
  }
};

Looked look(const std::string& root, const std::string& kernel_config = {}) {
  Looked looked;
  Driver driver;
  driver.image = {root, kernel_config};
  const Bench bench{driver, {}, {}};
  Notes notes(looked.list, "image", Effect::reads);
  looked.ran = probe_image(bench, notes);
  return looked;
}

ScratchTree& furnish(ScratchTree& image) {
  image.file("var/lib/dpkg/status", "Package: openssl\nStatus: install ok installed\nVersion: 3\n");
  image.file("etc/inittab", "::respawn:/usr/sbin/agent --token hunter2\nttyS0::respawn:/sbin/getty -L ttyS0 9600\n");
  image.file("etc/inetd.conf", "ftp stream tcp nowait ftp /usr/sbin/ftpd ftpd\n");
  image.file("etc/passwd", "root:x:0:0::/root:/bin/sh\ntoor:x:0:0::/:/bin/false\nftp:x:9:9::/:\nopen::10:10::/:/bin/nologin\n");
  image.file("etc/shadow", "root:$6$salt$hash:1::::::\ntoor:!:1::::::\n", 0600);
  image.file("bin/su", "x", 04755).file("boot/config-6.1", "CONFIG_KGDB=y\n# CONFIG_STACKPROTECTOR is not set\n");
  return image;
}

TEST(ImageProbe, tells_what_is_installed_what_starts_who_there_is_and_how_the_kernel_was_built) {
  ScratchTree image;
  const Looked looked = look(furnish(image).root());
  ASSERT_TRUE(looked.ran.ok());
  EXPECT_EQ(looked.at("packages dpkg").texts("packages"), (List{"openssl 3"}));
  EXPECT_EQ(looked.at("services inittab").texts("services"),
            (List{"agent as root: /usr/sbin/agent", "getty as root on ttyS0: /sbin/getty"}));
  EXPECT_EQ(looked.at("services inetd").texts("as_root"), List{});
  EXPECT_EQ(looked.at("all that starts").number("count"), 3);
  EXPECT_EQ(looked.at("users").texts("may_sign_in"), (List{"root (/bin/sh)", "ftp (/bin/sh)"}));
  EXPECT_EQ(looked.at("users").texts("uid_0"), (List{"root", "toor"}));
  EXPECT_EQ(looked.at("users").texts("with_password"), (List{"root"}));
  EXPECT_EQ(looked.at("users").texts("without_password"), (List{"open"}));
  EXPECT_EQ(looked.at("rights of files").texts("set_user_id").size(), 1U);
  EXPECT_EQ(looked.at("debug interfaces").texts("start"), (List{"a login on ttyS0 (inittab)"}));
  EXPECT_EQ(looked.at("kernel configuration").texts("lacks"), (List{"STACKPROTECTOR"}));
  EXPECT_EQ(looked.at("kernel configuration").text("file"), "boot/config-6.1");
}

TEST(ImageProbe, keeps_no_hash_and_no_argument_of_a_command) {
  ScratchTree image;
  const Looked looked = look(furnish(image).root());
  ASSERT_TRUE(looked.ran.ok());
  for (const Fact& fact : looked.list.facts()) {
    const std::string text = print_json(fact.values);
    for (const char* secret : {"hunter2", "$6$", "hash:"}) EXPECT_EQ(text.find(secret), std::string::npos) << text;
  }
}

TEST(ImageProbe, of_an_empty_folder_finds_nothing_and_says_so) {
  const ScratchTree image;
  const Looked looked = look(image.root());
  ASSERT_TRUE(looked.ran.ok());
  EXPECT_EQ(looked.at("all that starts").number("count"), 0);
  EXPECT_EQ(looked.at("rights of files").number("files"), 0);
  EXPECT_FALSE(looked.at("rights of files").flag("of_root"));
  EXPECT_FALSE(looked.at("users").has("count"));
}

TEST(ImageProbe, a_file_that_is_there_and_tells_nothing_is_told) {
  ScratchTree image;
  image.file("var/lib/dpkg/status", "no database\n").file("boot/config", "nothing\n").link("etc/passwd", "passwd");
  const Looked looked = look(image.root());
  ASSERT_TRUE(looked.ran.ok());
  for (const char* subject : {"packages dpkg", "kernel configuration", "users"}) {
    EXPECT_FALSE(looked.at(subject).text("not_understood").empty()) << subject;
    EXPECT_FALSE(looked.at(subject).flag("complete")) << subject;
  }
}

TEST(ImageProbe, takes_the_kernel_configuration_that_the_driver_names) {
  ScratchTree image;
  const std::string config = image.outside() + "/config";
  ASSERT_TRUE(store::write_file(config, as_bytes(std::string_view("CONFIG_SECCOMP=y\n"))).ok());
  EXPECT_EQ(look(furnish(image).root(), config).at("kernel configuration").texts("hardens"), (List{"SECCOMP"}));
  EXPECT_FALSE(look(image.root(), image.outside() + "/none").at("kernel configuration").text("not_understood").empty());
}

TEST(ImageProbe, follows_no_link_out_of_the_image) {
  ScratchTree image;
  const auto outside = [&](const std::string& name, std::string_view text) {
    ASSERT_TRUE(store::write_file(image.outside() + "/" + name, as_bytes(text)).ok());
  };
  outside("passwd", "outsider:x:0:0::/:/bin/sh\n");
  outside("status", "Package: outsider\n");
  outside("config", "CONFIG_OUTSIDER=y\n");
  image.link("etc/passwd", image.outside() + "/passwd").link("var/lib/dpkg/status", "../../../../status");
  image.link("boot", "..").link("proc", "/proc");
  const Looked looked = look(image.root());
  ASSERT_TRUE(looked.ran.ok());
  EXPECT_FALSE(looked.at("users").has("count"));
  EXPECT_FALSE(looked.at("packages dpkg").has("count"));
  EXPECT_FALSE(looked.at("kernel configuration").has("options"));
}

TEST(ImageProbe, fits_into_a_record_however_much_an_image_tells) {
  ScratchTree image;
  std::string packages;
  std::string users;
  std::string services;
  for (int i = 0; i < 4000; ++i)
    packages += "Package: " + std::string(500, '"') + "\nVersion: " + std::string(500, '\\') + "\n\n";
  for (int i = 0; i < 2000; ++i) users += std::string(200, 'u') + "::0:0::/:/" + std::string(200, '"') + "\n";
  for (int i = 0; i < 500; ++i) services += std::string(200, 'x') + " stream tcp nowait root /" + std::string(300, '\x01') + "\n";
  image.file("var/lib/dpkg/status", packages).file("etc/passwd", users).file("etc/inetd.conf", services);
  const Looked looked = look(image.root());
  ASSERT_TRUE(looked.ran.ok());
  EXPECT_EQ(looked.at("services inetd").texts("services").size(), 500U);
  for (const Fact& fact : looked.list.facts()) EXPECT_LT(print_json(fact.values).size(), kEvidenceLineMax - 4096) << fact.subject;
}

TEST(ImageProbe, without_an_image_or_of_one_that_is_not_there_does_not_come_to_its_end) {
  EXPECT_EQ(look("").ran.error().code, Err::unsupported);
  EXPECT_EQ(look("/nowhere/root").ran.error().code, Err::not_found);
}

}  // namespace
}  // namespace cardea::assess
