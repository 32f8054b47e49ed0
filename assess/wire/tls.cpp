// SPDX-License-Identifier: Apache-2.0
#include "assess/wire/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <poll.h>

#include <memory>

#include "lib/crypto/crypto.hpp"
#include "lib/net/tls_socket.hpp"

namespace cardea::assess {

namespace {

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using Context = std::unique_ptr<SSL_CTX, FreeContext>;

// What the offer asks for and this OpenSSL cannot do is Err::unsupported: "not tested", never "refused".
Result<Context> context_for(const TlsOffer& offer) {
  Context context(SSL_CTX_new(TLS_client_method()));
  if (!context) return Error{Err::exhausted, "no TLS context"};
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_options(context.get(), SSL_OP_LEGACY_SERVER_CONNECT);
  SSL_CTX_clear_mode(context.get(), SSL_MODE_AUTO_RETRY);  // a flood of what is no data comes back here, where the deadline is
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  const bool ok = SSL_CTX_set_min_proto_version(context.get(), offer.version_min) == 1 &&
                  SSL_CTX_set_max_proto_version(context.get(), offer.version_max) == 1 &&
                  SSL_CTX_set_cipher_list(context.get(), offer.ciphers.c_str()) == 1 &&
                  (offer.suites.empty() || SSL_CTX_set_ciphersuites(context.get(), offer.suites.c_str()) == 1) &&
                  (offer.groups.empty() || SSL_CTX_set1_groups_list(context.get(), offer.groups.c_str()) == 1);
  ERR_clear_error();
  if (!ok) return Error{Err::unsupported, "this OpenSSL cannot make the offer"};
  return context;
}

// Some messages OpenSSL passes over by itself, as many as there are (HelloRequest in a handshake): only where it reads can it be
// told that the time is over.
long read_in_time(BIO* bio, int operation, const char*, std::size_t, int, long, int result, std::size_t*) {
  const auto* until = reinterpret_cast<const Deadline*>(BIO_get_callback_arg(bio));
  if (operation != BIO_CB_READ || until == nullptr || !until->passed()) return result;
  BIO_clear_retry_flags(bio);
  BIO_set_retry_read(bio);
  return -1;
}

// While it lives, nothing is read for the connection after the deadline.
class Until {
 public:
  Until(const SSL* ssl, const Deadline& deadline) : bio_(SSL_get_rbio(ssl)), until_(deadline) {
    BIO_set_callback_ex(bio_, read_in_time);
    BIO_set_callback_arg(bio_, reinterpret_cast<char*>(&until_));
  }
  Until(const Until&) = delete;
  Until& operator=(const Until&) = delete;
  ~Until() { BIO_set_callback_arg(bio_, nullptr); }

 private:
  BIO* bio_;
  Deadline until_;
};

Status prepare(SSL* ssl, int fd, const TlsOffer& offer) {
  if (ssl == nullptr) return Error{Err::exhausted, "no TLS connection"};
  TRY_(net::attach_socket(ssl, fd));
  if (offer.fell_back) SSL_set_mode(ssl, SSL_MODE_SEND_FALLBACK_SCSV);
  if (offer.ask_revocation) SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp);
  if (offer.resume != nullptr && SSL_set_session(ssl, offer.resume) != 1) return Error{Err::unsupported, "no resumption"};
  if (!offer.server_name.empty() && SSL_set_tlsext_host_name(ssl, offer.server_name.c_str()) != 1) {
    return Error{Err::bad_value, "the server name cannot be sent"};
  }
  return kOk;
}

}  // namespace

Result<std::unique_ptr<TlsStream>> TlsStream::open(const Endpoint& endpoint, const TlsOffer& offer, const Deadline& deadline) {
  TRY(const Context context, context_for(offer));
  TRY(UniqueFd fd, connect_tcp(endpoint, deadline));
  std::unique_ptr<TlsStream> stream(new TlsStream(std::move(fd)));
  stream->ssl_ = SSL_new(context.get());
  TRY_(prepare(stream->ssl_, stream->fd_.get(), offer));
  const Until until(stream->ssl_, deadline);
  while (true) {
    ERR_clear_error();
    const int result = SSL_connect(stream->ssl_);
    if (result == 1) return stream;
    TRY_(stream->wait_after(result, "the target refuses the TLS handshake", deadline));
  }
}

TlsStream::~TlsStream() {
  if (ssl_ == nullptr) return;
  SSL_shutdown(ssl_);
  SSL_free(ssl_);
  ERR_clear_error();
}

// Waits for what OpenSSL wants next, or says why there is no next.
Status TlsStream::wait_after(int result, const char* what, const Deadline& deadline) {
  switch (SSL_get_error(ssl_, result)) {
    case SSL_ERROR_WANT_READ: return wait_for(fd_.get(), POLLIN, deadline);
    case SSL_ERROR_WANT_WRITE: return wait_for(fd_.get(), POLLOUT, deadline);
    default: ERR_clear_error(); return Error{Err::refused, what};
  }
}

Status TlsStream::send(Bytes bytes, const Deadline& deadline) {
  std::size_t written = 0;
  const Until until(ssl_, deadline);
  while (!bytes.empty()) {
    TRY_(in_time(deadline));
    ERR_clear_error();
    const int result = SSL_write_ex(ssl_, bytes.data(), bytes.size(), &written);
    if (result == 1) {
      bytes = bytes.subspan(written);
    } else {
      TRY_(wait_after(result, "the target closed while we were sending", deadline));
    }
  }
  return kOk;
}

Result<std::size_t> TlsStream::receive(MutableBytes into, const Deadline& deadline) {
  const Until until(ssl_, deadline);
  while (true) {
    TRY_(in_time(deadline));
    std::size_t got = 0;
    ERR_clear_error();
    const int result = SSL_read_ex(ssl_, into.data(), into.size(), &got);
    if (result == 1) return got;
    const int why = SSL_get_error(ssl_, result);
    // A peer that closes without close_notify (SSL_R_UNEXPECTED_EOF_WHILE_READING) has closed all the same.
    if (why == SSL_ERROR_ZERO_RETURN || ERR_GET_REASON(ERR_peek_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING)
      return std::size_t{0};
    TRY_(wait_after(result, "the target broke the TLS connection", deadline));
  }
}

Buffer TlsStream::peer_certificate_der() const {
  const X509* certificate = SSL_get0_peer_certificate(ssl_);
  const int size = certificate == nullptr ? 0 : i2d_X509(certificate, nullptr);
  if (size <= 0) return {};
  Buffer der(static_cast<std::size_t>(size));
  unsigned char* out = der.data();
  i2d_X509(certificate, &out);
  return der;
}

Result<bool> TlsStream::renegotiate(const Deadline& deadline) {
  if (SSL_version(ssl_) >= TLS1_3_VERSION) return false;  // RFC 8446 has no renegotiation
  if (SSL_renegotiate(ssl_) != 1) return Error{Err::unsupported, "renegotiation cannot be asked for"};
  const Until until(ssl_, deadline);
  while (true) {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_);
    if (result == 1) return SSL_renegotiate_pending(ssl_) == 0;
    if (!wait_after(result, "renegotiation refused", deadline)) return false;
  }
}

Result<std::string> spki_pin_of(Bytes certificate_der) {
  const unsigned char* in = certificate_der.data();
  const std::unique_ptr<X509, void (*)(X509*)> certificate(d2i_X509(nullptr, &in, static_cast<long>(certificate_der.size())),
                                                           X509_free);
  ERR_clear_error();
  if (!certificate) return Error{Err::bad_value, "not a certificate"};
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &der);
  if (size <= 0) return Error{Err::bad_value, "a certificate without a public key"};
  const std::string pin = to_hex(crypto::sha256({der, static_cast<std::size_t>(size)}));
  OPENSSL_free(der);
  return pin;
}

}  // namespace cardea::assess
