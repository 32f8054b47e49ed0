// SPDX-License-Identifier: Apache-2.0
// Offers of TLS to one door, each on a connection of its own, and the looks that need several of them. For probe "tls" alone.
// No look holds one connection while it opens another: a target that serves one client at a time must answer all the same.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "assess/wire/http.hpp"
#include "lib/codec/value.hpp"

namespace cardea::assess {

inline constexpr std::chrono::milliseconds kOneHandshake{3000};

class TlsProber {
 public:
  TlsProber(Endpoint endpoint, std::string server_name) : endpoint_(std::move(endpoint)), server_name_(std::move(server_name)) {}

  Result<std::unique_ptr<TlsStream>> offer(TlsOffer offer) const;
  const Endpoint& endpoint() const { return endpoint_; }

 private:
  Endpoint endpoint_;
  std::string server_name_;
};

// "accepted", "refused", "not tested" (we cannot offer it), "no answer".
std::string word_for(const Result<std::unique_ptr<TlsStream>>& tried);

// `rest` with each name by itself: what was accepted, and what we could not offer.
Value each_alone(const TlsProber& prober, std::span<const char* const> names, const TlsOffer& rest,
                 std::string TlsOffer::* varied);

// Of one version up to TLS 1.2. `complete` is false when the target stopped answering before it had picked its last one.
struct OldCiphers {
  std::vector<std::string> accepted;
  bool complete = true;
};
OldCiphers old_ciphers_of(const TlsProber& prober, int version);

Value finite_field_exchange(const TlsProber& prober);
// What an older version allows, and how the target chooses among `ciphers` of `version`, the newest up to TLS 1.2 that it speaks.
Value old_habits(const TlsProber& prober, int version, const std::vector<std::string>& ciphers);
// A client that needlessly came down to the `older` version says so (RFC 7507): does the target go along? 0: there is none.
void note_fallback(const TlsProber& prober, int older, Value& habits);

Result<Value> plain_http(const TlsProber& prober);
Result<Value> answer_over_tls(const TlsProber& prober);

}  // namespace cardea::assess
