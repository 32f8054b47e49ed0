// SPDX-License-Identifier: Apache-2.0
#include "assess/judge/client_channel.hpp"

#include <gtest/gtest.h>

#include "lib/codec/json.hpp"

namespace cardea::assess {
namespace {

constexpr const char* kNotToBeTaken[]{"self-signed", "unknown authority", "wrong name", "expired"};

// What a probe wrote down of one communication.
class Offers : public ::testing::Test {
 protected:
  Offers() {
    for (const char* offer : {"trusted", "trusted at the end"}) note(offer, "spoke");
    for (const char* offer : kNotToBeTaken) note(offer, "refused");
    for (const char* offer : {"TLS 1.1", "TLS 1.0", "weak ciphers"}) note(offer, "shared nothing");
    hello_ = R"({"suites":["TLS_AES_128_GCM_SHA256"],"groups":["X25519"]})";
  }

  void note(const std::string& offer, const std::string& conduct) {
    const bool completed = conduct == "spoke" || conduct == "waited" || conduct == "left";
    offers_[offer] = R"({"tried":true,"conduct":")" + conduct + R"(","completed":)" + (completed ? "true" : "false") + "}";
  }

  Judgement judged() {
    FactList list;
    record(list, "declaration", "ComMech ComMech-One", R"({"table":"ComMech","id":"ComMech-One"})");
    for (const auto& [offer, values] : offers_) record(list, "client_tls", "offer " + offer + " to ComMech-One", values);
    if (!hello_.empty()) record(list, "client_tls", "hello of ComMech-One", hello_);
    record(list, "client_tls", "probe", broke_off_ ? R"({"done":false,"described":true,"why":"a file"})" : R"({"done":true})");
    const Facts facts(list.facts());
    Bill bill;
    look_at_client(facts, *facts.row("ComMech-One"), declared_, bill);
    return bill.total();
  }

  void expect(Verdict verdict, const std::string& finding = {}) {
    const Judgement judgement = judged();
    EXPECT_EQ(judgement.verdict, verdict);
    std::string all;
    for (const std::string& one : judgement.findings) all += one + "; ";
    EXPECT_NE(all.find(finding), std::string::npos) << all;
  }

  std::map<std::string, std::string> offers_;
  std::string hello_;
  std::string declared_ = "TLS 1.2";
  bool broke_off_ = false;

 private:
  static void record(FactList& list, const char* probe, const std::string& subject, const std::string& json) {
    ASSERT_TRUE(list.record(probe, Effect::changes, subject, *parse_json(as_bytes(json))).ok());
  }
};

TEST_F(Offers, that_are_refused_by_who_takes_the_trusted_one_pass) {
  expect(Verdict::pass);
}

TEST_F(Offers, after_which_a_client_leaves_without_a_word_are_refused) {
  note("wrong name", "left");
  expect(Verdict::pass);
}

TEST_F(Offers, that_are_taken_fail_whatever_became_of_the_trusted_one) {
  note("trusted", "stayed away");
  note("expired", "spoke");
  expect(Verdict::fail, "expired: it goes on");
}

TEST_F(Offers, that_are_taken_fail_though_the_probe_broke_off_later) {
  note("expired", "spoke");
  broke_off_ = true;
  expect(Verdict::fail, "expired: it goes on");
}

TEST_F(Offers, of_a_probe_that_broke_off_are_an_error_of_ours) {
  broke_off_ = true;
  expect(Verdict::error);
}

TEST_F(Offers, after_which_the_trusted_one_is_not_taken_any_more_prove_nothing) {
  for (const char* conduct : {"refused", "left", "stayed away", "spoke no TLS"}) {
    note("trusted at the end", conduct);
    expect(Verdict::inconclusive, "in the end it does not take");
  }
}

TEST_F(Offers, that_nobody_answered_or_came_for_prove_nothing) {
  for (const char* conduct : {"stayed away", "said nothing", "spoke no TLS", "stopped answering", "shared nothing"}) {
    note("self-signed", conduct);
    expect(Verdict::inconclusive, std::string("self-signed: it ") + conduct);
  }
}

TEST_F(Offers, on_which_a_client_only_waits_that_spoke_to_the_trusted_one_prove_nothing) {
  note("self-signed", "waited");
  expect(Verdict::inconclusive, "self-signed: it waited");
}

TEST_F(Offers, that_were_never_made_prove_nothing) {
  offers_["expired"] = R"({"tried":false,"why":"no file"})";
  expect(Verdict::inconclusive, "expired: no file");
  offers_.erase("expired");
  expect(Verdict::inconclusive, "expired: was not offered");
}

TEST_F(Offers, of_an_old_version_fail_with_the_handshake_alone) {
  note("TLS 1.1", "left");
  expect(Verdict::fail, "TLS 1.1: it goes along");
}

TEST_F(Offers, of_a_version_that_is_declared_do_not_fail) {
  note("TLS 1.2", "spoke");
  expect(Verdict::pass);
  declared_ = "TLS 1.3";
  expect(Verdict::fail, "TLS 1.2: it goes along");
}

TEST_F(Offers, to_a_row_that_declares_no_version_prove_nothing) {
  declared_.clear();
  expect(Verdict::inconclusive, "declares no version");
}

TEST_F(Offers, need_no_taker_where_the_hello_has_weak_ciphers_already) {
  hello_ = R"({"suites":["TLS_RSA_WITH_RC4_128_SHA"],"groups":[]})";
  expect(Verdict::fail, "offers TLS_RSA_WITH_RC4_128_SHA");
  hello_ = R"({"suites":[],"groups":["secp192r1"]})";
  expect(Verdict::fail, "offers secp192r1");
  hello_ = R"({"suites":["TLS_RSA_WITH_AES_128_GCM_SHA256"],"groups":[]})";
  expect(Verdict::pass, "no forward secrecy");
  hello_.clear();
  expect(Verdict::inconclusive, "never said hello");
}

}  // namespace
}  // namespace cardea::assess
