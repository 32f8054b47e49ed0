// SPDX-License-Identifier: Apache-2.0
#include "assess/testing/twin_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <array>
#include <cstdlib>
#include <optional>

#include "assess/wire/socket.hpp"
#include "lib/crypto/x509.hpp"
#include "lib/net/tls_socket.hpp"

namespace cardea::assess::testing {

namespace {

void must(bool holds) {
  if (!holds) std::abort();  // a test's own scaffolding
}

UniqueFd listen_on(const std::string& address, std::uint16_t& port) {
  const auto at = socket_address(address, 0);
  must(at.ok());
  UniqueFd fd(::socket(at->family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  must(::bind(fd.get(), reinterpret_cast<const sockaddr*>(at->storage), at->size) == 0 && ::listen(fd.get(), 64) == 0);
  sockaddr_in6 bound{};
  socklen_t size = sizeof bound;
  must(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&bound), &size) == 0);
  port = ntohs(bound.sin6_port);  // at the same place in both families
  return fd;
}

// Nothing when the loop is to end.
std::optional<int> next_connection(const UniqueFd& listener, const UniqueFd& wake, sockaddr_in& peer) {
  while (true) {
    std::array<pollfd, 2> both{{{listener.get(), POLLIN, 0}, {wake.get(), POLLIN, 0}}};
    ::poll(both.data(), both.size(), -1);
    if (both[1].revents != 0) return std::nullopt;
    socklen_t size = sizeof peer;
    const int fd = ::accept4(listener.get(), reinterpret_cast<sockaddr*>(&peer), &size, SOCK_CLOEXEC);
    if (fd >= 0) return fd;
  }
}

void end_loop(const UniqueFd& wake, std::thread& accepting, std::vector<std::thread>& serving) {
  const std::uint64_t one = 1;
  (void)!::write(wake.get(), &one, sizeof one);
  accepting.join();
  for (std::thread& thread : serving) thread.join();
}

// One connection, plain or TLS.
class Wire {
 public:
  Wire(int fd, SSL* ssl) : fd_(fd), ssl_(ssl) {}
  int read(char* into, int size) {
    return ssl_ != nullptr ? SSL_read(ssl_, into, size) : static_cast<int>(::recv(fd_, into, static_cast<std::size_t>(size), 0));
  }
  // False when nobody takes it any more.
  bool write(const std::string& text) {
    if (ssl_ != nullptr) return SSL_write(ssl_, text.data(), static_cast<int>(text.size())) > 0;
    return ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) > 0;
  }

 private:
  int fd_;
  SSL* ssl_;
};

std::size_t body_length(const std::string& head) {
  const std::size_t at = head.find("content-length: ");
  return at == std::string::npos ? 0 : static_cast<std::size_t>(std::strtoul(head.c_str() + at + 16, nullptr, 10));
}

// Empty method: nothing that makes a request.
TwinRequest read_request(Wire& wire) {
  std::string raw;
  std::array<char, 4096> piece{};
  while (true) {
    const std::size_t end = raw.find("\r\n\r\n");
    if (end != std::string::npos && raw.size() >= end + 4 + body_length(raw.substr(0, end))) break;
    const int got = wire.read(piece.data(), static_cast<int>(piece.size()));
    if (got <= 0) return {};
    raw.append(piece.data(), static_cast<std::size_t>(got));
  }
  const std::size_t end = raw.find("\r\n\r\n");
  const std::size_t space = raw.find(' ');
  const std::size_t second = raw.find(' ', space + 1);
  if (second == std::string::npos) return {};
  return {raw.substr(0, space), raw.substr(space + 1, second - space - 1), raw.substr(0, end + 2), raw.substr(end + 4), {}};
}

bool has_gone(int fd) {
  pollfd one{fd, POLLRDHUP, 0};
  return ::poll(&one, 1, 0) > 0 && (one.revents & (POLLRDHUP | POLLERR | POLLHUP)) != 0;
}

std::string words_of(const TwinReply& reply) {
  if (!reply.raw.empty()) return reply.raw;
  return "HTTP/1.1 " + std::to_string(reply.status) + " X\r\ncontent-length: " + std::to_string(reply.body.size()) + "\r\n" +
         reply.headers + "\r\n" + reply.body;
}

void take_finite_field(SSL_CTX* context, const std::string& name) {
  const std::unique_ptr<EVP_PKEY_CTX, void (*)(EVP_PKEY_CTX*)> maker(EVP_PKEY_CTX_new_from_name(nullptr, "DH", nullptr),
                                                                     EVP_PKEY_CTX_free);
  EVP_PKEY* group = nullptr;
  must(EVP_PKEY_paramgen_init(maker.get()) == 1 && EVP_PKEY_CTX_set_group_name(maker.get(), name.c_str()) == 1);
  must(EVP_PKEY_paramgen(maker.get(), &group) == 1 && SSL_CTX_set0_tmp_dh_pkey(context, group) == 1);
}

}  // namespace

void TwinServer::make_identity(const std::string& common_name) {
  auto key = crypto::EcKey::generate();
  must(key.ok());
  crypto::CertificateTerms terms;
  terms.common_name = common_name;
  terms.not_before_s = 1'700'000'000;
  terms.not_after_s = 2'000'000'000;
  terms.server_auth = true;
  const auto pem = crypto::self_signed(**key, terms);
  must(pem.ok());
  pin_ = crypto::spki_sha256_hex((*key)->public_key());
  const std::unique_ptr<BIO, void (*)(BIO*)> in(BIO_new_mem_buf(pem->data(), static_cast<int>(pem->size())), BIO_free_all);
  const std::unique_ptr<X509, void (*)(X509*)> certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr), X509_free);
  must(SSL_CTX_use_certificate(context_.get(), certificate.get()) == 1);
  const SecretBytes der = *(*key)->to_der();
  const Bytes spelled = der.expose_secret();
  must(SSL_CTX_use_PrivateKey_ASN1(EVP_PKEY_EC, context_.get(), spelled.data(), static_cast<long>(spelled.size())) == 1);
}

TwinServer::TwinServer(const std::string& address, const TwinTls& tls, Handler handler)
    : handler_(std::move(handler)),
      tls_(tls),
      wake_(::eventfd(0, EFD_CLOEXEC)),
      context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
  SSL_CTX_set_security_level(context_.get(), 0);
  must(SSL_CTX_set_min_proto_version(context_.get(), tls.version_min == 0 ? TLS1_3_VERSION : tls.version_min) == 1);
  must(SSL_CTX_set_max_proto_version(context_.get(), tls.version_max) == 1);
  must(SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0") == 1);
  must(tls.suites.empty() || SSL_CTX_set_ciphersuites(context_.get(), tls.suites.c_str()) == 1);
  must(tls.groups.empty() || SSL_CTX_set1_groups_list(context_.get(), tls.groups.c_str()) == 1);
  if (!tls.finite_field.empty()) take_finite_field(context_.get(), tls.finite_field);
  if (tls.target_chooses) SSL_CTX_set_options(context_.get(), SSL_OP_CIPHER_SERVER_PREFERENCE);
  make_identity(tls.common_name);
  listener_ = listen_on(address, port_);
  accepting_ = std::thread([this] { accept_loop(); });
}

TwinServer::~TwinServer() {
  end_loop(wake_, accepting_, serving_);
}

void TwinServer::accept_loop() {
  sockaddr_in peer{};
  while (const auto fd = next_connection(listener_, wake_, peer)) {
    std::array<char, INET_ADDRSTRLEN> source{};
    inet_ntop(AF_INET, &peer.sin_addr, source.data(), source.size());
    if (tls_.one_at_a_time)
      serve(*fd, source.data());
    else
      serving_.emplace_back([this, raw = *fd, from = std::string(source.data())] { serve(raw, from); });
  }
}

void TwinServer::serve(int raw, const std::string& source) {
  const UniqueFd fd(raw);
  const timeval patience{2, 0};
  ::setsockopt(raw, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  char first = 0;
  const bool looks_plain = ::recv(raw, &first, 1, MSG_PEEK) == 1 && first == 'G';
  const std::unique_ptr<SSL, void (*)(SSL*)> ssl(
      tls_.on && !(tls_.plain_http_too && looks_plain) ? SSL_new(context_.get()) : nullptr, SSL_free);
  if (ssl) {
    must(net::attach_socket(ssl.get(), raw).ok());
    if (SSL_accept(ssl.get()) != 1) return ERR_clear_error();
  }
  Wire wire(raw, ssl.get());
  TwinRequest request = read_request(wire);
  if (request.method.empty()) return ERR_clear_error();
  request.source = source;
  const TwinReply reply = handler_(request);
  bool heard = wire.write(words_of(reply));
  while (heard && !reply.for_ever.empty()) heard = wire.write(reply.for_ever);
  // OpenSSL takes it for no fault when nobody takes a ticket, so whether the client has gone is asked by itself.
  while (heard && ssl && reply.tickets_for_ever && !has_gone(raw))
    heard = SSL_new_session_ticket(ssl.get()) == 1 && SSL_do_handshake(ssl.get()) == 1;
  if (ssl) SSL_shutdown(ssl.get());
  ERR_clear_error();
}

TwinTalker::TwinTalker(const std::string& address, Talk talk)
    : talk_(std::move(talk)),
      listener_(listen_on(address, port_)),
      wake_(::eventfd(0, EFD_CLOEXEC)) {
  accepting_ = std::thread([this] { accept_loop(); });
}

TwinTalker::~TwinTalker() {
  end_loop(wake_, accepting_, talking_);
}

void TwinTalker::accept_loop() {
  sockaddr_in peer{};
  while (const auto raw = next_connection(listener_, wake_, peer)) {
    talking_.emplace_back([this, fd = *raw] {
      const UniqueFd held(fd);
      const timeval patience{2, 0};
      ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
      talk_(fd);
    });
  }
}

SilentListener::SilentListener(const std::string& address) : fd_(listen_on(address, port_)) {}

}  // namespace cardea::assess::testing
