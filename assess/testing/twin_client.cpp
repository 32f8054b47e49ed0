// SPDX-License-Identifier: Apache-2.0
#include "assess/testing/twin_client.hpp"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include "assess/wire/socket.hpp"
#include "lib/base/clock.hpp"
#include "lib/crypto/x509.hpp"
#include "lib/net/tls_socket.hpp"

namespace cardea::assess::testing {

namespace {

constexpr std::string_view kPoint = "/point/";

void must(bool holds) {
  if (!holds) std::abort();  // a test's own scaffolding
}

using Context = std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)>;

void trust(SSL_CTX* context, const std::string& authority) {
  const std::unique_ptr<BIO, void (*)(BIO*)> in(BIO_new_mem_buf(authority.data(), static_cast<int>(authority.size())),
                                                BIO_free_all);
  const std::unique_ptr<X509, void (*)(X509*)> root(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), X509_free);
  must(X509_STORE_add_cert(SSL_CTX_get_cert_store(context), root.get()) == 1);
}

Context context_for(const ClientFaults& faults, const std::string& authority) {
  Context context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  trust(context.get(), authority);
  SSL_CTX_set_verify(context.get(), faults.verifies_nothing ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
  X509_VERIFY_PARAM* checks = SSL_CTX_get0_param(context.get());
  if (!faults.verifies_no_name) must(X509_VERIFY_PARAM_set1_host(checks, kServerName, 0) == 1);
  if (faults.ignores_expiry) must(X509_VERIFY_PARAM_set_flags(checks, X509_V_FLAG_NO_CHECK_TIME) == 1);
  must(SSL_CTX_set_min_proto_version(context.get(), faults.speaks_old_tls ? TLS1_VERSION : TLS1_2_VERSION) == 1);
  must(SSL_CTX_set_cipher_list(context.get(), faults.offers_no_encryption ? "ECDHE:eNULL:@SECLEVEL=0" : "ECDHE+AESGCM") == 1);
  if (faults.speaks_old_tls) must(SSL_CTX_set_cipher_list(context.get(), "ECDHE:@SECLEVEL=0") == 1);
  return context;
}

void be_patient(int fd) {
  const timeval patience{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) & ~O_NONBLOCK);
}

}  // namespace

TwinClient::TwinClient(ClientFaults faults)
    : faults_(std::move(faults)),
      orders_("127.0.0.1", {}, [this](const TwinRequest& request) { return told(request); }) {
  const std::lock_guard lock(one_at_a_time_);
  auto key = crypto::EcKey::generate();
  must(key.ok());
  crypto::CertificateTerms terms;
  terms.common_name = "Bench";
  terms.not_before_s = SystemClock().wall_s() - 86'400;
  terms.not_after_s = terms.not_before_s + 10 * 86'400;
  terms.is_ca = true;
  authority_ = *crypto::self_signed(**key, terms);
  const SecretBytes pem = *(*key)->to_pem();
  authority_key_ = as_text(pem.expose_secret());
}

TwinClient::~TwinClient() {
  over_ = true;
  if (coming_.joinable()) coming_.join();
}

void TwinClient::declare_in(TwinBench& bench, const std::string& id) {
  bench.declare("ComMech", id, R"({"peer":"associated_service","remotely_accessible":true,
      "cryptographic_details":[{"primitive":"AES-GCM","protocol":"TLS","version":"1.2"}]})");
  bench.write("ca.pem", authority_);
  bench.write("ca.key", authority_key_);
  const std::string orders = "curl -s -k -X POST https://127.0.0.1:" + std::to_string(orders_.port());
  ClientActs& acts = bench.driver.client[id];
  acts.name = kServerName;
  acts.point.command = {"/bin/sh", "-c", "read a; read p; " + orders + std::string(kPoint) + "$a/$p"};
  acts.trigger.command = {"/bin/sh", "-c", orders + "/connect"};
  acts.authority = {bench.scratch / "ca.pem", bench.scratch / "ca.key"};
  acts.settle_ms = 200;
}

TwinReply TwinClient::told(const TwinRequest& request) {
  const std::lock_guard lock(one_at_a_time_);
  if (request.target.starts_with(kPoint)) {
    const std::string place = request.target.substr(kPoint.size());
    address_ = place.substr(0, place.find('/'));
    port_ = static_cast<std::uint16_t>(std::atoi(place.substr(place.find('/') + 1).c_str()));
  } else {
    connect();
    if (faults_.comes_for_ever && !coming_.joinable()) {
      coming_ = std::thread([this] {
        while (!over_ && connect()) {
        }
      });
    }
  }
  return {200, "", ""};
}

bool TwinClient::connect() {
  if (faults_.never_connects || (faults_.gives_up && connections_ > 0)) return false;
  ++connections_;
  const auto fd = connect_tcp({address_, port_, {}}, Deadline(std::chrono::seconds(2)));
  if (!fd) return false;
  be_patient(fd->get());
  if (faults_.talk)
    faults_.talk(fd->get());
  else
    speak_tls(fd->get());
  return true;
}

void TwinClient::speak_tls(int fd) {
  const Context context = context_for(faults_, authority_);
  const std::unique_ptr<SSL, void (*)(SSL*)> ssl(SSL_new(context.get()), SSL_free);
  must(net::attach_socket(ssl.get(), fd).ok() && SSL_set_tlsext_host_name(ssl.get(), kServerName) == 1);
  if (SSL_connect(ssl.get()) == 1 && !faults_.says_nothing) {
    std::array<char, 64> answer{};
    if (!faults_.listens) SSL_write(ssl.get(), "GET / HTTP/1.1\r\n\r\n", 18);
    SSL_read(ssl.get(), answer.data(), static_cast<int>(answer.size()));
  }
  if (faults_.says_nothing) SSL_shutdown(ssl.get());
  ERR_clear_error();
}

}  // namespace cardea::assess::testing
