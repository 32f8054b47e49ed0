// SPDX-License-Identifier: Apache-2.0
#include "assess/image/services.hpp"

#include "assess/image/scratch_tree.hpp"

namespace cardea::assess {
namespace {

std::vector<std::string> names(const ImageServices& found) {
  std::vector<std::string> all;
  for (const StartedService& one : found.services)
    all.push_back(std::string(one.starter) + " " + one.what.name + " " + one.what.user);
  return all;
}

using List = std::vector<std::string>;

TEST(ImageServices, of_systemd_are_the_units_that_a_target_wants) {
  ScratchTree image;
  image.file("usr/lib/systemd/system/ssh.service", "[Service]\nExecStart=/usr/sbin/sshd -D\n").link("lib", "usr/lib");
  image.file("usr/lib/systemd/system/web.service", "[Service]\nExecStart=/usr/sbin/web\n");
  image.file("etc/systemd/system/web.service.d/user.conf", "[Service]\nUser=web\n");
  image.file("usr/lib/systemd/system/idle.service", "[Service]\nExecStart=/idle\n");
  image.link("etc/systemd/system/multi-user.target.wants/ssh.service", "/lib/systemd/system/ssh.service");
  image.link("usr/lib/systemd/system/sysinit.target.wants/web.service", "../web.service");
  image.link("etc/systemd/system/multi-user.target.wants/gone.service", "/lib/systemd/system/gone.service");
  const ImageServices found = services_of(image.open());
  EXPECT_EQ(names(found), (List{"systemd ssh.service root", "systemd web.service web"}));
  EXPECT_EQ(found.services.front().what.program, "/usr/sbin/sshd");
  EXPECT_TRUE(found.complete);
}

TEST(ImageServices, that_are_masked_do_not_start) {
  ScratchTree image;
  for (const char* name : {"a", "b"}) {
    image.file("lib/systemd/system/" + std::string(name) + ".service", "[Service]\nExecStart=/x\n");
    image.link("lib/systemd/system/basic.target.wants/" + std::string(name) + ".service", "../x");
  }
  image.link("etc/systemd/system/a.service", "/dev/null").file("etc/systemd/system/b.service", "");
  EXPECT_EQ(names(services_of(image.open())), List{});
}

TEST(ImageServices, of_a_template_or_a_socket_are_found_by_their_file) {
  ScratchTree image;
  image.file("lib/systemd/system/serial-getty@.service", "[Service]\nExecStart=-/sbin/agetty %I\n");
  image.link("etc/systemd/system/getty.target.wants/serial-getty@ttyS0.service", "/lib/systemd/system/serial-getty@.service");
  image.file("lib/systemd/system/telnet@.service", "[Service]\nExecStart=-/usr/sbin/in.telnetd\nDynamicUser=yes\n");
  image.link("etc/systemd/system/sockets.target.wants/telnet.socket", "/lib/systemd/system/telnet.socket");
  const ImageServices found = services_of(image.open());
  EXPECT_EQ(names(found), (List{"systemd serial-getty@ttyS0.service root", "systemd telnet.service a user of its own"}));
  EXPECT_EQ(debug_way_of(found.services[0]), "a login on ttyS0 (systemd)");
  EXPECT_EQ(debug_way_of(found.services[1]), "in.telnetd (systemd)");
}

TEST(ImageServices, of_scripts_are_those_with_a_number_or_in_a_runlevel_and_without_a_unit) {
  ScratchTree image;
  image.file("etc/rc2.d/S01cron", "")
      .file("etc/rc3.d/S02cron", "")
      .file("etc/rc2.d/K01off", "")
      .file("etc/init.d/S50dropbear", "");
  image.file("etc/init.d/functions", "").file("etc/rc2.d/S03ssh", "").file("lib/systemd/system/ssh.service", "[Service]\n");
  image.file("etc/runlevels/default/sshd", "").file("etc/rc.local", "#!/bin/sh\n", 0755);
  EXPECT_EQ(names(services_of(image.open())), (List{"init scripts cron root", "init scripts dropbear root",
                                                    "init scripts sshd root", "init scripts rc.local root"}));
}

TEST(ImageServices, of_inittab_and_inetd_are_read_and_ways_in_are_told) {
  ScratchTree image;
  image.file("etc/inittab", "ttyS0::askfirst:-/bin/sh\ntty1::respawn:/sbin/getty 9600 tty1\n");
  image.file("etc/inetd.conf", "telnet stream tcp nowait root /usr/sbin/telnetd\n").file("etc/rc.local", "", 0644);
  const ImageServices found = services_of(image.open());
  ASSERT_EQ(names(found), (List{"inittab sh root", "inittab getty root", "inetd telnet root"}));
  EXPECT_EQ(debug_way_of(found.services[0]), "a login on ttyS0 (inittab)");
  EXPECT_EQ(debug_way_of(found.services[1]), "");
  EXPECT_EQ(debug_way_of(found.services[2]), "telnetd (inetd)");
}

TEST(ImageServices, a_file_that_cannot_be_read_leaves_them_incomplete) {
  ScratchTree image;
  image.file("etc/inittab", std::string(kStartFileMax + 1, '#'));
  EXPECT_FALSE(services_of(image.open()).complete);
  ScratchTree round;
  round.link("etc/inetd.conf", "inetd.conf");
  EXPECT_FALSE(services_of(round.open()).complete);
  EXPECT_TRUE(services_of(ScratchTree().open()).complete);
}

TEST(ImageServices, are_bounded) {
  ScratchTree image;
  for (std::size_t i = 0; i <= kServicesMax; ++i) image.link("etc/rc.d/S01n" + std::to_string(i), "x");
  const ImageServices found = services_of(image.open());
  EXPECT_EQ(found.services.size(), kServicesMax);
  EXPECT_FALSE(found.complete);
}

TEST(ImageServices, that_lie_outside_are_never_looked_at) {
  ScratchTree image;
  ASSERT_TRUE(store::write_file(image.outside() + "/inittab", as_bytes(std::string_view("::once:/bin/outside\n"))).ok());
  image.link("etc/inittab", image.outside() + "/inittab").link("etc/inetd.conf", "../../inittab");
  image.link("etc/systemd", image.outside());
  EXPECT_EQ(names(services_of(image.open())), List{});
}

}  // namespace
}  // namespace cardea::assess
