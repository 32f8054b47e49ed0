// SPDX-License-Identifier: Apache-2.0
// Several people, each with a key on a machine of their own: what waits is carried to them as a file and back. Every story is
// told by the commands, and ends at a device that has nothing but the first root.
#include <cstdlib>
#include <filesystem>

#include "lib/codec/json.hpp"
#include "maker/release/cli.hpp"
#include "maker/release/release_fixture.hpp"

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

class Holders : public ReleaseTest {
 protected:
  Holders() { clock.set_wall_s(SystemClock().wall_s()); }

  std::string key(const std::string& who) const { return folder / (who + ".key"); }
  std::string pub(const std::string& who) const { return folder / (who + ".pub"); }
  std::string pending(const std::string& role) const { return desk_path() + "/pending/" + role + ".json"; }

  void make_key(const std::string& who) { ASSERT_EQ(run({"key", "--key", key(who), "-o", pub(who)}).code, 0); }

  Said init(const std::vector<std::string>& more = {}) {
    for (const char* who : {"ann", "bob", "cem"}) make_key(who);
    std::vector<std::string> words{"init",
                                   "--dir",
                                   desk_path(),
                                   "--root-keys",
                                   pub("ann") + "," + pub("bob") + "," + pub("cem"),
                                   "--root-threshold",
                                   "2",
                                   "--targets-keys",
                                   pub("bob") + "," + pub("cem"),
                                   "--targets-threshold",
                                   "2"};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
  Said sign(const std::string& file, const std::string& who) { return run({"sign", "--request", file, "--key", key(who)}); }
  Said collect(const std::vector<std::string>& files = {}) {
    std::vector<std::string> words{"collect", "--dir", desk_path()};
    words.insert(words.end(), files.begin(), files.end());
    return run(words);
  }
  // A copy on the machine of `who`, signed there.
  std::string carried(const std::string& role, const std::string& who) {
    const std::string copy = folder / (role + "-at-" + who + ".json");
    std::filesystem::copy_file(pending(role), copy, std::filesystem::copy_options::overwrite_existing);
    EXPECT_EQ(sign(copy, who).code, 0);
    return copy;
  }
  void make_signed_desk() {
    ASSERT_EQ(init().code, 0);
    ASSERT_EQ(
        collect({carried("root", "ann"), carried("root", "cem"), carried("targets", "bob"), carried("targets", "cem")}).code, 0);
  }
  Said add(const std::string& version, const std::vector<std::string>& more = {}) {
    std::vector<std::string> words{"add",     "--dir",     desk_path(), "--image", make_image(version, 1),
                                   "--model", "speaker-1", "--version", version};
    words.insert(words.end(), more.begin(), more.end());
    return run(words);
  }
  Outcome<Unit> device_looks() {
    const auto desk = Desk::open(desk_path(), clock);
    if (!device_) device_ = std::make_unique<tuf::Client>(trusted_, clock, *store::read_file(desk->root_path()));
    return look(*device_, *desk);
  }
  bool device_finds(const std::string& version) {
    EXPECT_TRUE(device_looks().ok()) << device_->outcome().error().message;
    return device_->find("speaker-1-" + version + ".img").ok();
  }

  tuf::MemoryStore trusted_;
  std::unique_ptr<tuf::Client> device_;
};

TEST_F(Holders, two_of_three_make_a_desk_and_a_release_on_separate_machines) {
  const Said made = init();
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_NE(made.err.find("waits for signatures"), std::string::npos) << made.err;
  EXPECT_EQ(run({"status", "--dir", desk_path()}).out, "root 1: 0 of 2 signatures\ntargets 1: 0 of 2 signatures\n");
  EXPECT_FALSE(std::filesystem::exists(desk_path() + "/keys/offline/root.seed"));

  EXPECT_EQ(collect({carried("root", "ann")}).out, "root 1: 1 of 2 signatures\ntargets 1: 0 of 2 signatures\n");
  EXPECT_EQ(collect({carried("root", "cem"), carried("targets", "bob"), carried("targets", "cem")}).out,
            "nothing waits for signatures\n");
  EXPECT_FALSE(device_finds("1.1.0"));

  EXPECT_EQ(add("1.1.0").code, 0);
  EXPECT_FALSE(device_finds("1.1.0"));  // nobody has signed it yet
  const std::string file = pending("targets");
  EXPECT_EQ(sign(file, "bob").out, "targets 2: 1 of 2 signatures\n");  // one file may also go from hand to hand
  EXPECT_EQ(sign(file, "cem").out, "targets 2: 2 of 2 signatures\n");
  EXPECT_EQ(collect().code, 0);
  EXPECT_TRUE(device_finds("1.1.0"));
}

TEST_F(Holders, a_key_that_is_not_named_is_refused_and_those_that_are_missing_are_told) {
  ASSERT_NO_FATAL_FAILURE(make_signed_desk());
  ASSERT_EQ(add("1.1.0").code, 0);
  for (const char* who : {"ann", "eve"}) {  // ann holds a root key only
    if (who == std::string("eve")) make_key("eve");
    const Said refused = sign(pending("targets"), who);
    EXPECT_EQ(refused.code, 1);
    EXPECT_NE(refused.err.find("may not sign targets 2"), std::string::npos) << refused.err;
    EXPECT_NE(refused.err.find("hint: still missing: "), std::string::npos) << refused.err;
  }
  EXPECT_EQ(run({"status", "--dir", desk_path()}).out, "targets 2: 0 of 2 signatures\n");
}

TEST_F(Holders, one_holder_who_signs_twice_is_one) {
  ASSERT_NO_FATAL_FAILURE(make_signed_desk());
  ASSERT_EQ(add("1.1.0").code, 0);
  EXPECT_EQ(collect({carried("targets", "bob"), carried("targets", "bob")}).out, "targets 2: 1 of 2 signatures\n");
  EXPECT_FALSE(device_finds("1.1.0"));
}

TEST_F(Holders, a_request_that_was_changed_on_its_way_brings_nothing_back) {
  ASSERT_NO_FATAL_FAILURE(make_signed_desk());
  ASSERT_EQ(add("1.1.0").code, 0);
  const std::string copy = carried("targets", "bob");
  std::string text = *store::read_text(copy);
  text.replace(text.find("speaker-1-1.1.0.img"), 19, "speaker-1-6.6.6.img");
  ASSERT_TRUE(store::write_file(copy, as_bytes(text)).ok());
  const Said refused = collect({copy});
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("over another targets"), std::string::npos) << refused.err;
  ASSERT_TRUE(store::write_file(copy, as_bytes("{}")).ok());
  EXPECT_NE(collect({copy}).code, 0);
}

TEST_F(Holders, what_is_added_while_something_waits_waits_with_it_and_is_signed_anew) {
  ASSERT_NO_FATAL_FAILURE(make_signed_desk());
  ASSERT_EQ(add("1.1.0").code, 0);
  const std::string older = carried("targets", "bob");
  ASSERT_EQ(add("1.2.0").code, 0);
  EXPECT_NE(collect({older}).code, 0);
  ASSERT_EQ(collect({carried("targets", "bob"), carried("targets", "cem")}).code, 0);
  EXPECT_TRUE(device_finds("1.1.0"));
  EXPECT_TRUE(device_finds("1.2.0"));
}

TEST_F(Holders, a_lost_key_is_replaced_by_the_others_and_devices_follow) {
  ASSERT_NO_FATAL_FAILURE(make_signed_desk());
  ASSERT_TRUE(device_looks().ok());
  make_key("dan");
  const std::string lost = tuf::keyid_of(*parse_json(*store::read_file(pub("ann")))).substr(0, 12);
  const Said changed = run({"root", "--dir", desk_path(), "--role", "root", "--revoke", lost, "--add-keys", pub("dan")});
  ASSERT_EQ(changed.code, 0) << changed.err;
  EXPECT_EQ(run({"status", "--dir", desk_path()}).out,
            "root 2: 0 of 2 signatures of the root, 0 of 2 signatures of the root of before\n");
  EXPECT_EQ(collect({carried("root", "bob"), carried("root", "dan")}).out,
            "root 2: 2 of 2 signatures of the root, 1 of 2 signatures of the root of before\n");
  ASSERT_EQ(collect({carried("root", "cem")}).out, "nothing waits for signatures\n");
  ASSERT_TRUE(device_looks().ok()) << device_->outcome().error().message;
  EXPECT_EQ(device_->root_version(), 2);
}

TEST_F(Holders, a_targets_key_that_is_replaced_has_the_targets_signed_anew) {
  ASSERT_NO_FATAL_FAILURE(make_signed_desk());
  ASSERT_EQ(add("1.1.0").code, 0);
  ASSERT_EQ(collect({carried("targets", "bob"), carried("targets", "cem")}).code, 0);
  make_key("dan");
  const std::string stolen = tuf::keyid_of(*parse_json(*store::read_file(pub("cem"))));
  ASSERT_EQ(run({"root", "--dir", desk_path(), "--role", "targets", "--revoke", stolen, "--add-keys", pub("dan")}).code, 0);
  EXPECT_EQ(collect({carried("root", "ann"), carried("root", "bob")}).out, "targets 3: 0 of 2 signatures\n");
  EXPECT_EQ(sign(pending("targets"), "cem").code, 1);
  ASSERT_EQ(collect({carried("targets", "bob"), carried("targets", "dan")}).code, 0);
  EXPECT_TRUE(device_finds("1.1.0"));
}

TEST_F(Holders, stolen_online_keys_are_renewed_by_the_root_alone) {
  ASSERT_NO_FATAL_FAILURE(make_signed_desk());
  ASSERT_TRUE(device_looks().ok());
  const std::string before = *store::read_text(desk_path() + "/keys/online/timestamp.seed");
  ASSERT_EQ(run({"root", "--dir", desk_path(), "--renew-online"}).code, 0);
  EXPECT_EQ(*store::read_text(desk_path() + "/keys/online/timestamp.seed"), before);  // until the root is signed
  ASSERT_EQ(collect({carried("root", "ann"), carried("root", "bob")}).code, 0);
  EXPECT_NE(*store::read_text(desk_path() + "/keys/online/timestamp.seed"), before);
  EXPECT_TRUE(device_looks().ok()) << device_->outcome().error().message;
}

TEST_F(Holders, an_impossible_threshold_or_a_key_that_is_none_is_refused) {
  EXPECT_EQ(init({"--root-threshold", "4"}).code, 2);
  ASSERT_TRUE(store::write_file(pub("bad"), as_bytes("{\"keytype\":\"magic\"}")).ok());
  EXPECT_NE(run({"init", "--dir", desk_path(), "--root-keys", pub("bad")}).code, 0);
  EXPECT_NE(run({"init", "--dir", desk_path(), "--root-keys", folder / "missing.pub"}).code, 0);
}

TEST_F(Holders, an_expired_root_stops_whoever_signs_under_it) {
  ASSERT_EQ(init({"--expires-root", "1s"}).code, 0);
  const Request waiting = *read_request(pending("targets"));
  auto bob = *open_signing_key(key("bob"), no_passphrase);
  Request copy = waiting;
  EXPECT_TRUE(sign_request(copy, *bob, clock.wall_s() - 10).ok());
  const auto refused = sign_request(copy, *bob, clock.wall_s() + 86'400);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Err::expired);
  EXPECT_NE(refused.error().message.find("the root expired at"), std::string::npos);
  EXPECT_NE(refused.error().hint.find("cardea release root"), std::string::npos);
  Request root = *read_request(pending("root"));
  EXPECT_EQ(sign_request(root, **open_signing_key(key("ann"), no_passphrase), clock.wall_s() + 86'400).error().code,
            Err::expired);
}

// --- one machine ---

class OneDesk : public Holders {};

TEST_F(OneDesk, a_desk_with_a_passphrase_opens_with_it_only) {
  ASSERT_TRUE(store::write_file(folder / "pass", as_bytes("correct horse\n")).ok());
  ASSERT_TRUE(store::write_file(folder / "wrong", as_bytes("battery staple\n")).ok());
  ASSERT_EQ(run({"init", "--dir", desk_path(), "--passphrase-file", folder / "pass"}).code, 0);
  EXPECT_NE(store::read_text(desk_path() + "/keys/offline/root.seed")->find("argon2id"), std::string::npos);
  EXPECT_EQ(store::read_text(desk_path() + "/keys/online/timestamp.seed")->find("argon2id"), std::string::npos);
  const Said refused = add("1.1.0", {"--passphrase-file", folder / "wrong"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("the passphrase is another one"), std::string::npos) << refused.err;
  EXPECT_EQ(refused.err.find("battery"), std::string::npos);
  ASSERT_EQ(add("1.1.0", {"--passphrase-file", folder / "pass"}).code, 0);
  EXPECT_EQ(run({"refresh", "--dir", desk_path()}).code, 0);
  EXPECT_TRUE(device_finds("1.1.0"));
}

TEST_F(OneDesk, renews_its_root_in_one_step) {
  ASSERT_EQ(run({"init", "--dir", desk_path()}).code, 0);
  ASSERT_TRUE(device_looks().ok());
  ASSERT_EQ(run({"root", "--dir", desk_path(), "--renew-online"}).code, 0);
  ASSERT_TRUE(device_looks().ok()) << device_->outcome().error().message;
  EXPECT_EQ(device_->root_version(), 2);
}

TEST_F(OneDesk, a_bill_of_materials_is_published_beside_its_image) {
  ASSERT_EQ(run({"init", "--dir", desk_path()}).code, 0);
  ASSERT_TRUE(
      store::write_file(folder / "sbom.json", as_bytes(R"({"bomFormat":"CycloneDX","specVersion":"1.6","components":[]})")).ok());
  ASSERT_EQ(add("1.1.0", {"--sbom", folder / "sbom.json"}).code, 0);
  ASSERT_TRUE(device_finds("1.1.0"));
  const auto info = tuf::parse_release_info(device_->find("speaker-1-1.1.0.img")->custom);
  EXPECT_EQ(info->sbom, "speaker-1-1.1.0.cdx.json");
  EXPECT_TRUE(device_->find(info->sbom).ok());
  ASSERT_TRUE(store::write_file(folder / "sbom.json", as_bytes("<bom/>")).ok());
  const Said refused = add("1.2.0", {"--sbom", folder / "sbom.json"});
  EXPECT_EQ(refused.code, 2);
  EXPECT_NE(refused.err.find("no CycloneDX document"), std::string::npos);
}

TEST_F(OneDesk, what_no_device_would_take_is_not_published) {
  ASSERT_EQ(run({"init", "--dir", desk_path(), "--expires-timestamp", "1s"}).code, 0);
  Desk desk = *Desk::open(desk_path(), clock);
  EXPECT_TRUE(desk.check_as_a_device().ok());
  clock.advance_ms(5000);
  const auto refused = desk.check_as_a_device();
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, Err::expired);
  EXPECT_NE(refused.error().hint.find("cardea release refresh"), std::string::npos);
}

TEST_F(OneDesk, a_release_is_taken_back_for_an_older_one_of_the_same_epoch_only) {
  Desk desk = *Desk::init(desk_path(), clock);
  ASSERT_TRUE(desk.add(release("1.0.0", 1)).ok());
  ASSERT_TRUE(desk.add(release("1.1.0", 2)).ok());
  ASSERT_TRUE(desk.add(release("1.2.0", 2)).ok());
  EXPECT_EQ(desk.withdraw({"speaker-1", "1.2.0"}, "1.0.0").error().code, Err::refused);
  EXPECT_EQ(desk.withdraw({"speaker-1", "1.2.0"}, "0.9.0").error().code, Err::not_found);
  ASSERT_TRUE(desk.withdraw({"speaker-1", "1.2.0"}, "1.1.0").ok());
  EXPECT_FALSE(device_finds("1.2.0"));
  EXPECT_EQ(tuf::parse_release_info(device_->find("speaker-1-1.1.0.img")->custom)->back_from, "1.2.0");
}

// --- a token ---

constexpr const char* kModule = "/usr/lib/softhsm/libsofthsm2.so";

// SoftHSM keeps its tokens in a folder that its configuration names.
class TokenHolder : public Holders {
 protected:
  TokenHolder() {
    std::filesystem::create_directory(folder / "tokens");
    const std::string conf = "directories.tokendir = " + std::string(folder / "tokens") + "\nobjectstore.backend = file\n";
    EXPECT_TRUE(store::write_file(folder / "softhsm2.conf", as_bytes(conf)).ok());
    EXPECT_TRUE(store::write_file(folder / "pin", as_bytes("1234\n")).ok());
    ::setenv("SOFTHSM2_CONF", std::string(folder / "softhsm2.conf").c_str(), 1);
    EXPECT_EQ(std::system("softhsm2-util --init-token --free --label ann --so-pin 5678 --pin 1234 >/dev/null"), 0);
  }
  static std::string place() { return std::string("pkcs11:token=ann;object=root?module-path=") + kModule; }
};

TEST_F(TokenHolder, signs_with_a_key_that_never_leaves_the_token) {
  const Said made = run({"key", "--key", place(), "-o", pub("ann"), "--passphrase-file", folder / "pin"});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_NE(store::read_text(pub("ann"))->find("ecdsa-sha2-nistp256"), std::string::npos);
  EXPECT_EQ(run({"key", "--key", place(), "-o", pub("again"), "--passphrase-file", folder / "pin"}).code, 1);  // is there already
  make_key("bob");
  ASSERT_EQ(run({"init", "--dir", desk_path(), "--root-keys", pub("ann") + "," + pub("bob"), "--root-threshold", "2"}).code, 0);
  const Said signed_now = run({"sign", "--request", pending("root"), "--key", place(), "--passphrase-file", folder / "pin"});
  EXPECT_EQ(signed_now.out, "root 1: 1 of 2 signatures\n") << signed_now.err;
  ASSERT_EQ(sign(pending("root"), "bob").code, 0);
  ASSERT_EQ(collect().code, 0);
  EXPECT_TRUE(device_looks().ok()) << device_->outcome().error().message;
}

TEST_F(TokenHolder, a_wrong_pin_or_an_unknown_token_is_said_with_a_hint) {
  ASSERT_TRUE(store::write_file(folder / "wrong", as_bytes("9999\n")).ok());
  const Said refused = run({"key", "--key", place(), "-o", pub("ann"), "--passphrase-file", folder / "wrong"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("the token refuses the PIN"), std::string::npos) << refused.err;
  EXPECT_EQ(refused.err.find("9999"), std::string::npos);
  const std::string elsewhere = std::string("pkcs11:token=nobody;object=root?module-path=") + kModule;
  EXPECT_EQ(run({"key", "--key", elsewhere, "-o", pub("ann"), "--passphrase-file", folder / "pin"}).code, 1);
  EXPECT_EQ(run({"key", "--key", "pkcs11:token=ann", "-o", pub("ann"), "--passphrase-file", folder / "pin"}).code, 2);
}

}  // namespace
}  // namespace cardea::release
