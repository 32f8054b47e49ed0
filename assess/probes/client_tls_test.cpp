// SPDX-License-Identifier: Apache-2.0
// Devices that go to a server which the assessor plays: each right or wrong in one thing, and some that are hostile.
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <sys/socket.h>

#include "assess/testing/expect.hpp"
#include "assess/testing/twin_client.hpp"
#include "lib/crypto/x509.hpp"

namespace cardea::assess {
namespace {

using testing::ClientFaults;
using testing::TwinClient;

// A critical parameter travels by the one communication that this device has.
class Clients : public ::testing::Test {
 protected:
  Judgement judged_of(const ClientFaults& faults) {
    client_ = std::make_unique<TwinClient>(faults);
    client_->declare_in(bench_);
    bench_.declare("SecParam", "SecParam-Token", R"({"type":"critical","communication_mechanisms":["ComMech-Service"]})");
    prepare(bench_.driver.client.at("ComMech-Service"));
    bench_.run("client_tls");
    return judged();
  }
  Judgement judged() { return find_rule("secrets_travel_encrypted")(Facts(bench_.list.facts())); }
  const Fact& seen(const std::string& subject) {
    const Fact* fact = Facts(bench_.list.facts()).one("client_tls", subject + "ComMech-Service");
    EXPECT_NE(fact, nullptr) << subject;
    static const Fact kNone{};
    return fact == nullptr ? kNone : *fact;
  }
  std::string conduct(const std::string& offer) { return seen("offer " + offer + " to ").text("conduct"); }

  std::function<void(ClientActs&)> prepare = [](ClientActs&) {};
  TwinBench bench_{1};
  std::unique_ptr<TwinClient> client_;
};

TEST_F(Clients, that_verify_their_server_and_speak_new_tls_pass) {
  expect(judged_of({}), Verdict::pass);
  EXPECT_EQ(conduct("trusted"), "spoke");
  for (const char* offer : {"self-signed", "unknown authority", "wrong name", "expired"})
    EXPECT_EQ(conduct(offer), "refused") << offer;
  EXPECT_EQ(conduct("TLS 1.2"), "spoke");
  for (const char* offer : {"TLS 1.1", "TLS 1.0", "weak ciphers"}) EXPECT_EQ(conduct(offer), "shared nothing") << offer;
  EXPECT_EQ(conduct("trusted at the end"), "spoke");
  EXPECT_EQ(seen("offer trusted to ").effect, Effect::changes);
}

TEST_F(Clients, say_in_their_hello_what_they_can_do) {
  judged_of({});
  const Fact& hello = seen("hello of ");
  EXPECT_EQ(hello.texts("versions"), (std::vector<std::string>{"TLS 1.3", "TLS 1.2"}));
  EXPECT_TRUE(hello.lists("suites", "TLS_AES_256_GCM_SHA384"));
  EXPECT_TRUE(hello.lists("groups", "X25519"));
  EXPECT_EQ(hello.text("server_name"), testing::kServerName);
}

TEST_F(Clients, that_verify_nothing_fail) {
  expect(judged_of({.verifies_nothing = true}), Verdict::fail, "self-signed: it goes on and sends data");
  EXPECT_EQ(conduct("unknown authority"), "spoke");
}

TEST_F(Clients, that_verify_no_name_fail) {
  expect(judged_of({.verifies_no_name = true}), Verdict::fail, "wrong name: it goes on");
  EXPECT_EQ(conduct("self-signed"), "refused");
}

TEST_F(Clients, that_ignore_expiry_fail) {
  expect(judged_of({.ignores_expiry = true}), Verdict::fail, "expired: it goes on");
  EXPECT_EQ(conduct("wrong name"), "refused");
}

TEST_F(Clients, that_come_down_to_old_tls_fail) {
  expect(judged_of({.speaks_old_tls = true}), Verdict::fail, "TLS 1.0: it goes along");
  EXPECT_EQ(seen("offer TLS 1.1 to ").text("version"), "TLSv1.1");
}

TEST_F(Clients, that_do_without_encryption_fail) {
  const Judgement judgement = judged_of({.offers_no_encryption = true});
  expect(judgement, Verdict::fail, "weak ciphers: it goes along");
  expect(judgement, Verdict::fail, "offers TLS_ECDHE_ECDSA_WITH_NULL_SHA");
}

TEST_F(Clients, that_go_below_the_version_that_is_declared_fail) {
  bench_.declare("SecParam", "SecParam-Other", R"({"type":"critical","communication_mechanisms":["ComMech-New"]})");
  TwinClient other;
  other.declare_in(bench_, "ComMech-Old");
  bench_.declare("ComMech", "ComMech-New", R"({"cryptographic_details":[{"protocol":"TLS","version":"1.3"}]})");
  bench_.driver.client["ComMech-New"] = bench_.driver.client.at("ComMech-Old");
  bench_.driver.client.erase("ComMech-Old");
  bench_.run("client_tls");
  expect(judged(), Verdict::fail, "ComMech-New, TLS 1.2: it goes along");
}

TEST_F(Clients, that_never_connect_prove_nothing) {
  expect(judged_of({.never_connects = true}), Verdict::inconclusive, "with the server that it trusts it stayed away");
}

TEST_F(Clients, that_give_up_after_one_connection_prove_nothing) {
  expect(judged_of({.gives_up = true}), Verdict::inconclusive, "self-signed: it stayed away");
}

TEST_F(Clients, that_do_not_take_what_they_should_trust_prove_nothing) {
  prepare = [](ClientActs& acts) { acts.name = "another.example.com"; };
  expect(judged_of({}), Verdict::inconclusive, "with the server that it trusts it refused");
}

TEST_F(Clients, that_leave_every_server_without_a_word_prove_nothing) {
  expect(judged_of({.says_nothing = true}), Verdict::inconclusive, "it left");
}

TEST_F(Clients, that_wait_for_their_server_to_speak_are_told_by_whom_they_wait_for) {
  expect(judged_of({.listens = true}), Verdict::pass);
  EXPECT_EQ(conduct("trusted"), "waited");
}

TEST_F(Clients, that_wait_for_any_server_fail) {
  expect(judged_of({.verifies_nothing = true, .listens = true}), Verdict::fail, "it goes on as with the server that it trusts");
}

TEST_F(Clients, that_nobody_leads_to_us_were_not_tried) {
  prepare = [this](ClientActs&) { bench_.driver.client.clear(); };
  expect(judged_of({}), Verdict::inconclusive, "ComMech-Service was not tried");
}

TEST_F(Clients, are_shown_only_the_certificates_that_the_bench_has) {
  prepare = [this](ClientActs& acts) {
    const auto authority = acts.authority;
    const auto read = [](const std::string& path) { return *store::read_text(path, 64U << 10); };
    const auto ca_key = *crypto::EcKey::from_pem(SecretBytes(read(authority.key)));
    const auto key = *crypto::EcKey::generate();
    crypto::CertificateTerms terms;
    terms.common_name = testing::kServerName;
    terms.dns_names = {testing::kServerName};
    terms.not_before_s = 1'700'000'000;
    terms.not_after_s = 2'500'000'000;
    terms.server_auth = true;
    bench_.write("good.pem", *crypto::issue(*ca_key, read(authority.certificate), key->public_key(), terms));
    const SecretBytes pem = *key->to_pem();
    bench_.write("good.key", as_text(pem.expose_secret()));
    acts.good = {bench_.scratch / "good.pem", bench_.scratch / "good.key"};
    acts.authority = {};
  };
  expect(judged_of({}), Verdict::inconclusive, "wrong name: the driver gives no such certificate");
  EXPECT_EQ(conduct("trusted"), "spoke");
  EXPECT_EQ(conduct("self-signed"), "refused");
  EXPECT_FALSE(seen("offer expired to ").flag("tried"));
}

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, FreeKey>;

// In the spelling of older tools: "BEGIN EC PRIVATE KEY".
void write_traditional(EVP_PKEY* key, const std::string& path) {
  const std::unique_ptr<BIO, int (*)(BIO*)> file(BIO_new_file(path.c_str(), "w"), BIO_free);
  ASSERT_EQ(PEM_write_bio_PrivateKey_traditional(file.get(), key, nullptr, nullptr, 0, nullptr, nullptr), 1);
}

TEST_F(Clients, are_shown_what_an_authority_issues_whose_key_an_older_tool_wrote) {
  prepare = [&](ClientActs& acts) {
    const std::unique_ptr<BIO, int (*)(BIO*)> file(BIO_new_file(acts.authority.key.c_str(), "r"), BIO_free);
    const KeyPtr key(PEM_read_bio_PrivateKey(file.get(), nullptr, nullptr, nullptr));
    write_traditional(key.get(), bench_.scratch / "ca.key");
    acts.authority.key = bench_.scratch / "ca.key";
  };
  expect(judged_of({}), Verdict::pass);
}

TEST_F(Clients, of_an_authority_whose_key_is_not_of_p_256_are_an_error_that_says_how_to_make_one) {
  prepare = [&](ClientActs& acts) {
    const KeyPtr key(EVP_RSA_gen(2048));
    write_traditional(key.get(), bench_.scratch / "ca.key");
    acts.authority.key = bench_.scratch / "ca.key";
  };
  expect(judged_of({}), Verdict::error, "openssl genpkey -algorithm EC");
}

TEST_F(Clients, whose_files_are_not_there_are_an_error_that_says_which) {
  prepare = [](ClientActs& acts) { acts.authority.key = "/nonexistent/ca.key"; };
  expect(judged_of({}), Verdict::error, "a key that the driver gives a client's server cannot be read");
}

TEST_F(Clients, are_led_back_to_their_own_server) {
  prepare = [this](ClientActs& acts) { acts.again.command = {"touch", bench_.scratch / "back"}; };
  judged_of({.never_connects = true});
  EXPECT_TRUE(store::file_exists(bench_.scratch / "back"));
  EXPECT_TRUE(seen("server of ").flag("led_back"));
}

TEST_F(Clients, that_send_garbage_without_end_prove_nothing) {
  expect(judged_of({.talk = testing::flooding({}, "x")}), Verdict::inconclusive, "it spoke no TLS");
}

TEST_F(Clients, that_drip_for_ever_are_not_waited_for) {
  expect(judged_of({.talk = testing::dripping({"\x16\x03\x01\x02\x00\x01\x00\x01", 8}, "x")}), Verdict::inconclusive,
         "it said nothing");
}

TEST_F(Clients, whose_hello_has_no_end_are_not_listened_to) {
  std::string record("\x16\x03\x01\x40\x00", 5);
  std::string first = record + std::string(0x4000, '\x01');
  first.replace(5, 4, {"\x01\xff\xff\xff", 4});  // sixteen megabytes are to come, and more after them
  expect(judged_of({.talk = testing::flooding(first, record + std::string(0x4000, '\x01'))}), Verdict::inconclusive,
         "it spoke no TLS");
}

TEST_F(Clients, that_send_one_record_after_the_other_with_nothing_in_it_are_not_listened_to) {
  expect(judged_of({.talk = testing::flooding({}, {"\x16\x03\x01\x00\x00", 5})}), Verdict::inconclusive, "it spoke no TLS");
}

TEST_F(Clients, that_come_again_for_ever_are_heard_eight_times) {
  expect(judged_of({.comes_for_ever = true, .talk = [](int fd) { static_cast<void>(!::send(fd, "x", 1, MSG_NOSIGNAL)); }}),
         Verdict::inconclusive);
  EXPECT_EQ(seen("offer trusted to ").number("connections"), 8);
}

TEST_F(Clients, that_come_for_ever_and_say_nothing_are_turned_away_after_their_time) {
  prepare = [](ClientActs& acts) { acts.settle_ms = 50; };
  expect(judged_of({.comes_for_ever = true, .talk = testing::keeping_silent()}), Verdict::inconclusive, "it said nothing");
}

TEST_F(Clients, leave_no_word_that_they_said_in_the_record) {
  judged_of({});
  for (const Fact& fact : bench_.list.facts()) EXPECT_EQ(print_json(fact.values).find("GET /"), std::string::npos);
}

}  // namespace
}  // namespace cardea::assess
