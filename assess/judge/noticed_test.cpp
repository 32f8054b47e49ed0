// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/noticed.hpp"

#include "assess/judge/unit.hpp"
#include "assess/testing/declared.hpp"

namespace cardea::assess {
namespace {

using testing::Declared;
using testing::values;

Judgement judge(const Declared& declared, std::string_view unit) {
  return judge(Facts(declared.facts()), *find_unit(unit));
}

std::string said(const Declared& declared, std::string_view unit) {
  std::string all;
  for (const std::string& finding : judge(declared, unit).findings) all += finding + "\n";
  return all;
}

TEST(Noticed, services_that_no_row_names_are_told_to_who_decides) {
  Declared declared;
  declared.answer("5.6-5", "Y").row("SoftServ", "web", values({{"process", "web"}, {"status", list_of({"initialized"})}}));
  declared.fact("image", "services systemd",
                values({{"services", list_of({"web.service as www: /usr/bin/web", "ssh.service as root: /usr/sbin/sshd",
                                              "proxy.service as www: /opt/cardea-web"})}}));
  EXPECT_EQ(judge(declared, "5.6-5-1.a").verdict, Verdict::pending_human);
  EXPECT_EQ(said(declared, "5.6-5-1.a"), "started by systemd, and no SoftServ has it for its process: ssh.service\n");
}

TEST(Noticed, a_service_keeps_a_unit_open_that_no_declared_row_concerns) {
  Declared declared;
  declared.answer("5.6-5", "Y").row("SoftServ", "web", values({{"process", "web"}, {"status", list_of({})}}));
  EXPECT_EQ(judge(declared, "5.6-5-1.a").verdict, Verdict::pass);
  declared.fact("image", "services inetd", values({{"services", list_of({"telnet as root: /usr/sbin/telnetd"})}}));
  EXPECT_EQ(judge(declared, "5.6-5-1.a").verdict, Verdict::pending_human);
}

TEST(Noticed, packages_are_compared_with_components) {
  Declared declared;
  declared.answer("5.3-1", "Y").row("SoftComp", "ssl", values({{"component", "openssl"}, {"update_mechanism", list_of({"x"})}}));
  declared.fact("image", "packages dpkg", values({{"packages", list_of({"openssl 3.0.11"})}}));
  EXPECT_EQ(judge(declared, "5.3-1-1.a").verdict, Verdict::pass);
  declared.fact("image", "packages apk", values({{"packages", list_of({"openssl 3", "musl 1.2"})}}));
  EXPECT_EQ(judge(declared, "5.3-1-1.a").verdict, Verdict::pending_human);
  EXPECT_NE(said(declared, "5.3-1-1.a").find("packages by apk that no SoftComp is named after: 1;"), std::string::npos);
  EXPECT_NE(said(declared, "5.3-1-1.a").find("musl 1.2"), std::string::npos);
}

TEST(Noticed, ways_in_for_debugging_and_what_the_kernel_lacks_are_told) {
  Declared declared;
  declared.answer("5.6-4", "Y").answer("5.6-6", "Y").answer("5.6-8", "Y");
  declared.row("Intf", "lan").row("CodeMin", "less").row("AccCtrl", "mmu");
  declared.fact("image", "debug interfaces",
                values({{"start", list_of({"a login on ttyS0 (inittab)"})}, {"installed", list_of({"/usr/bin/gdbserver"})}}));
  declared.fact("image", "kernel configuration",
                values({{"lacks", list_of({"STRICT_KERNEL_RWX"})}, {"opens", list_of({"KGDB"})}}));
  EXPECT_NE(said(declared, "5.6-4-2.b").find("ttyS0"), std::string::npos);
  EXPECT_NE(said(declared, "5.6-6-1.a").find("gdbserver"), std::string::npos);
  EXPECT_NE(said(declared, "5.6-8-1.b").find("STRICT_KERNEL_RWX"), std::string::npos);
  EXPECT_NE(said(declared, "5.6-8-1.b").find("KGDB"), std::string::npos);
}

TEST(Noticed, is_nothing_where_no_image_was_looked_at) {
  for (const char* unit : {"5.3-1-1.a", "5.6-4-2.b", "5.6-5-1.a", "5.6-6-1.a", "5.6-8-1.b", "5.1-1-1.a"})
    EXPECT_TRUE(noticed_in_image(Facts({}), unit).empty()) << unit;
}

TEST(Noticed, long_lists_are_cut_and_counted) {
  EXPECT_EQ(first_of({"a", "b"}), "a, b");
  EXPECT_EQ(first_of({}), "");
  const std::string cut = first_of(std::vector<std::string>(25, "x"));
  EXPECT_TRUE(cut.ends_with("x and 5 more")) << cut;
}

}  // namespace
}  // namespace cardea::assess
