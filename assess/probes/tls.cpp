// SPDX-License-Identifier: Apache-2.0
// Probe "tls": what the target's TLS door accepts, each thing offered alone. A refusal is told apart from an offer that
// this machine's OpenSSL cannot make: the second is "not tested" and never reads as good.
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <array>

#include "assess/probes/bench.hpp"
#include "assess/probes/certificate.hpp"

namespace cardea::assess {

namespace {

constexpr std::chrono::milliseconds kOneHandshake{3000};
constexpr int kCiphersMax = 80;

struct Version {
  const char* name;
  int number;
};
constexpr std::array<Version, 4> kVersions{
    {{"TLS 1.0", TLS1_VERSION}, {"TLS 1.1", TLS1_1_VERSION}, {"TLS 1.2", TLS1_2_VERSION}, {"TLS 1.3", TLS1_3_VERSION}}};

constexpr std::array<const char*, 5> kSuites{"TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256",
                                             "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256"};

constexpr std::array<const char*, 12> kGroups{"X25519",    "P-256",     "P-384",           "P-521",
                                              "X448",      "ffdhe2048", "ffdhe3072",       "ffdhe4096",
                                              "secp224r1", "secp192r1", "brainpoolP256r1", "secp256k1"};

// "accepted", "refused", "not tested" (we cannot offer it), "no answer".
std::string word_for(const Result<std::unique_ptr<TlsStream>>& tried) {
  if (tried) return "accepted";
  switch (tried.error().code) {
    case Err::unsupported: return "not tested";
    case Err::refused: return "refused";
    default: return "no answer";
  }
}

class Prober {
 public:
  Prober(Endpoint endpoint, std::string server_name) : endpoint_(std::move(endpoint)), server_name_(std::move(server_name)) {}

  Result<std::unique_ptr<TlsStream>> offer(TlsOffer offer) const {
    offer.server_name = server_name_;
    return TlsStream::open(endpoint_, offer, Deadline(kOneHandshake));
  }

  const Endpoint& endpoint() const { return endpoint_; }

 private:
  Endpoint endpoint_;
  std::string server_name_;
};

Value versions(const Prober& prober) {
  Value values;
  for (const Version& version : kVersions) {
    TlsOffer offer;
    offer.version_min = offer.version_max = version.number;
    values.set(version.name, word_for(prober.offer(offer)));
  }
  values.set("SSL 3.0", "not tested");
  values.set("SSL 2.0", "not tested");
  return values;
}

// Each offered alone in TLS 1.3: what was accepted, and what we could not offer.
template <class Names, class Set>
Value each_alone(const Prober& prober, const Names& names, Set set) {
  std::vector<std::string> accepted;
  std::vector<std::string> not_tested;
  for (const char* name : names) {
    TlsOffer offer;
    offer.version_min = offer.version_max = TLS1_3_VERSION;
    set(offer, name);
    const std::string word = word_for(prober.offer(offer));
    if (word == "accepted") accepted.emplace_back(name);
    if (word == "not tested" || word == "no answer") not_tested.emplace_back(name);
  }
  Value values;
  values.set("accepted", list_of(accepted));
  values.set("not_tested", list_of(not_tested));
  return values;
}

// Up to TLS 1.2 the target picks from our list: take away what it picks until it picks nothing.
Value old_ciphers(const Prober& prober) {
  std::vector<std::string> accepted;
  TlsOffer offer;
  offer.version_max = TLS1_2_VERSION;
  for (int round = 0; round < kCiphersMax; ++round) {
    const auto stream = prober.offer(offer);
    if (!stream) break;
    const char* name = SSL_get_cipher_name((*stream)->native());
    accepted.emplace_back(name == nullptr ? "" : name);
    offer.ciphers = "ALL:COMPLEMENTOFALL";
    for (const std::string& known : accepted) offer.ciphers += ":!" + known;
    offer.ciphers += ":@SECLEVEL=0";
  }
  Value values;
  values.set("accepted", list_of(accepted));
  return values;
}

// A new connection that shows the session of the one before. TLS 1.3 hands its tickets over after the handshake.
Result<Value> resumption(const Prober& prober) {
  TRY(const std::unique_ptr<TlsStream> first, prober.offer({}));
  const Bytes request = as_bytes("GET / HTTP/1.1\r\nhost: target\r\nconnection: close\r\n\r\n");
  TRY(const Buffer ignored, exchange_raw(*first, request, 4096, Deadline(kOneHandshake)));
  const std::unique_ptr<SSL_SESSION, void (*)(SSL_SESSION*)> session(SSL_get1_session(first->native()), SSL_SESSION_free);
  Value values;
  values.set("answered_bytes", static_cast<std::int64_t>(ignored.size()));
  values.set("resumable", session != nullptr && SSL_SESSION_is_resumable(session.get()) == 1);
  values.set("early_data_max",
             session == nullptr ? std::int64_t{0} : static_cast<std::int64_t>(SSL_SESSION_get_max_early_data(session.get())));
  TlsOffer again;
  again.resume = session.get();
  const auto second = prober.offer(again);
  values.set("resumed", second.ok() && SSL_session_reused((*second)->native()) == 1);
  return values;
}

Value old_habits(const Prober& prober) {
  TlsOffer offer;
  offer.version_max = TLS1_2_VERSION;
  Value values;
  const auto stream = prober.offer(offer);
  values.set("old_version_spoken", stream.ok());
  if (!stream) return values;
  values.set("compression", SSL_get_current_compression((*stream)->native()) != nullptr);
  values.set("secure_renegotiation", SSL_get_secure_renegotiation_support((*stream)->native()) == 1);
  const auto again = (*stream)->renegotiate(Deadline(kOneHandshake));
  values.set("client_may_renegotiate", again.ok() && *again);
  return values;
}

Result<Value> plain_http(const Prober& prober) {
  const Deadline deadline(kOneHandshake);
  TRY(const std::unique_ptr<Stream> stream, open_tcp(prober.endpoint(), deadline));
  const auto answer = exchange_raw(*stream, as_bytes("GET / HTTP/1.1\r\nhost: target\r\n\r\n"), 1024, deadline);
  const auto reply = answer ? parse_http_reply(*answer, true) : Result<HttpReply>(answer.error());
  Value values;
  values.set("answered", answer.ok() && !answer->empty());
  values.set("http_status", reply ? std::int64_t{reply->status} : std::int64_t{0});
  values.set("location", reply ? std::string(reply->header("location")) : std::string());
  return values;
}

// A door that the driver calls plain: does it answer as such, and would it have spoken TLS?
Status note_plain_door(const Bench& bench, Notes& notes, const std::string& tls) {
  Value values;
  values.set("speaks", std::string(name_of(bench.driver.target.speaks)));
  values.set("tls", tls);
  return notes.write("plain door", std::move(values));
}

}  // namespace

Status probe_tls(const Bench& bench, Notes& notes) {
  if (bench.driver.target.door.empty()) return Error{Err::unsupported, "the driver names no door"};
  const Door door = bench.door();
  if (door.endpoint.port == 0) return Error{Err::unsupported, "the door has no port"};
  const Prober prober(door.endpoint, door.host.substr(0, door.host.find(':')));
  if (is_by_datagrams(bench.driver.target.speaks)) return note_plain_door(bench, notes, "not tested");
  TRY_(connect_tcp(door.endpoint, Deadline(kOneHandshake)));  // a door that is closed says nothing about TLS
  if (!bench.driver.target.tls) return note_plain_door(bench, notes, word_for(prober.offer({})));
  TRY_(notes.write("versions", versions(prober)));
  TRY_(notes.write("suites of TLS 1.3",
                   each_alone(prober, kSuites, [](TlsOffer& offer, const char* name) { offer.suites = name; })));
  TRY_(notes.write("groups of TLS 1.3",
                   each_alone(prober, kGroups, [](TlsOffer& offer, const char* name) { offer.groups = name; })));
  TRY_(notes.write("ciphers up to TLS 1.2", old_ciphers(prober)));
  TRY_(notes.write("old habits", old_habits(prober)));
  TRY(Value plain, plain_http(prober));
  TRY_(notes.write("plain HTTP on the TLS port", std::move(plain)));
  TRY(const std::unique_ptr<TlsStream> stream, prober.offer({}));
  TRY(Value certificate, describe_certificate(stream->peer_certificate_der()));
  TRY_(notes.write("certificate", std::move(certificate)));
  TRY(Value session, resumption(prober));
  return notes.write("resumption", std::move(session));
}

}  // namespace cardea::assess
