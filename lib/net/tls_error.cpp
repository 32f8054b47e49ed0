// SPDX-License-Identifier: Apache-2.0
#include "lib/net/tls_error.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

#include "lib/net/tls_signer.hpp"

namespace cardea::net {
namespace {

struct Row {
  int reason;
  Error error;
};

// clang-format off
constexpr std::array kVerifyErrors{
    Row{X509_V_ERR_CERT_HAS_EXPIRED,                   {Err::unauthentic, "certificate has expired"}},
    Row{X509_V_ERR_CERT_NOT_YET_VALID,                 {Err::unauthentic, "certificate is not valid yet"}},
    Row{X509_V_ERR_HOSTNAME_MISMATCH,                  {Err::unauthentic, "name does not match"}},
    Row{X509_V_ERR_IP_ADDRESS_MISMATCH,                {Err::unauthentic, "name does not match"}},
    Row{X509_V_ERR_CERT_REJECTED,                      {Err::unauthentic, "pin does not match"}},
    Row{X509_V_ERR_INVALID_PURPOSE,                    {Err::unauthentic, "certificate is for another purpose"}},
    Row{X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,        {Err::unauthentic, "certificate is not from our CA"}},
    Row{X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,          {Err::unauthentic, "certificate is not from our CA"}},
    Row{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,          {Err::unauthentic, "certificate is not from our CA"}},
    Row{X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,  {Err::unauthentic, "certificate is not from our CA"}},
    Row{X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE,    {Err::unauthentic, "certificate is not from our CA"}},
    Row{X509_V_ERR_CERT_SIGNATURE_FAILURE,             {Err::unauthentic, "certificate is not from our CA"}}};

constexpr std::array kAlerts{
    Row{SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED, {Err::refused, "the peer requires a certificate of ours and we offered none"}},
    Row{SSL_R_TLSV1_ALERT_UNKNOWN_CA, {Err::refused, "the peer refused our certificate: it does not know its issuer"}},
    Row{SSL_R_SSLV3_ALERT_BAD_CERTIFICATE,             {Err::refused, "the peer refused our certificate"}},
    Row{SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, {Err::refused, "the peer refused our certificate: it is for another purpose"}},
    Row{SSL_R_SSLV3_ALERT_CERTIFICATE_REVOKED,         {Err::refused, "the peer refused our certificate: it is revoked"}},
    Row{SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED,         {Err::refused, "the peer refused our certificate: it has expired"}},
    Row{SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN,         {Err::refused, "the peer refused our certificate"}},
    Row{SSL_R_TLSV1_ALERT_ACCESS_DENIED,               {Err::refused, "the peer refused us"}},
    Row{SSL_R_TLSV1_ALERT_PROTOCOL_VERSION,            {Err::unsupported, "the peer does not speak TLS 1.3"}},
    Row{SSL_R_UNSUPPORTED_PROTOCOL,                    {Err::unsupported, "the peer does not speak TLS 1.3"}},
    Row{SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE,           {Err::unsupported, "the peer shares no TLS algorithm with us"}},
    Row{SSL_R_TLSV1_ALERT_INSUFFICIENT_SECURITY,       {Err::unsupported, "the peer shares no TLS algorithm with us"}},
    Row{SSL_R_NO_SHARED_CIPHER,                        {Err::unsupported, "the peer shares no TLS algorithm with us"}},
    Row{SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM,         {Err::unsupported, "the peer shares no TLS algorithm with us"}},
    Row{SSL_R_WRONG_VERSION_NUMBER,                    {Err::bad_value, "the peer does not speak TLS"}},
    Row{SSL_R_HTTP_REQUEST,                            {Err::bad_value, "the peer does not speak TLS"}},
    Row{SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE,       {Err::unauthentic, "the peer shows no certificate"}},
    Row{SSL_R_UNEXPECTED_EOF_WHILE_READING,            {Err::unavailable, "the peer cut the connection"}}};
// clang-format on

template <std::size_t N>
std::optional<Error> find(const std::array<Row, N>& rows, long reason) {
  const auto it = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.reason == reason; });
  return it == rows.end() ? std::nullopt : std::optional(it->error);
}

std::optional<Error> first_known_in_queue() {
  std::optional<Error> found;
  while (const unsigned long code = ERR_get_error()) {
    if (found) continue;
    if (ERR_GET_LIB(code) == ERR_LIB_USER && ERR_GET_REASON(code) == kSignerFailed) {
      found = Error{Err::unavailable, "our key could not sign"};
    } else if (ERR_GET_LIB(code) == ERR_LIB_SSL) {
      found = find(kAlerts, ERR_GET_REASON(code));
    }
  }
  return found;
}

}  // namespace

Error tls_error(const ssl_st* ssl, TlsStream::Side side, int outcome, int sys) {
  const auto known = first_known_in_queue();
  const long verified = SSL_get_verify_result(ssl);
  if (verified != X509_V_OK) {
    return find(kVerifyErrors, verified).value_or(Error{Err::unauthentic, "certificate does not verify"});
  }
  if (known) return *known;
  if (outcome == SSL_ERROR_SYSCALL) {
    return Error{Err::unavailable,
                 sys == ECONNRESET || sys == EPIPE ? "the peer reset the connection" : "the peer cut the connection"};
  }
  return Error{Err::bad_value, side == TlsStream::Side::client ? "the TLS connection with the server failed"
                                                               : "the TLS connection with the client failed"};
}

}  // namespace cardea::net
