// SPDX-License-Identifier: Apache-2.0
// Probe "tls": what the target's TLS door accepts, each thing offered alone. A refusal is told apart from an offer that
// this machine's OpenSSL cannot make: the second is "not tested" and never reads as good.
#include <openssl/ssl.h>

#include <algorithm>
#include <array>

#include "assess/probes/bench.hpp"
#include "assess/probes/certificate.hpp"
#include "assess/probes/tls_prober.hpp"

namespace cardea::assess {

namespace {

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

Value versions(const TlsProber& prober) {
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

TlsOffer offer_of(int version) {
  TlsOffer offer;
  offer.version_min = offer.version_max = version;
  return offer;
}

TlsOffer old_exchange_by_curve() {
  TlsOffer offer;
  offer.version_max = TLS1_2_VERSION;
  offer.ciphers = "kECDHE:@SECLEVEL=0";
  return offer;
}

// A new connection that shows the session of the one before. TLS 1.3 hands its tickets over after the handshake.
Result<Value> resumption(const TlsProber& prober) {
  TRY(std::unique_ptr<TlsStream> first, prober.offer({}));
  const Bytes request = as_bytes("GET / HTTP/1.1\r\nhost: target\r\nconnection: close\r\n\r\n");
  TRY(const Buffer ignored, exchange_raw(*first, request, 4096, Deadline(kOneHandshake)));
  const std::unique_ptr<SSL_SESSION, void (*)(SSL_SESSION*)> session(SSL_get1_session(first->native()), SSL_SESSION_free);
  first.reset();
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

Result<Value> certificate(const TlsProber& prober) {
  TlsOffer offer;
  offer.ask_revocation = true;
  TRY(const std::unique_ptr<TlsStream> stream, prober.offer(offer));
  TRY(Value values, describe_certificate(stream->peer_certificate_der()));
  const unsigned char* staple = nullptr;
  values.set("revocation_stapled", SSL_get_tlsext_status_ocsp_resp(stream->native(), &staple) > 0);
  return values;
}

Value list_of_ciphers(const OldCiphers& ciphers) {
  Value values;
  values.set("accepted", list_of(ciphers.accepted));
  values.set("complete", ciphers.complete);
  return values;
}

bool is_spoken(const Value& spoken, const Version& version) {
  const auto word = spoken.text(version.name);
  return word && *word == "accepted";
}

// The newest version but one that the target speaks; 0: it speaks one at most.
int last_but_one(const Value& spoken) {
  int last = 0;
  int before = 0;
  for (const Version& version : kVersions) {
    if (!is_spoken(spoken, version)) continue;
    before = last;
    last = version.number;
  }
  return before;
}

// Each version up to TLS 1.2 by itself, and all of them together.
Status look_at_old_versions(const TlsProber& prober, const Value& spoken, Notes& notes) {
  OldCiphers all;
  OldCiphers newest;
  int newest_version = 0;
  for (const Version& version : kVersions) {
    if (version.number > TLS1_2_VERSION || !is_spoken(spoken, version)) continue;
    newest_version = version.number;
    newest = old_ciphers_of(prober, version.number);
    for (const std::string& name : newest.accepted) {
      if (std::find(all.accepted.begin(), all.accepted.end(), name) == all.accepted.end()) all.accepted.push_back(name);
    }
    all.complete = all.complete && newest.complete;
    TRY_(notes.write(std::string("ciphers of ") + version.name, list_of_ciphers(newest)));
  }
  TRY_(notes.write("ciphers up to TLS 1.2", list_of_ciphers(all)));
  TRY_(notes.write("groups up to TLS 1.2", each_alone(prober, kGroups, old_exchange_by_curve(), &TlsOffer::groups)));
  TRY_(notes.write("finite-field exchange", finite_field_exchange(prober)));
  Value habits = old_habits(prober, newest_version, newest.accepted);
  note_fallback(prober, last_but_one(spoken), habits);
  return notes.write("old habits", std::move(habits));
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
  const TlsProber prober(door.endpoint, door.host.substr(0, door.host.find(':')));
  if (is_by_datagrams(bench.driver.target.speaks)) return note_plain_door(bench, notes, "not tested");
  TRY_(connect_tcp(door.endpoint, Deadline(kOneHandshake)));  // a door that is closed says nothing about TLS
  if (!bench.driver.target.tls) return note_plain_door(bench, notes, word_for(prober.offer({})));
  const Value spoken = versions(prober);
  TRY_(notes.write("versions", spoken));
  const TlsOffer newest = offer_of(TLS1_3_VERSION);
  TRY_(notes.write("suites of TLS 1.3", each_alone(prober, kSuites, newest, &TlsOffer::suites)));
  TRY_(notes.write("groups of TLS 1.3", each_alone(prober, kGroups, newest, &TlsOffer::groups)));
  TRY_(look_at_old_versions(prober, spoken, notes));
  TRY(Value plain, plain_http(prober));
  TRY_(notes.write("plain HTTP on the TLS port", std::move(plain)));
  TRY(Value shown, certificate(prober));
  TRY_(notes.write("certificate", std::move(shown)));
  if (bench.driver.target.speaks == Speaks::http) {
    TRY(Value answer, answer_over_tls(prober));
    TRY_(notes.write("answer over TLS", std::move(answer)));
  }
  TRY(Value session, resumption(prober));
  return notes.write("resumption", std::move(session));
}

}  // namespace cardea::assess
