// SPDX-License-Identifier: Apache-2.0
// What probe "tls" writes down of real servers of OpenSSL's, each right or wrong in one thing.
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "assess/testing/twin_bench.hpp"

namespace cardea::assess {
namespace {

using testing::TwinReply;
using testing::TwinRequest;
using testing::TwinServer;
using testing::TwinTls;

TwinTls up_to_1_2(int oldest = TLS1_2_VERSION) {
  TwinTls tls;
  tls.version_min = oldest;
  tls.version_max = TLS1_2_VERSION;
  return tls;
}

// The facts of one look at a twin; `headers` come with each of its answers.
class Look {
 public:
  explicit Look(const TwinTls& tls, const std::string& headers = {})
      : server_("127.0.0.1", tls, [headers](const TwinRequest&) { return TwinReply{200, "a page", headers}; }),
        bench_(server_.port()) {
    bench_.run("tls");
  }

  const Fact& of(const std::string& subject) const {
    const Fact* fact = Facts(bench_.list.facts()).one("tls", subject);
    EXPECT_NE(fact, nullptr) << subject;
    static const Fact kNone{};
    return fact == nullptr ? kNone : *fact;
  }

  Judgement judged() const { return judged(bench_.list.facts()); }
  static Judgement judged(const std::vector<Fact>& facts) { return find_rule("sign_in_channel_as_declared")(Facts(facts)); }
  const std::vector<Fact>& facts() const { return bench_.list.facts(); }

 private:
  TwinServer server_;
  TwinBench bench_;
};

TEST(TlsLook, the_prime_of_an_exchange_is_known_by_name_and_a_short_one_fails) {
  TwinTls tls = up_to_1_2();
  tls.finite_field = "modp_1536";
  const Look look(tls);
  const Fact& exchange = look.of("finite-field exchange");
  EXPECT_EQ(exchange.text("tried"), "accepted");
  EXPECT_EQ(exchange.number("bits"), 1536);
  EXPECT_EQ(exchange.text("known_prime"), "RFC 3526 group 5");
  const std::string all = explain(look.judged());
  EXPECT_NE(all.find("exchange in a field of 1536 bits, whose prime everybody has (RFC 3526 group 5)"), std::string::npos) << all;
}

TEST(TlsLook, a_long_prime_that_everybody_has_is_a_fact_and_no_finding) {
  TwinTls tls = up_to_1_2();
  tls.finite_field = "ffdhe2048";
  const Look look(tls);
  EXPECT_EQ(look.of("finite-field exchange").text("known_prime"), "RFC 7919 ffdhe2048");
  const std::string all = explain(look.judged());
  EXPECT_EQ(all.find("exchange in a field"), std::string::npos) << all;
}

TEST(TlsLook, a_target_without_finite_fields_refuses_them) {
  const Look look(up_to_1_2());
  EXPECT_EQ(look.of("finite-field exchange").text("tried"), "refused");
  EXPECT_EQ(look.of("finite-field exchange").number("bits"), 0);
}

TEST(TlsLook, ciphers_are_told_apart_by_version_and_listed_together) {
  const Look look(up_to_1_2(TLS1_VERSION));
  const auto oldest = look.of("ciphers of TLS 1.0").texts("accepted");
  const auto newest = look.of("ciphers of TLS 1.2").texts("accepted");
  const auto all = look.of("ciphers up to TLS 1.2").texts("accepted");
  EXPECT_EQ(std::count(oldest.begin(), oldest.end(), "ECDHE-ECDSA-AES128-SHA"), 1);
  EXPECT_EQ(std::count(oldest.begin(), oldest.end(), "ECDHE-ECDSA-AES128-GCM-SHA256"), 0);
  EXPECT_EQ(std::count(newest.begin(), newest.end(), "ECDHE-ECDSA-AES128-GCM-SHA256"), 1);
  EXPECT_EQ(all.size(), newest.size());
  EXPECT_TRUE(look.of("ciphers up to TLS 1.2").flag("complete"));
}

TEST(TlsLook, a_list_that_broke_off_passes_nothing) {
  const Look look({});
  EXPECT_EQ(look.judged().verdict, Verdict::pass) << explain(look.judged());
  std::vector<Fact> facts = look.facts();
  for (Fact& fact : facts) {
    if (fact.subject == "ciphers up to TLS 1.2") fact.values.set("complete", false);
  }
  const Judgement judged = Look::judged(facts);
  EXPECT_EQ(judged.verdict, Verdict::inconclusive) << explain(judged);
  EXPECT_NE(explain(judged).find("stopped answering"), std::string::npos) << explain(judged);
}

TEST(TlsLook, groups_of_old_versions_are_listed) {
  TwinTls tls = up_to_1_2();
  tls.groups = "P-256:secp224r1";
  const Look look(tls);
  EXPECT_EQ(look.of("groups up to TLS 1.2").texts("accepted"), (std::vector<std::string>{"P-256", "secp224r1"}));
  EXPECT_NE(explain(look.judged()).find("accepts secp224r1"), std::string::npos);
}

TEST(TlsLook, who_chooses_the_cipher_is_seen) {
  TwinTls tls = up_to_1_2();
  EXPECT_EQ(Look(tls).of("old habits").text("cipher_chosen_by"), "client");
  tls.target_chooses = true;
  EXPECT_EQ(Look(tls).of("old habits").text("cipher_chosen_by"), "target");
}

TEST(TlsLook, a_needless_fallback_is_refused_by_a_target_that_looks) {
  EXPECT_EQ(Look(up_to_1_2(TLS1_1_VERSION)).of("old habits").text("needless_fallback"), "refused");
  EXPECT_EQ(Look(up_to_1_2()).of("old habits").text("needless_fallback"), "");  // it has nothing to fall back to
}

TEST(TlsLook, a_promise_of_tls_alone_and_guards_of_the_page_are_read_from_the_answer) {
  const Look bare({});
  EXPECT_EQ(bare.of("answer over TLS").number("http_status"), 200);
  EXPECT_EQ(bare.of("answer over TLS").text("strict-transport-security"), "");
  EXPECT_TRUE(bare.of("answer over TLS").texts("guards").empty());
  const Look full({}, "Strict-Transport-Security: max-age=31536000\r\nX-Frame-Options: DENY\r\nContent-Encoding: gzip\r\n");
  EXPECT_EQ(full.of("answer over TLS").text("strict-transport-security"), "max-age=31536000");
  EXPECT_EQ(full.of("answer over TLS").texts("guards"), std::vector<std::string>{"x-frame-options"});
  EXPECT_EQ(full.of("answer over TLS").text("content-encoding"), "gzip");
}

TEST(TlsLook, a_certificate_says_who_signed_it_and_where_its_revocation_is_asked_for) {
  const Look look({});
  const Fact& certificate = look.of("certificate");
  EXPECT_TRUE(certificate.flag("self_signed"));
  EXPECT_TRUE(certificate.texts("revocation").empty());
  EXPECT_FALSE(certificate.flag("must_staple"));
  EXPECT_FALSE(certificate.flag("revocation_stapled"));
  EXPECT_EQ(certificate.number("days"), 3472);
}

TEST(TlsLook, a_target_that_serves_one_client_at_a_time_is_looked_at_to_the_end) {
  TwinTls tls;
  tls.one_at_a_time = true;
  const Look look(tls);
  EXPECT_TRUE(look.of("resumption").flag("resumable"));
  EXPECT_TRUE(look.of("probe").flag("done"));
}

}  // namespace
}  // namespace cardea::assess
