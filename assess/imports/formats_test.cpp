// SPDX-License-Identifier: Apache-2.0
// On files that the tools themselves wrote (nmap 7.93, testssl.sh 3.0.8, ssh-audit 2.5, of servers on loopback) and, for the other
// formats and for ssh-audit 3, on files written by hand in their form. In JSON the @ of algorithm names is written \u0040.
#include "assess/imports/formats.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "lib/store/file.hpp"

namespace cardea::assess {
namespace {

Outcome<Import> imported(ImportKind kind, const std::string& name) {
  const std::string path = std::string(CARDEA_SOURCE_DIR) + "/assess/imports/corpus/" + std::string(key_of(kind)) + "/" + name;
  const auto file = store::read_file(path);
  EXPECT_TRUE(file.ok()) << path;
  return file ? import_file(kind, *file) : Outcome<Import>(Problem(file.error()));
}

class Read {
 public:
  Read(ImportKind kind, const std::string& name) : Read(imported(kind, name), name) {}
  Read(ImportKind kind, const std::string& content, int) : Read(import_file(kind, as_bytes(content)), content) {}

  const Import& import() const { return import_; }
  const ImportedFinding* find(std::string_view subject) const {
    const auto at = std::find_if(import_.findings.begin(), import_.findings.end(),
                                 [&](const ImportedFinding& one) { return one.subject.starts_with(subject); });
    return at == import_.findings.end() ? nullptr : &*at;
  }
  // "bad: using broken SHA-1"
  std::string says(std::string_view subject) const {
    const ImportedFinding* one = find(subject);
    return one == nullptr ? "nothing" : std::string(key_of(one->severity)) + ": " + one->text;
  }
  std::size_t count(Severity severity) const {
    return static_cast<std::size_t>(std::count_if(import_.findings.begin(), import_.findings.end(),
                                                  [&](const ImportedFinding& one) { return one.severity == severity; }));
  }

 private:
  Read(Outcome<Import> import, const std::string& what) {
    EXPECT_TRUE(import.ok()) << what << ": " << (import ? "" : import.error().message);
    if (import) import_ = std::move(*import);
  }

  Import import_;
};

Problem refusal(ImportKind kind, std::string_view content) {
  const auto import = import_file(kind, as_bytes(content));
  EXPECT_FALSE(import.ok()) << content.substr(0, 200);
  return import ? Problem(Err::broken, "accepted") : import.error();
}

TEST(NmapImport, an_open_port_is_told_with_its_service_and_a_closed_one_is_ok) {
  const Read read(ImportKind::nmap, "services.xml");
  EXPECT_EQ(read.import().tool, "nmap");
  EXPECT_EQ(read.import().tool_version, "7.93");
  EXPECT_EQ(read.says("tcp 127.0.0.1:2222"), "info: open: ssh Dropbear sshd 2022.83");
  EXPECT_EQ(read.find("tcp 127.0.0.1:2222")->port, 2222);
  EXPECT_EQ(read.find("tcp 127.0.0.1:2222")->transport, "tcp");
  EXPECT_EQ(read.says("tcp 127.0.0.1:443"), "ok: closed");
  EXPECT_EQ(read.find("tcp 127.0.0.1:443")->port, 0);
  EXPECT_EQ(read.count(Severity::unknown), 0U);
}

TEST(NmapImport, ports_that_it_only_counts_are_told) {
  const Read read(ImportKind::nmap, "one_open_of_1000.xml");
  EXPECT_EQ(read.says("host 127.0.0.1"), "ok: 999 ports are closed");
  EXPECT_EQ(read.says("tcp 127.0.0.1:22"), "info: open: ssh");
}

TEST(NmapImport, what_may_be_open_was_not_tested) {
  EXPECT_EQ(Read(ImportKind::nmap, "udp.xml").says("udp 127.0.0.1:5353"), "unknown: open|filtered: zeroconf");
  EXPECT_EQ(Read(ImportKind::nmap, "filtered.xml").says("tcp 192.0.2.1:22"), "unknown: filtered: ssh");
}

TEST(NmapImport, a_host_that_was_not_reached_was_not_tested) {
  EXPECT_EQ(Read(ImportKind::nmap, "down_listed.xml").says("host 192.0.2.1"), "unknown: is down");
  EXPECT_EQ(Read(ImportKind::nmap, "down_listed.xml").import().findings.size(), 1U);
  EXPECT_EQ(Read(ImportKind::nmap, "down_counted.xml").says("scan"), "unknown: hosts that were down and were not scanned: 1");
  EXPECT_EQ(Read(ImportKind::nmap, "skipped.xml").says("target 192.0.2.1"), "unknown: was skipped");
  EXPECT_EQ(Read(ImportKind::nmap, "timed_out.xml").says("host"), "unknown: did not answer within the time that nmap was given");
}

TEST(NmapImport, a_scan_that_did_not_end_is_unknown_or_no_xml_at_all) {
  EXPECT_FALSE(imported(ImportKind::nmap, "stopped.xml").ok());
  const Read read(ImportKind::nmap, R"(<nmaprun scanner="nmap"><runstats><finished exit="error"/></runstats></nmaprun>)", 0);
  EXPECT_EQ(read.says("scan"), "unknown: it did not come to its end");
  const Read none(ImportKind::nmap, R"(<nmaprun scanner="nmap"><host><status state="up"/></host></nmaprun>)", 0);
  EXPECT_EQ(none.says("host"), "unknown: no port of it was scanned");
  EXPECT_EQ(none.says("scan"), "unknown: it did not come to its end");
}

TEST(NmapImport, a_port_that_is_none_is_not_open) {
  const Read read(ImportKind::nmap,
                  R"(<nmaprun scanner="nmap"><host><status state="up"/><address addr="192.0.2.1" addrtype="ipv4"/><ports>
    <port protocol="tcp" portid="70000"><state state="open"/></port><port protocol="tcp" portid="80"></port></ports></host></nmaprun>)", 0);
  EXPECT_EQ(read.says("tcp 192.0.2.1:70000"), "unknown: open");
  EXPECT_EQ(read.says("tcp 192.0.2.1:80"), "unknown: without a state");
}

TEST(TestsslImport, its_severities_are_ours) {
  const Read read(ImportKind::testssl, "flat.json");
  EXPECT_EQ(read.says("SSLv2 at 127.0.0.1:8443"), "ok: not offered (OK)");
  EXPECT_EQ(read.says("cipherlist_AVERAGE"), "bad: offered (LOW)");
  EXPECT_EQ(read.says("security_headers"), "bad: -- (MEDIUM)");
  EXPECT_EQ(read.says("cipher_order at"), "bad: NOT a cipher order configured (HIGH)");
  EXPECT_EQ(read.says("cert_chain_of_trust"), "bad: failed (self signed). (CRITICAL)");
  EXPECT_EQ(read.says("TLS1 at"), "info: not offered (INFO)");
  EXPECT_EQ(read.find("engine_problem")->severity, Severity::unknown);
  EXPECT_EQ(read.find("engine_problem")->subject, "engine_problem");
  const Read words(ImportKind::testssl, R"([{"id":"a","severity":"SPLENDID","finding":"x"},{"id":"b","severity":"DEBUG","finding":"y"}])", 0);
  EXPECT_EQ(words.says("a"), "unknown: x (SPLENDID)");
  EXPECT_EQ(words.says("b"), "info: y (DEBUG)");
}

TEST(TestsslImport, the_grouped_form_says_the_same) {
  const Read read(ImportKind::testssl, "grouped.json");
  EXPECT_EQ(read.import().tool_version, "3.0.8");
  EXPECT_EQ(read.says("TLS1_3 at 127.0.0.1:9443"), "ok: offered with final (OK)");
  EXPECT_EQ(read.find("engine_problem")->severity, Severity::unknown);
}

TEST(TestsslImport, a_scan_that_could_not_be_done_is_unknown) {
  for (const char* name : {"nobody_there.json", "nobody_there_grouped.json"}) {
    const Read read(ImportKind::testssl, name);
    EXPECT_EQ(read.count(Severity::unknown), read.import().findings.size()) << name;
    EXPECT_NE(read.says("scanProblem").find("unknown: Can't connect"), std::string::npos) << name;
  }
  EXPECT_EQ(Read(ImportKind::testssl, "nobody_there.json").says("scanTime"), "unknown: Scan interrupted (WARN)");
  EXPECT_EQ(Read(ImportKind::testssl, "stopped_grouped.json").says("scan"), "unknown: it did not come to its end");
}

TEST(SshAuditImport, a_version_that_judges_nothing_is_unknown) {
  for (const char* name : {"listed_openssh.json", "listed_dropbear.json"}) {
    const Read read(ImportKind::ssh_audit, name);
    EXPECT_EQ(read.says("enc chacha20-poly1305"), "info: offered") << name;
    EXPECT_EQ(read.says("algorithms"), "unknown: listed, and not judged by this version of ssh-audit") << name;
    EXPECT_EQ(read.count(Severity::bad) + read.count(Severity::ok), 0U) << name;
  }
}

TEST(SshAuditImport, fail_is_bad_and_warn_is_to_be_known) {
  const Read read(ImportKind::ssh_audit, "judged.json");
  EXPECT_EQ(read.says("key ssh-rsa at 127.0.0.1:22"), "bad: using broken SHA-1 hash algorithm; using small 1024-bit modulus");
  EXPECT_EQ(read.says("enc 3des-cbc"), "bad: using broken & deprecated 3DES cipher");
  EXPECT_EQ(read.says("mac hmac-sha2-256"), "info: warning: using encrypt-and-MAC mode");
  EXPECT_EQ(read.says("kex curve25519-sha256"), "ok: offered");
  EXPECT_EQ(read.says("CVE-2000-0001"), "bad: CVSS 5.0: denial of service by many connections");
  EXPECT_EQ(read.count(Severity::unknown), 0U);
}

TEST(SshAuditImport, a_policy_holds_or_does_not) {
  const Read read(ImportKind::ssh_audit, "policy.json");
  EXPECT_EQ(read.says("policy Example policy (version 1) at 127.0.0.1"), "bad: not passed; Host keys");
  EXPECT_EQ(read.says("policy Example policy (version 1) at 127.0.0.2"), "ok: passed");
  EXPECT_EQ(Read(ImportKind::ssh_audit, R"({"policy":"x"})", 0).says("policy x"), "unknown: neither passed nor not");
  EXPECT_EQ(Read(ImportKind::ssh_audit, R"({"banner":null})", 0).says("algorithms"), "unknown: none is listed");
}

TEST(SpdxImport, each_package_is_to_be_known_with_its_version) {
  const Read read(ImportKind::spdx, "speaker.json");
  EXPECT_EQ(read.import().tool, "listmaker-1.2");
  EXPECT_EQ(read.says("openssl 3.0.19"), "info: version 3.0.19, pkg:deb/debian/openssl@3.0.19-1");
  EXPECT_EQ(read.says("speaker"), "info: version not said");
  EXPECT_EQ(read.says("package"), "unknown: one has no name");
  EXPECT_EQ(Read(ImportKind::spdx, "empty.json").says("this file"), "unknown: it has no finding: nothing was tested");
}

TEST(CycloneDxImport, components_within_components_are_listed_too) {
  const Read read(ImportKind::cyclonedx, "speaker.json");
  EXPECT_EQ(read.import().tool, "listmaker");
  EXPECT_EQ(read.import().tool_version, "1.2");
  EXPECT_EQ(read.says("debian 12"), "info: version 12");
  EXPECT_EQ(read.says("zlib 1.2.13"), "info: version 1.2.13, pkg:deb/debian/zlib1g@1.2.13");
  EXPECT_EQ(read.says("speaker"), "info: version not said");
  EXPECT_EQ(read.says("component"), "unknown: one has no name");
  EXPECT_EQ(read.says("completeness"), "unknown: the list says of a part of itself: incomplete");
  EXPECT_EQ(Read(ImportKind::cyclonedx, "older.json").import().tool_version, "0.9");
}

TEST(CycloneDxImport, a_vulnerability_is_bad_unless_its_analysis_says_otherwise) {
  const Read read(ImportKind::cyclonedx, "speaker.json");
  EXPECT_EQ(read.says("CVE-2000-0001"), "bad: vulnerability, not analysed, high");
  EXPECT_EQ(read.says("CVE-2000-0002"), "info: vulnerability, not_affected");
  EXPECT_EQ(read.says("CVE-2000-0003"), "unknown: vulnerability, in_triage");
  EXPECT_EQ(read.says("CVE-2000-0004"), "bad: vulnerability, exploitable");
}

TEST(SarifImport, levels_kinds_and_defaults_are_followed) {
  const Read read(ImportKind::sarif, "levels.json");
  EXPECT_EQ(read.import().tool, "checker");
  EXPECT_EQ(read.import().tool_version, "1.0");
  EXPECT_EQ(read.says("E"), "bad: use after free [src/a.c:7]");
  EXPECT_EQ(read.says("W"), "bad: unused");
  EXPECT_EQ(read.says("N"), "info: a hint");
  EXPECT_EQ(read.says("R1"), "info: as its rule says");
  EXPECT_EQ(read.says("R2"), "bad: a warning by default");
  EXPECT_EQ(read.says("checker"), "bad: points nowhere");
  EXPECT_EQ(read.says("S"), "info: suppressed: known");
  EXPECT_EQ(read.says("P"), "ok: held");
  EXPECT_EQ(read.says("O"), "unknown: could not tell");
  EXPECT_EQ(read.says("V"), "unknown: look");
  EXPECT_EQ(read.says("I"), "info: so it is");
  EXPECT_EQ(read.says("X"), "unknown: a new word");
}

TEST(SarifImport, a_run_that_did_not_succeed_is_unknown) {
  const Read read(ImportKind::sarif, "failed.json");
  EXPECT_EQ(read.import().tool, "checker, checker");
  EXPECT_EQ(read.import().tool_version, "");
  EXPECT_EQ(read.count(Severity::unknown), 3U);
  EXPECT_EQ(read.says("checker"), "unknown: did not run to its end");
  EXPECT_EQ(read.count(Severity::ok), 1U);  // the other run found nothing, and says so
  EXPECT_EQ(Read(ImportKind::sarif, R"({"version":"2.1.0","runs":[]})", 0).count(Severity::unknown), 1U);
}

TEST(JunitImport, only_a_test_that_ran_and_held_is_ok) {
  const Read read(ImportKind::junit, "levels.xml");
  EXPECT_EQ(read.import().tool, "AllTests");
  EXPECT_EQ(read.says("Pairing.opens"), "ok: passed");
  EXPECT_EQ(read.says("Pairing.closes"), "bad: failed: pairing_test.cpp:7\nExpected: closed");
  EXPECT_EQ(read.says("Pairing.needs_a_radio"), "unknown: skipped: no radio");
  EXPECT_EQ(read.says("Pairing.crashes"), "unknown: could not be run: signal 11");
  EXPECT_EQ(read.says("Pairing.is_off"), "unknown: not run");
  EXPECT_EQ(read.says("alone"), "bad: failed");
  EXPECT_EQ(read.says("suite"), "unknown: 1 tests are counted and not listed");
}

TEST(JunitImport, an_error_of_the_suite_itself_is_unknown) {
  const Read read(ImportKind::junit, R"(<testsuite tests="0"><error message="the runner died"/></testsuite>)", 0);
  EXPECT_EQ(read.says("suite"), "unknown: error: the runner died");
}

TEST(Imports, a_file_of_another_kind_is_refused_and_the_reason_given) {
  for (std::size_t kind = 0; kind < 7; ++kind) {
    for (const char* content : {"", "{", "<", "null", "[1]", "{}", "<html/>", "\xff\xfe", "Starting scan ..."}) {
      EXPECT_FALSE(refusal(static_cast<ImportKind>(kind), content).message.empty()) << kind << " " << content;
    }
  }
  EXPECT_EQ(refusal(ImportKind::nmap, R"(<nmaprun scanner="masscan"/>)").code, Err::bad_value);
  EXPECT_EQ(refusal(ImportKind::sarif, R"({"version":"2.0.0","runs":[]})").code, Err::bad_value);
  EXPECT_EQ(refusal(ImportKind::cyclonedx, R"({"bomFormat":"CycloneDX","specVersion":"2.0"})").code, Err::bad_value);
  EXPECT_EQ(refusal(ImportKind::testssl, R"([{"severity":"OK"}])").code, Err::bad_value);
  EXPECT_EQ(refusal(ImportKind::spdx, R"({"@graph":[]})").code, Err::unsupported);
  EXPECT_FALSE(imported(ImportKind::ssh_audit, "no_json.txt").ok());
}

TEST(Imports, half_a_file_is_refused_wherever_it_was_cut) {
  const std::pair<ImportKind, const char*> files[] = {
      {ImportKind::nmap, "services.xml"},  {ImportKind::testssl, "flat.json"}, {ImportKind::ssh_audit, "judged.json"},
      {ImportKind::spdx, "speaker.json"},  {ImportKind::cyclonedx, "speaker.json"}, {ImportKind::sarif, "levels.json"},
      {ImportKind::junit, "levels.xml"}};
  for (const auto& [kind, name] : files) {
    const auto whole = store::read_text(std::string(CARDEA_SOURCE_DIR) + "/assess/imports/corpus/" + std::string(key_of(kind)) + "/" + name);
    ASSERT_TRUE(whole.ok()) << name;
    const std::size_t end = whole->find_last_not_of(" \n");
    for (const std::size_t cut : {std::size_t{1}, end / 3, end / 2, end})
      EXPECT_FALSE(refusal(kind, std::string_view(*whole).substr(0, cut)).message.empty()) << name << " " << cut;
  }
}

TEST(HostileImport, no_entity_is_declared_or_fetched) {
  EXPECT_NE(imported(ImportKind::junit, "entities.xml").error().message.find("declares an entity"), std::string::npos);
  EXPECT_NE(imported(ImportKind::junit, "foreign_entity.xml").error().message.find("an entity that it does not hold"), std::string::npos);
  EXPECT_EQ(refusal(ImportKind::nmap, "<!DOCTYPE nmaprun [<!ENTITY % a SYSTEM 'file:///etc/passwd'> %a;]><nmaprun scanner='nmap'/>").code, Err::refused);
}

TEST(HostileImport, depth_and_length_are_bounded) {
  std::string deep;
  for (std::size_t i = 0; i <= kImportDepthMax; ++i) deep += "<testsuite>";
  EXPECT_NE(refusal(ImportKind::junit, deep).message.find("too deep"), std::string::npos);
  EXPECT_EQ(refusal(ImportKind::sarif, std::string(kImportDepthMax + 1, '[')).code, Err::too_large);
  const std::string long_tag = "<testsuite name=\"" + std::string(3U << 20, 'x') + "\"/>";
  EXPECT_NE(refusal(ImportKind::junit, long_tag).message.find("a tag is too long"), std::string::npos);
  const std::string huge(kImportBytesMax + 1, ' ');
  EXPECT_EQ(refusal(ImportKind::junit, huge).code, Err::too_large);
  EXPECT_EQ(refusal(ImportKind::spdx, huge).code, Err::too_large);
}

TEST(HostileImport, the_number_of_parts_is_bounded) {
  std::string many = "<testsuite>";
  many.reserve(kImportNodesMax * 4 + 20);
  for (std::size_t i = 0; i < kImportNodesMax; ++i) many += "<a/>";
  EXPECT_NE(refusal(ImportKind::junit, many).message.find("too many"), std::string::npos);
}

TEST(HostileImport, findings_above_the_bound_are_cut_and_that_is_told) {
  std::string many = "[";
  for (std::size_t i = 0; i < kImportFindingsMax + 5; ++i) many += std::string(i == 0 ? "" : ",") + R"({"id":"a","severity":"OK"})";
  const Read read(ImportKind::testssl, many + "]", 0);
  EXPECT_EQ(read.import().findings.size(), kImportFindingsMax + 1);
  EXPECT_EQ(read.says("this file"), "unknown: 5 more findings are above the bound and were not read");
}

TEST(HostileImport, texts_are_cut_between_letters_and_kept_as_they_came) {
  std::string wide;
  for (std::size_t i = 0; i < kImportTextMax; ++i) wide += "\xe9\x97\xa8";
  const Read read(ImportKind::testssl, R"([{"id":"\u001b[2J<b>","severity":"OK","finding":")" + wide + "\"}]", 0);
  const ImportedFinding& one = read.import().findings.front();
  EXPECT_EQ(one.subject, "\x1b[2J<b>");
  EXPECT_LE(one.text.size(), kImportTextMax);
  EXPECT_TRUE(one.text.ends_with("\xe9\x97\xa8…"));
}

TEST(Imports, a_byte_order_mark_and_fractions_are_read) {
  EXPECT_TRUE(import_file(ImportKind::sarif, as_bytes("\xef\xbb\xbf{\"version\":\"2.1.0\",\"runs\":[],\"rank\":8.5}")).ok());
}

TEST(Imports, every_kind_has_a_word_and_an_area) {
  for (std::size_t kind = 0; kind < 7; ++kind) {
    EXPECT_EQ(import_kind_named(key_of(static_cast<ImportKind>(kind))), static_cast<ImportKind>(kind));
    EXPECT_FALSE(area_of(static_cast<ImportKind>(kind)).empty());
  }
  EXPECT_FALSE(import_kind_named("nessus").has_value());
  EXPECT_EQ(import_kinds(), "nmap, testssl, ssh_audit, spdx, cyclonedx, sarif, junit");
}

}  // namespace
}  // namespace cardea::assess
