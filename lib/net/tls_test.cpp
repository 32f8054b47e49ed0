// SPDX-License-Identifier: Apache-2.0
// Who is let in, who is refused, and that the refusal says why.
#include "lib/net/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "lib/crypto/policy.hpp"
#include "lib/net/test_home.hpp"

namespace cardea::net {
namespace {

using test::Authority;
using test::kDay;
using test::kNow;

class Tls : public test::Home {
 protected:
  // The error of an exchange with a server of this identity.
  Error refusal_of_server(TlsIdentity identity, PeerCheck check) {
    serve_as(std::move(identity));
    const auto got = fetch_here(test::must(TlsContext::client(std::move(check), {})), exchange());
    EXPECT_FALSE(got.ok()) << "the server was accepted";
    return got.ok() ? Error{} : got.error();
  }

  Error refusal_of_client(std::optional<TlsIdentity> identity) {
    bool handled = false;
    serve(clients_of(authority_), [&](HttpRequest, Responder) { handled = true; });
    Exchange post = exchange("POST", "/");
    post.body = Buffer(100'000, 'x');  // more than fits the sockets: the refusal must be heard while we still write
    const auto got = fetch_here(client(std::move(identity)), std::move(post));
    EXPECT_FALSE(got.ok()) << "the client was accepted";
    EXPECT_FALSE(handled) << "a handler saw a client that was not verified";
    return got.ok() ? Error{} : got.error();
  }

  const Authority foreign_{"foreign CA"};
};

class FailingSigner final : public crypto::Signer {
 public:
  explicit FailingSigner(std::shared_ptr<crypto::Signer> real) : real_(std::move(real)) {}
  crypto::PublicKey public_key() const override { return real_->public_key(); }
  Result<Buffer> sign_digest(const crypto::Digest256&) override { return Error{Err::unavailable, "vault is not there"}; }

 private:
  std::shared_ptr<crypto::Signer> real_;
};

// Signs like vault would: somewhere else, seeing digests only.
class CountingSigner final : public crypto::Signer {
 public:
  explicit CountingSigner(std::shared_ptr<crypto::Signer> real) : real_(std::move(real)) {}
  crypto::PublicKey public_key() const override { return real_->public_key(); }
  Result<Buffer> sign_digest(const crypto::Digest256& digest) override {
    ++signatures;
    return real_->sign_digest(digest);
  }
  int signatures = 0;

 private:
  std::shared_ptr<crypto::Signer> real_;
};

TEST_F(Tls, a_client_certificate_reaches_the_handler) {
  std::string seen;
  serve(clients_of(authority_), [&](HttpRequest request, Responder responder) {
    seen = request.peer_certificate;
    responder.send(HttpResponse::of(200, "", ""));
  });
  const auto got = fetch_here(client(authority_.identity(Authority::client_terms())), exchange());
  ASSERT_TRUE(got.ok()) << got.error().what;
  EXPECT_EQ(test::must(crypto::parse_certificate_der(as_bytes(seen))).subject_common_name, "device 0001");
}

TEST_F(Tls, a_client_without_certificate_is_refused_and_told) {
  const Error why = refusal_of_client({});
  EXPECT_EQ(why.code, Err::refused);
  EXPECT_STREQ(why.what, "the peer requires a certificate of ours and we offered none");
}

TEST_F(Tls, a_client_of_a_foreign_authority_is_refused_and_told) {
  const Error why = refusal_of_client(foreign_.identity(Authority::client_terms()));
  EXPECT_EQ(why.code, Err::refused);
  EXPECT_STREQ(why.what, "the peer refused our certificate: it does not know its issuer");
}

TEST_F(Tls, a_client_with_an_expired_certificate_is_refused_and_told) {
  auto terms = Authority::client_terms();
  terms.not_after_s = kNow - 1;
  const Error why = refusal_of_client(authority_.identity(terms));
  EXPECT_EQ(why.code, Err::refused);
  EXPECT_STREQ(why.what, "the peer refused our certificate: it has expired");
}

TEST_F(Tls, a_server_certificate_does_not_make_a_client) {
  EXPECT_EQ(refusal_of_client(authority_.identity(Authority::server_terms())).code, Err::refused);
}

TEST_F(Tls, an_optional_client_certificate_may_be_missing_but_not_foreign) {
  serve(clients_of(authority_, /*required=*/false));
  EXPECT_TRUE(fetch_here(client(), exchange()).ok());
  EXPECT_TRUE(fetch_here(client(authority_.identity(Authority::client_terms())), exchange()).ok());
  const auto got = fetch_here(client(foreign_.identity(Authority::client_terms())), exchange());
  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.error().code, Err::refused);
}

TEST_F(Tls, a_server_of_a_foreign_authority_is_unauthentic) {
  const Error why = refusal_of_server(foreign_.identity(Authority::server_terms()), server_of(authority_));
  EXPECT_EQ(why.code, Err::unauthentic);
  EXPECT_STREQ(why.what, "certificate is not from our CA");
}

TEST_F(Tls, an_expired_server_is_unauthentic) {
  auto terms = Authority::server_terms();
  terms.not_after_s = kNow - 1;
  const Error why = refusal_of_server(authority_.identity(terms), server_of(authority_));
  EXPECT_EQ(why.code, Err::unauthentic);
  EXPECT_STREQ(why.what, "certificate has expired");
}

TEST_F(Tls, a_server_from_the_future_is_unauthentic) {
  auto terms = Authority::server_terms();
  terms.not_before_s = kNow + kDay / 2;
  const Error why = refusal_of_server(authority_.identity(terms), server_of(authority_));
  EXPECT_EQ(why.code, Err::unauthentic);
  EXPECT_STREQ(why.what, "certificate is not valid yet");
}

TEST_F(Tls, a_certificate_expires_by_the_loops_clock) {
  serve();
  EXPECT_TRUE(fetch_here(client(), exchange()).ok());
  clock_.set_wall_s(kNow + kDay + 1);
  const auto got = fetch_here(client(), exchange());
  ASSERT_FALSE(got.ok());
  EXPECT_STREQ(got.error().what, "certificate has expired");
}

TEST_F(Tls, a_server_of_another_name_is_unauthentic) {
  PeerCheck check = server_of(authority_);
  for (const auto* other : {"other.example.com", "127.0.0.2", "example.com", "server"}) {  // "server" is only its common name
    check.server_name = other;
    const Error why = refusal_of_server(authority_.identity(Authority::server_terms()), check);
    EXPECT_EQ(why.code, Err::unauthentic) << other;
    EXPECT_STREQ(why.what, "name does not match") << other;
  }
}

TEST_F(Tls, a_client_certificate_does_not_make_a_server) {
  auto terms = Authority::server_terms();
  terms.server_auth = false;
  terms.client_auth = true;
  const Error why = refusal_of_server(authority_.identity(terms), server_of(authority_));
  EXPECT_EQ(why.code, Err::unauthentic);
  EXPECT_STREQ(why.what, "certificate is for another purpose");
}

TEST_F(Tls, a_pin_alone_accepts_its_key_whatever_the_chain) {
  auto terms = Authority::server_terms();
  terms.ip_addresses.clear();
  terms.not_after_s = kNow - 1;
  const TlsIdentity identity = foreign_.identity(terms);
  PeerCheck check;
  check.spki_pin = crypto::spki_sha256_hex(identity.signer->public_key());
  serve_as(identity);
  const auto got = fetch_here(test::must(TlsContext::client(check, {})), exchange());
  EXPECT_TRUE(got.ok()) << got.error().what;
}

TEST_F(Tls, a_pin_that_does_not_match_is_unauthentic_with_and_without_anchors) {
  PeerCheck check;
  check.spki_pin = std::string(64, '0');
  EXPECT_STREQ(refusal_of_server(authority_.identity(Authority::server_terms()), check).what, "pin does not match");
  check.ca_pem = authority_.pem();
  const Error why = refusal_of_server(authority_.identity(Authority::server_terms()), check);
  EXPECT_EQ(why.code, Err::unauthentic);
  EXPECT_STREQ(why.what, "pin does not match");
}

TEST_F(Tls, a_pin_does_not_replace_the_anchors_when_both_are_given) {
  const TlsIdentity identity = foreign_.identity(Authority::server_terms());
  PeerCheck check = server_of(authority_);
  check.spki_pin = crypto::spki_sha256_hex(identity.signer->public_key());
  EXPECT_STREQ(refusal_of_server(identity, check).what, "certificate is not from our CA");
}

TEST_F(Tls, a_name_asked_for_beside_a_pin_is_checked) {
  const TlsIdentity identity = authority_.identity(Authority::server_terms());
  PeerCheck check;
  check.spki_pin = crypto::spki_sha256_hex(identity.signer->public_key());
  check.server_name = "other.example.com";
  EXPECT_STREQ(refusal_of_server(identity, check).what, "name does not match");
}

TEST_F(Tls, a_pinned_client_key_is_the_only_one_let_in) {
  const TlsIdentity known = foreign_.identity(Authority::client_terms());
  PeerCheck check;
  check.spki_pin = crypto::spki_sha256_hex(known.signer->public_key());
  serve(check);
  EXPECT_TRUE(fetch_here(client(known), exchange()).ok());
  const auto got = fetch_here(client(foreign_.identity(Authority::client_terms())), exchange());
  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.error().code, Err::refused);
}

TEST_F(Tls, the_key_may_live_elsewhere) {
  TlsIdentity server_identity = authority_.identity(Authority::server_terms());
  TlsIdentity client_identity = authority_.identity(Authority::client_terms());
  const auto at_server = std::make_shared<CountingSigner>(server_identity.signer);
  const auto at_client = std::make_shared<CountingSigner>(client_identity.signer);
  server_identity.signer = at_server;
  client_identity.signer = at_client;
  serve_as(server_identity, clients_of(authority_));
  EXPECT_TRUE(fetch_here(client(client_identity), exchange()).ok());
  EXPECT_EQ(at_server->signatures, 1);
  EXPECT_EQ(at_client->signatures, 1);
  EXPECT_TRUE(fetch_here(client(client_identity), exchange()).ok());
  EXPECT_EQ(at_server->signatures, 2) << "a session was resumed: no connection may be without a fresh proof";
}

TEST_F(Tls, a_server_that_cannot_sign_fails_the_handshake_and_lives) {
  TlsIdentity identity = authority_.identity(Authority::server_terms());
  identity.signer = std::make_shared<FailingSigner>(identity.signer);
  serve_as(identity);
  for (int i = 0; i < 3; ++i) {
    const auto got = fetch_here(client(), exchange());
    ASSERT_FALSE(got.ok());
    EXPECT_STRNE(got.error().what, "the exchange never ended");
  }
  turn_until([&] { return server_->connections() == 0; });
}

TEST_F(Tls, a_client_that_cannot_sign_says_so) {
  serve(clients_of(authority_));
  TlsIdentity identity = authority_.identity(Authority::client_terms());
  identity.signer = std::make_shared<FailingSigner>(identity.signer);
  const auto got = fetch_here(client(identity), exchange());
  ASSERT_FALSE(got.ok());
  EXPECT_STREQ(got.error().what, "our key could not sign");
}

TEST_F(Tls, a_certificate_for_another_key_is_refused_at_once) {
  TlsIdentity identity = authority_.identity(Authority::server_terms());
  identity.signer = test::must(crypto::EcKey::generate());
  EXPECT_EQ(TlsContext::server(identity, {}).error().code, Err::bad_value);
}

TEST_F(Tls, a_check_that_checks_nothing_is_refused_at_once) {
  EXPECT_EQ(TlsContext::client({}, {}).error().code, Err::bad_value);
  EXPECT_EQ(TlsContext::server(authority_.identity(Authority::server_terms()), PeerCheck{}).error().code, Err::bad_value);
  PeerCheck check;
  check.spki_pin = std::string(64, 'A');
  EXPECT_EQ(TlsContext::client(check, {}).error().code, Err::bad_value);
  check.spki_pin.clear();
  for (const auto& bad :
       {std::string("no PEM"), authority_.pem().substr(0, 200), authority_.pem() + authority_.pem().substr(0, 200)}) {
    check.ca_pem = bad;
    EXPECT_EQ(TlsContext::client(check, {}).error().code, Err::bad_value);
  }
}

TEST_F(Tls, a_clock_that_is_certainly_wrong_does_not_keep_anybody_from_their_server) {
  PeerCheck check = server_of(authority_);
  check.clock_floor_s = kNow - kDay;
  serve();
  clock_.set_wall_s(100);  // 1970
  EXPECT_TRUE(fetch_here(test::must(TlsContext::client(check, {})), exchange()).ok());
  check.clock_floor_s = 0;
  EXPECT_STREQ(fetch_here(test::must(TlsContext::client(check, {})), exchange()).error().what, "certificate is not valid yet");
}

TEST_F(Tls, under_a_wrong_clock_everything_but_the_dates_is_still_checked) {
  clock_.set_wall_s(100);
  PeerCheck check = server_of(authority_);
  check.clock_floor_s = kNow - kDay;
  EXPECT_STREQ(refusal_of_server(foreign_.identity(Authority::server_terms()), check).what, "certificate is not from our CA");
  check.server_name = "other.example.com";
  EXPECT_STREQ(refusal_of_server(authority_.identity(Authority::server_terms()), check).what, "name does not match");
}

TEST_F(Tls, from_the_floor_on_the_clock_is_believed) {
  PeerCheck check = server_of(authority_);
  check.clock_floor_s = kNow - 10 * kDay;
  auto terms = Authority::server_terms();
  terms.not_after_s = kNow - 1;
  EXPECT_EQ(refusal_of_server(authority_.identity(terms), check).code, Err::unauthentic);
}

// A client of raw OpenSSL, to offer what our own never would.
class OddClient {
 public:
  explicit OddClient(int newest) : ctx_(SSL_CTX_new(TLS_client_method())) {
    SSL_CTX_set_max_proto_version(ctx_, newest);
    SSL_CTX_set_security_level(ctx_, 0);
  }
  ~OddClient() {
    SSL_free(ssl_);
    SSL_CTX_free(ctx_);
    ERR_clear_error();
  }
  OddClient(const OddClient&) = delete;
  OddClient& operator=(const OddClient&) = delete;

  SSL_CTX* settings() { return ctx_; }

  // The reason in OpenSSL's queue; 0 when the handshake succeeded.
  int shake(EventLoop& loop, std::uint16_t port) {
    socket_ = test::connect_to(port);
    ssl_ = SSL_new(ctx_);
    SSL_set_fd(ssl_, socket_.get());
    for (int i = 0; i < 2000; ++i) {
      ERR_clear_error();
      const int done = SSL_connect(ssl_);
      if (done == 1) return 0;
      const int outcome = SSL_get_error(ssl_, done);
      if (outcome != SSL_ERROR_WANT_READ && outcome != SSL_ERROR_WANT_WRITE) return ERR_GET_REASON(ERR_peek_last_error());
      loop.turn(/*max_wait_ms=*/5);
    }
    return -1;
  }
  std::string suite() const { return SSL_get_cipher_name(ssl_); }

 private:
  SSL_CTX* ctx_;
  SSL* ssl_ = nullptr;
  UniqueFd socket_;
};

TEST_F(Tls, tls_1_2_and_older_are_refused) {
  serve();
  for (const int version : {TLS1_2_VERSION, TLS1_1_VERSION, TLS1_VERSION}) {
    OddClient old(version);
    EXPECT_EQ(old.shake(*loop_, port_), SSL_R_TLSV1_ALERT_PROTOCOL_VERSION);
  }
  OddClient modern(TLS1_3_VERSION);
  EXPECT_EQ(modern.shake(*loop_, port_), 0);
  EXPECT_EQ(modern.suite(), crypto::openssl_list("tls suite").substr(0, crypto::openssl_list("tls suite").find(':')));
  expect_alive();
}

TEST_F(Tls, algorithms_outside_the_policy_are_refused) {
  serve();
  OddClient suite(TLS1_3_VERSION);
  SSL_CTX_set_ciphersuites(suite.settings(), "TLS_AES_128_CCM_SHA256");
  EXPECT_EQ(suite.shake(*loop_, port_), SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE);
  OddClient group(TLS1_3_VERSION);
  SSL_CTX_set1_groups_list(group.settings(), "P-521");
  EXPECT_EQ(group.shake(*loop_, port_), SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE);
  OddClient signature(TLS1_3_VERSION);
  SSL_CTX_set1_sigalgs_list(signature.settings(), "RSA-PSS+SHA256");
  EXPECT_EQ(signature.shake(*loop_, port_), SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE);
}

TEST_F(Tls, a_client_that_only_speaks_another_protocol_is_turned_away) {
  serve();
  OddClient h2(TLS1_3_VERSION);
  SSL_CTX_set_alpn_protos(h2.settings(), as_bytes("\x02h2").data(), 3);
  EXPECT_EQ(h2.shake(*loop_, port_), SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL);
}

}  // namespace
}  // namespace cardea::net
