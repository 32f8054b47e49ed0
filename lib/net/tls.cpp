// SPDX-License-Identifier: Apache-2.0
#include "lib/net/tls.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <vector>

#include "lib/crypto/openssl.hpp"
#include "lib/crypto/policy.hpp"
#include "lib/crypto/x509.hpp"
#include "lib/net/tls_signer.hpp"

namespace cardea::net {
namespace {

constexpr int kChainDepthMax = 4;
constexpr long kPeerChainBytesMax = 16 * 1024;  // a hostile peer may make us hold so much before we know it
constexpr int kSecurityLevel = 3;               // OpenSSL's name for at least 128 bits everywhere
constexpr std::string_view kAlpn = "\x08http/1.1";

Result<std::vector<crypto::Certificate>> load_chain(const std::string& pem) {
  const crypto::Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (bio == nullptr) return Error{Err::exhausted, "no memory for certificates"};
  std::vector<crypto::Certificate> chain;
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)) chain.emplace_back(next);
  const bool at_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
  ERR_clear_error();
  if (!at_end || chain.empty()) return Error{Err::bad_value, "the certificates are not well-formed PEM"};
  return chain;
}

// ALPN (RFC 7301): a client that speaks something else only is turned away before it sends anything (cross-protocol attacks).
int choose_protocol(SSL*, const unsigned char** out, unsigned char* out_size, const unsigned char* in, unsigned in_size, void*) {
  unsigned char* chosen = nullptr;
  if (SSL_select_next_proto(&chosen, out_size, as_bytes(kAlpn).data(), kAlpn.size(), in, in_size) != OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

//= EN303645 5.5-1
Status apply_policy(SSL_CTX* ctx) {
  SSL_CTX_set_security_level(ctx, kSecurityLevel);
  const bool fits = SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) == 1 &&
                    SSL_CTX_set_max_proto_version(ctx, TLS1_3_VERSION) == 1 &&
                    SSL_CTX_set_ciphersuites(ctx, crypto::openssl_list("tls suite").c_str()) == 1 &&
                    SSL_CTX_set1_groups_list(ctx, crypto::openssl_list("tls group").c_str()) == 1 &&
                    SSL_CTX_set1_sigalgs_list(ctx, crypto::openssl_list("signature").c_str()) == 1;
  ERR_clear_error();
  if (!fits) return Error{Err::unsupported, "this OpenSSL lacks an algorithm of the policy"};
  return kOk;
}

bool is_hex_digest(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

Status check_pin(X509* leaf, const std::string& pin) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(leaf), &der);
  if (size <= 0) return Error{Err::bad_value, "the certificate has no key"};
  const crypto::PublicKey key{Buffer(der, der + size)};
  OPENSSL_free(der);
  if (crypto::spki_sha256_hex(key) != pin) return Error{Err::unauthentic, "pin does not match"};
  return kOk;
}

bool carries_name(X509* leaf, const std::string& name) {
  return X509_check_ip_asc(leaf, name.c_str(), 0) == 1 ||
         X509_check_host(leaf, name.c_str(), name.size(), X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) == 1;
}

// Replaces OpenSSL's own verification so that anchors, pin and name are judged in one place. The
// reason stays in the store context, from where TlsStream reads it.
int judge_peer(X509_STORE_CTX* store, void* check_in) {
  const auto& check = *static_cast<const PeerCheck*>(check_in);
  X509* leaf = X509_STORE_CTX_get0_cert(store);
  if (!check.ca_pem.empty() && X509_verify_cert(store) != 1) return 0;
  if (!check.spki_pin.empty() && !check_pin(leaf, check.spki_pin).ok()) {
    X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED);  // tells the peer "bad certificate"
    return 0;
  }
  // With anchors X509_verify_cert has looked at the name already.
  if (check.ca_pem.empty() && !check.server_name.empty() && !carries_name(leaf, check.server_name)) {
    X509_STORE_CTX_set_error(store, X509_V_ERR_HOSTNAME_MISMATCH);
    return 0;
  }
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

}  // namespace

TlsContext::~TlsContext() {
  SSL_CTX_free(ctx_);
}

Result<std::shared_ptr<TlsContext>> TlsContext::with_policy(bool is_server) {
  std::shared_ptr<TlsContext> context(new TlsContext);
  SSL_CTX* ctx = context->ctx_ = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());
  if (ctx == nullptr) return Error{Err::exhausted, "no memory for TLS"};
  TRY_(apply_policy(ctx));
  SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // Idle connections give their record buffers back: about 34 KiB each.
  SSL_CTX_set_mode(ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  // No session outlives its connection, and no ticket is given: each connection proves its key anew, so blocking a device or
  // letting a certificate expire works at once, and there is no ticket key to guard. Keep-alive saves the handshakes that matter.
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(ctx, 0);
  SSL_CTX_set_max_early_data(ctx, 0);  // early data can be replayed (RFC 8446 section 8)
  SSL_CTX_set_max_cert_list(ctx, kPeerChainBytesMax);
  SSL_CTX_set_verify_depth(ctx, kChainDepthMax);
  return context;
}

Status TlsContext::identify(const TlsIdentity& identity) {
  if (identity.signer == nullptr) return Error{Err::bad_value, "a TLS identity without a signer"};
  TRY(auto chain, load_chain(identity.certificate_pem));
  TRY(evp_pkey_st * asking, key_that_asks(identity.signer));
  const crypto::Pkey key(asking);
  if (X509_check_private_key(chain.front().get(), key.get()) != 1) {
    ERR_clear_error();
    return Error{Err::bad_value, "the certificate is for another key than the signer's"};
  }
  bool taken = SSL_CTX_use_certificate(ctx_, chain.front().get()) == 1 && SSL_CTX_use_PrivateKey(ctx_, key.get()) == 1;
  for (std::size_t i = 1; i < chain.size(); ++i) taken = taken && SSL_CTX_add1_chain_cert(ctx_, chain[i].get()) == 1;
  ERR_clear_error();
  if (!taken) return Error{Err::unsupported, "the certificate is below the policy's strength"};
  has_identity_ = true;
  return kOk;
}

Status TlsContext::demand(PeerCheck check, int verify_mode) {
  if (check.ca_pem.empty() && check.spki_pin.empty())
    return Error{Err::bad_value, "neither anchors nor a pin to check the peer with"};
  if (!check.spki_pin.empty() && !is_hex_digest(check.spki_pin))
    return Error{Err::bad_value, "the pin is no SHA-256 in lower-case hex"};
  check_ = std::move(check);
  if (!check_.ca_pem.empty()) {
    TRY(const auto anchors, load_chain(check_.ca_pem));
    X509_STORE* store = SSL_CTX_get_cert_store(ctx_);
    for (const auto& anchor : anchors) {
      if (X509_STORE_add_cert(store, anchor.get()) != 1) return crypto::failed(Err::exhausted, "no memory for trust anchors");
      if ((verify_mode & SSL_VERIFY_FAIL_IF_NO_PEER_CERT) != 0) SSL_CTX_add_client_CA(ctx_, anchor.get());
    }
    // An anchor is trusted because we were given it, root or not.
    X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(ctx_), X509_V_FLAG_PARTIAL_CHAIN);
  }
  SSL_CTX_set_verify(ctx_, verify_mode, nullptr);
  SSL_CTX_set_cert_verify_callback(ctx_, judge_peer, &check_);
  return kOk;
}

Result<std::shared_ptr<TlsContext>> TlsContext::server(TlsIdentity identity, std::optional<PeerCheck> client_check) {
  TRY(auto context, with_policy(/*is_server=*/true));
  TRY_(context->identify(identity));
  SSL_CTX_set_alpn_select_cb(context->ctx_, choose_protocol, nullptr);
  if (client_check) {
    const int mode = SSL_VERIFY_PEER | (client_check->required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0);
    client_check->server_name.clear();  // says nothing about a client
    TRY_(context->demand(std::move(*client_check), mode));
  }
  return context;
}

Result<std::shared_ptr<TlsContext>> TlsContext::client(PeerCheck server_check, std::optional<TlsIdentity> identity) {
  TRY(auto context, with_policy(/*is_server=*/false));
  TRY_(context->demand(std::move(server_check), SSL_VERIFY_PEER));
  if (identity) {
    TRY_(context->identify(*identity));
  }
  if (SSL_CTX_set_alpn_protos(context->ctx_, as_bytes(kAlpn).data(), kAlpn.size()) != 0) {
    return Error{Err::exhausted, "no memory for TLS"};
  }
  return context;
}

}  // namespace cardea::net
