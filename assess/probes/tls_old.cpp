// SPDX-License-Identifier: Apache-2.0
// What a door still does for those who speak TLS 1.2 and older.
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>

#include "assess/evidence/fact.hpp"
#include "assess/probes/known_primes.hpp"
#include "assess/probes/tls_prober.hpp"

namespace cardea::assess {

namespace {

constexpr int kCiphersMax = 120;

std::string picked_by(const TlsStream& stream) {
  const char* name = SSL_get_cipher_name(stream.native());
  return name == nullptr ? "" : name;
}

std::string pick_from(const TlsProber& prober, int version, const std::string& ciphers) {
  TlsOffer offer;
  offer.version_min = offer.version_max = version;
  offer.ciphers = ciphers + ":@SECLEVEL=0";
  const auto stream = prober.offer(offer);
  return stream ? picked_by(**stream) : std::string();
}

Buffer prime_of(const EVP_PKEY* key) {
  BIGNUM* number = nullptr;
  if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_FFC_P, &number) != 1) return {};
  Buffer prime(static_cast<std::size_t>(BN_num_bytes(number)));
  BN_bn2bin(number, prime.data());
  BN_free(number);
  return prime;
}

}  // namespace

// The target picks from our list: take away what it picks until it picks nothing.
OldCiphers old_ciphers_of(const TlsProber& prober, int version) {
  OldCiphers seen;
  TlsOffer offer;
  offer.version_min = offer.version_max = version;
  for (int round = 0; round < kCiphersMax; ++round) {
    const auto stream = prober.offer(offer);
    if (!stream) {
      seen.complete = word_for(stream) != "no answer";  // "not tested": nothing is left that we could offer
      return seen;
    }
    seen.accepted.push_back(picked_by(**stream));
    offer.ciphers = "ALL:COMPLEMENTOFALL";
    for (const std::string& known : seen.accepted) offer.ciphers += ":!" + known;
    offer.ciphers += ":@SECLEVEL=0";
  }
  seen.complete = false;
  return seen;
}

Value finite_field_exchange(const TlsProber& prober) {
  TlsOffer offer;
  offer.version_max = TLS1_2_VERSION;
  offer.ciphers = "kDHE:@SECLEVEL=0";
  const auto stream = prober.offer(offer);
  Value values;
  values.set("tried", word_for(stream));
  EVP_PKEY* held = nullptr;
  if (!stream || SSL_get_peer_tmp_key((*stream)->native(), &held) != 1) return values;
  const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(held, EVP_PKEY_free);
  values.set("bits", std::int64_t{EVP_PKEY_get_bits(key.get())});
  values.set("known_prime", std::string(origin_of_prime(prime_of(key.get()))));
  return values;
}

Value old_habits(const TlsProber& prober, int version, const std::vector<std::string>& ciphers) {
  TlsOffer offer;
  offer.version_max = TLS1_2_VERSION;
  Value values;
  {
    const auto stream = prober.offer(offer);
    values.set("old_version_spoken", stream.ok());
    if (!stream) return values;
    values.set("compression", SSL_get_current_compression((*stream)->native()) != nullptr);
    values.set("secure_renegotiation", SSL_get_secure_renegotiation_support((*stream)->native()) == 1);
    const auto again = (*stream)->renegotiate(Deadline(kOneHandshake));
    values.set("client_may_renegotiate", again.ok() && *again);
  }
  if (ciphers.size() < 2) return values;
  const std::string one_way = pick_from(prober, version, ciphers.front() + ":" + ciphers.back());
  const std::string other_way = pick_from(prober, version, ciphers.back() + ":" + ciphers.front());
  if (!one_way.empty() && !other_way.empty()) values.set("cipher_chosen_by", one_way == other_way ? "target" : "client");
  return values;
}

void note_fallback(const TlsProber& prober, int older, Value& habits) {
  if (older == 0) return;
  TlsOffer offer;
  offer.version_max = older;
  offer.fell_back = true;
  habits.set("needless_fallback", word_for(prober.offer(offer)));
}

}  // namespace cardea::assess
