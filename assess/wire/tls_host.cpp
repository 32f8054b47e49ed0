// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/tls_host.hpp"

#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

#include "lib/net/tls_socket.hpp"

namespace cardea::assess {

namespace {

constexpr std::array<std::string_view, 9> kConducts{
    "stayed away", "said nothing", "spoke no TLS", "stopped answering", "shared nothing", "refused", "left", "waited", "spoke"};

using Bio = std::unique_ptr<BIO, void (*)(BIO*)>;
using Certificate = std::unique_ptr<X509, void (*)(X509*)>;

Bio text_in(Bytes text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free_all};
}

bool use_chain(SSL_CTX* context, const std::string& pem) {
  const Bio in = text_in(as_bytes(pem));
  const Certificate own(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), X509_free);
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) return false;
  while (X509* next = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr)) {
    if (SSL_CTX_add0_chain_cert(context, next) != 1) {
      X509_free(next);
      return false;
    }
  }
  return true;
}

bool use_key(SSL_CTX* context, const SecretBytes& pem) {
  const auto no_passphrase = [](char*, int, int, void*) { return 0; };  // nobody is asked at a terminal
  const Bio in = text_in(pem.expose_secret());
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(PEM_read_bio_PrivateKey(in.get(), nullptr, no_passphrase, nullptr),
                                                           EVP_PKEY_free);
  return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
}

Visit& visit_of(const SSL* ssl) {
  return *static_cast<Visit*>(SSL_get_app_data(ssl));
}

int note_hello(SSL* ssl, int*, void*) {
  Visit& visit = visit_of(ssl);
  if (!visit.hello) visit.hello = read_client_hello(ssl);  // a second one answers a retry
  return SSL_CLIENT_HELLO_SUCCESS;
}

void note_alert(const SSL* ssl, int where, int value) {
  if (where == SSL_CB_READ_ALERT) visit_of(ssl).alert = SSL_alert_desc_string_long(value);
}

// Whatever the guest would like to speak is welcome: one that finds no common protocol leaves without having trusted anybody.
int take_first_protocol(SSL*, const unsigned char** out, unsigned char* size, const unsigned char* in, unsigned in_size, void*) {
  if (in_size < 2 || in[0] == 0 || in[0] >= in_size) return SSL_TLSEXT_ERR_NOACK;
  *out = in + 1;
  *size = in[0];
  return SSL_TLSEXT_ERR_OK;
}

// Reasons of our own for which nothing comes about, though the guest would go on.
bool shares_nothing(int reason) {
  constexpr std::array<int, 8> kReasons{SSL_R_NO_SHARED_CIPHER,
                                        SSL_R_UNSUPPORTED_PROTOCOL,
                                        SSL_R_VERSION_TOO_LOW,
                                        SSL_R_NO_PROTOCOLS_AVAILABLE,
                                        SSL_R_NO_SUITABLE_KEY_SHARE,
                                        SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM,
                                        SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS,
                                        SSL_R_INAPPROPRIATE_FALLBACK};
  return std::find(kReasons.begin(), kReasons.end(), reason) != kReasons.end();
}

// How a handshake that did not come about ended.
Conduct how_it_failed(const Visit& visit, int error, int reason) {
  const bool went = error == SSL_ERROR_SYSCALL || error == SSL_ERROR_ZERO_RETURN || reason == SSL_R_UNEXPECTED_EOF_WHILE_READING;
  if (!visit.hello) return went ? Conduct::said_nothing : Conduct::spoke_no_tls;
  if (shares_nothing(reason)) return Conduct::shared_nothing;
  return went || !visit.alert.empty() ? Conduct::refused : Conduct::spoke_no_tls;
}

// What OpenSSL wants next has come; false: it will not.
bool wait_after(int error, int fd, const Deadline& deadline) {
  if (error == SSL_ERROR_WANT_READ) return wait_for(fd, POLLIN, deadline).ok();
  return wait_for(fd, POLLOUT, deadline).ok();
}

bool wants_more(int error) {
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
}

// True once the handshake stands; else the visit says how it ended.
bool shake_hands(SSL* ssl, int fd, const Deadline& deadline, Visit& visit) {
  for (;;) {
    ERR_clear_error();
    const int result = SSL_accept(ssl);
    if (result == 1) return true;
    const int error = SSL_get_error(ssl, result);
    if (!wants_more(error)) {
      visit.conduct = how_it_failed(visit, error, ERR_GET_REASON(ERR_peek_error()));
      return false;
    }
    if (deadline.passed() || !wait_after(error, fd, deadline)) {
      visit.conduct = visit.hello ? Conduct::stopped_answering : Conduct::said_nothing;
      return false;
    }
  }
}

Conduct after_handshake(SSL* ssl, int fd, const Deadline& deadline) {
  std::array<char, 4096> piece{};  // its content is nobody's business: it may hold the target's own secrets
  for (;;) {
    std::size_t got = 0;
    ERR_clear_error();
    const int result = SSL_read_ex(ssl, piece.data(), piece.size(), &got);
    OPENSSL_cleanse(piece.data(), got);
    if (result == 1 && got > 0) return Conduct::spoke;
    const int error = SSL_get_error(ssl, result);
    if (!wants_more(error)) return Conduct::left;
    if (deadline.passed() || !wait_after(error, fd, deadline)) return Conduct::waited;
  }
}

Result<std::uint16_t> port_of_socket(int fd) {
  sockaddr_in6 bound{};
  socklen_t size = sizeof bound;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return io_error("getsockname");
  return ntohs(bound.sin6_port);  // at the same place in both families
}

}  // namespace

std::string_view name_of(Conduct conduct) {
  return kConducts[static_cast<std::size_t>(conduct)];
}

Result<HostDoor> HostDoor::open(const std::string& address, std::uint16_t port) {
  TRY(const SocketAddress at, socket_address(address, port));
  UniqueFd fd(::socket(at.family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return io_error("socket");
  const int on = 1;  // a run that comes right after another finds its port free
  ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(at.storage), at.size) != 0)
    return io_error("bind where the target is to connect to");
  if (::listen(fd.get(), 16) != 0) return io_error("listen");
  TRY(const std::uint16_t bound, port_of_socket(fd.get()));
  return HostDoor(std::move(fd), bound);
}

Result<UniqueFd> HostDoor::next_guest(const Deadline& deadline) const {
  for (;;) {
    UniqueFd guest(::accept4(fd_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (guest.valid()) return guest;
    TRY_(wait_for(fd_.get(), POLLIN, deadline));
    if (deadline.passed()) return Error{Err::exhausted, "nobody came"};
  }
}

TlsHost::TlsHost(ssl_ctx_st* context) : context_(context, SSL_CTX_free) {}

Result<TlsHost> TlsHost::of(const HostOffer& offer) {
  TlsHost host(SSL_CTX_new(TLS_server_method()));
  SSL_CTX* context = host.context_.get();
  if (context == nullptr) return Error{Err::exhausted, "no TLS context"};
  SSL_CTX_set_security_level(context, 0);
  SSL_CTX_set_dh_auto(context, 1);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // a resumed session would show no certificate
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);  // a flood of what is no data must come back here, where the deadline is
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_client_hello_cb(context, note_hello, nullptr);
  SSL_CTX_set_info_callback(context, note_alert);
  SSL_CTX_set_alpn_select_cb(context, take_first_protocol, nullptr);
  const bool makes_it = SSL_CTX_set_min_proto_version(context, offer.version_min) == 1 &&
                        SSL_CTX_set_max_proto_version(context, offer.version_max) == 1 &&
                        SSL_CTX_set_cipher_list(context, offer.ciphers.c_str()) == 1;
  const bool is_somebody = use_chain(context, offer.certificates) && use_key(context, offer.key);
  ERR_clear_error();
  if (!makes_it) return Error{Err::unsupported, "this OpenSSL cannot make the offer"};
  if (!is_somebody) return Error{Err::bad_value, "no certificate with its key"};
  return host;
}

Visit TlsHost::receive(const UniqueFd& guest, const Deadline& deadline) const {
  Visit visit;
  const std::unique_ptr<SSL, void (*)(SSL*)> ssl(SSL_new(context_.get()), SSL_free);
  if (!ssl || SSL_set_app_data(ssl.get(), &visit) != 1 || !net::attach_socket(ssl.get(), guest.get())) return visit;
  if (shake_hands(ssl.get(), guest.get(), deadline, visit)) {
    visit.version = SSL_get_version(ssl.get());
    visit.cipher = SSL_get_cipher_name(ssl.get());
    visit.conduct = after_handshake(ssl.get(), guest.get(), deadline);
    SSL_shutdown(ssl.get());
  }
  ERR_clear_error();
  return visit;
}

}  // namespace cardea::assess
